"""What the tests of the generated clients share."""

from support.fixtures import mode, server

__all__ = ["mode", "server"]
