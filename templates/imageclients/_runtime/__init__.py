"""What the clients of all providers share; nothing here knows a provider."""
