"""Scripts that run in the peers' environment; what only that has is imported by name, so that nothing else needs it."""
