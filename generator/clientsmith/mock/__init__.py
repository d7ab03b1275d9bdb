"""Stage mock: a server that answers as the providers do, worked out from their specs alone."""
