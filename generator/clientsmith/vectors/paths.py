"""Which texts can be a path segment: they must still be one segment after servers have decoded the path."""

from __future__ import annotations

from urllib.parse import unquote

ODD_STEPS = (".", "..", "a/../b", "..\\b", "%2e%2E", "%252e.", "..;a", "a\nb", "a\x00", "\x7f")
"""Texts that can't be a path segment."""
EMPTY_STEPS = ("/a", "a/", "a//b", "/")
"""Texts that can't be several."""


def is_step(text: str) -> bool:
    """Whether a text can be a path segment."""
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in text):
        return False
    # Two times more than it is sent quoted: a proxy may decode it before the server does.
    parts = unquote(unquote(text)).replace("\\", "/").split("/")
    return not any(part.split(";")[0].strip() in (".", "..") for part in parts)
