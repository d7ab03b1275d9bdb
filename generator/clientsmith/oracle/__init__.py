"""What a provider does, worked out from its spec alone, on a path of its own."""
