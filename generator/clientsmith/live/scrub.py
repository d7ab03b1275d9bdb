"""Stage live: takes the key, and the queries of links, out of everything that is shown or written."""

from __future__ import annotations

import re
from base64 import b64encode
from html.entities import codepoint2name
from typing import Any
from urllib.parse import quote, quote_plus

from clientsmith.rules.spec import mapping, sequence

MASK = "***"
_WORD = re.compile(r"[^\s\"'<>]+")
_LINK = re.compile(r"https?:(?:\\?/){2}", re.IGNORECASE)
_QUERY = re.compile(r"[?#]")
_AUTHORITY = re.compile(r"[^/?#\\]*")


class Scrub:
    """Knows the key in every form that a server or a library may repeat it in; an empty key is none."""

    def __init__(self, key: str) -> None:
        words = [key, *_in_base64(key), key.encode().hex()] if key else []
        literal = dict.fromkeys([*words, quote(key, safe=""), quote_plus(key)])
        self._literal = [word.encode() for word in literal if word]
        self._pattern = re.compile("|".join(_loosely(word) for word in words), re.IGNORECASE) if words else None

    def key(self, text: str) -> str:
        """The text without the key."""
        return text if self._pattern is None else self._pattern.sub(MASK, text)

    def text(self, text: str) -> str:
        """The text without the key, and without the query of any link, which may be a signature."""
        return _WORD.sub(lambda word: _without_query(word[0]), self.key(text))

    def data(self, value: Any) -> Any:
        """A JSON value without either, in keys too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(item) for item in sequence(value)]
        if isinstance(value, dict):
            return {self.text(str(name)): self.data(item) for name, item in mapping(value).items()}
        # A key of digits may come back as a number.
        shown = str(value)
        return value if isinstance(value, bool) or self.key(shown) == shown else MASK

    def content(self, content: bytes) -> bytes:
        """Bytes of a file without the key; they stay as many."""
        for word in self._literal:
            content = content.replace(word, b"*" * len(word))
        return content


def _without_query(word: str) -> str:
    """A word without the query of the link in it, nor a user."""
    link = _LINK.search(word)
    if link is None:
        return word
    query = _QUERY.search(word, link.end())
    end = query.start() if query is not None else len(word)
    authority = _AUTHORITY.match(word, link.end(), end)
    host = link.end() + (authority[0].rfind("@") + 1 if authority is not None else 0)
    return word[: link.end()] + word[host:end] + (f"?{MASK}" if query is not None else "")


def _in_base64(key: str) -> list[str]:
    """What of the key's base64 is the same whatever stands before and after it: one text for each way to begin."""
    found: list[str] = []
    for before, start in ((0, 0), (1, 2), (2, 3)):
        padded = bytes(before) + key.encode()
        found.append(b64encode(padded).decode()[start : len(padded) * 8 // 6])
    # A few letters stand in any text by chance, and tell nothing.
    return [text for text in found if len(text) >= 6]


def _loosely(word: str) -> str:
    """A pattern for a word whose characters may be escaped: for a URL, once or more, for JSON or for HTML."""
    # All repeats are bounded, and none comes first: a hostile text of a megabyte takes no longer than another.
    return r"\\{0,8}".join(_character(character) for character in word)


def _character(character: str) -> str:
    code = ord(character)
    forms = [re.escape(character), rf"%(?:25){{0,3}}{code:02x}", rf"u00{code:02x}"]
    forms += [rf"&#0{{0,6}}{code};", rf"&#x0{{0,6}}{code:x};"]
    if code in codepoint2name:
        forms.append(f"&{codepoint2name[code]};")
    # Base64 for URLs has other letters in two places.
    forms += {"+": ["-"], "/": ["_"]}.get(character, [])
    return rf"(?:{'|'.join(forms)})"
