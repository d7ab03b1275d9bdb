"""Stage vectors: which texts can be a step of a path: those that are still one when a server has decoded the path."""

from __future__ import annotations

from urllib.parse import unquote

ODD_STEPS = (".", "..", "a/../b", "..\\b", "%2e%2E", "%252e.", "..;a", "a\nb", "a\x00", "\x7f")
"""Texts that can't."""


def is_step(text: str) -> bool:
    """Whether a text can be a step of a path."""
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in text):
        return False
    # Two times more than it is sent quoted: a proxy may decode it before the server does.
    parts = unquote(unquote(text)).replace("\\", "/").split("/")
    return not any(part.split(";")[0].strip() in (".", "..") for part in parts)
