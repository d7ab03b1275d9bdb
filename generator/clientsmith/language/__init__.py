"""The words of the spec language, and the provider that a spec describes with them."""
