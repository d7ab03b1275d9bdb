"""clientsmith turns one YAML spec per provider into typed clients."""

__version__ = "0.1.0"
