"""What a provider does, derived from its spec alone, independently of the generated clients."""
