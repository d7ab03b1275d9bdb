"""Hides a key in every form in which a server or a library may repeat it, and makes text fit to be printed.

Imports nothing of its package: `clientsmith live` uses this file on its own, so that there is one way to hide a key.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, hexlify
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

MASK = "***"
MOST_SHOWN = 10_000
"""Characters of a message; none is longer."""
_SHORTEST = 6
"""Characters of an encoded form: fewer stand in any text by chance, and tell nothing."""
_MOST_LOOSE = 100_000
"""Characters of a text in which the pattern looks: it needs some microseconds for each in the worst case."""
# Patterns that a client may never need are texts, which `re` compiles at their first use.
# Every repeat is bounded or begins with a mark of its own, so that a hostile text of a megabyte takes linear time.
_ESCAPES = (
    r"%(?:25)*([0-9a-f]{2})|\\(?:u00|x)([0-9a-f]{2})|"
    r"&#x0{0,6}([0-9a-f]{2});|&#0{0,6}([0-9]{2,3});|&(amp|lt|gt|quot|apos);"
)
_LOOSE = "\\\0\r\n"
"""Characters that may stand between those of a key: backslashes, halves of UTF-16, and breaks of lines."""
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NAMES = {character: name for name, character in _ENTITIES.items()}
_LAYERS = 4
"""Escapes within escapes that are looked through."""
_WORD = re.compile(r"[^\s\"'<>]+")
_LINK = re.compile(r"https?:(?:\\?/){2}", re.IGNORECASE)
_QUERY = re.compile(r"[?#]")
_AUTHORITY = re.compile(r"[^/?#\\]*")
# Controls, line separators, marks that turn the direction of writing, and halves of characters.
_UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"


class KeyRedactor:
    """Knows keys in every form in which they may be repeated; an empty key is none."""

    __slots__ = ("_is_decimal", "_keys", "_pattern", "_plain_words", "_words")

    def __init__(self, *keys: str) -> None:
        self.hide_keys(*keys)

    def hide_keys(self, *keys: str) -> None:
        """Hide these keys, and no others any more."""
        self._keys = keys
        # The longest first: a key may be a part of another.
        forms = sorted({word.lower() for key in keys for word in _forms(key)}, key=len, reverse=True)
        # Most texts are ASCII alone, and needn't be searched for the other forms.
        self._words = sorted(forms, key=str.isascii, reverse=True)
        self._plain_words = [word for word in self._words if word.isascii()]
        self._is_decimal = any(len(key) >= _SHORTEST and key.isdecimal() for key in keys)
        self._pattern: re.Pattern[str] | None = None

    @property
    def longest(self) -> int:
        """Characters of the longest key."""
        return max(map(len, self._keys), default=0)

    def hide(self, text: str) -> str:
        """The text without the key."""
        if not self._is_in(text):
            return text
        hidden = self._hidden(text, lambda _: MASK)
        # Escapes can be nested deeper than the pattern follows them.
        return MASK if self._is_in(hidden) else hidden

    def hide_bytes(self, content: bytes) -> bytes:
        """The bytes of a file without the key; they stay as many."""
        text = content.decode("latin-1")
        if not self._is_in(text):
            return content
        hidden = self._hidden(text, lambda length: "*" * length)
        return b"*" * len(content) if self._is_in(hidden) else hidden.encode("latin-1")

    def _hidden(self, text: str, mask: Callable[[int], str]) -> str:
        """The text with what is surely a form of the key replaced, given its length."""
        for word in self._words:
            text = _replaced(text, word, mask(len(word)))
        if len(text) <= _MOST_LOOSE and self._is_in(text):
            text = self._loose().sub(lambda found: mask(len(found[0])), text)
        return text

    def mask(self, text: str) -> str:
        """The text for a message: without the key and the queries of links, short, and fit to be printed."""
        return printable(without_queries(self.hide(text)[:MOST_SHOWN]))

    def mask_all(self, value: Any, *, links: bool = False) -> Any:
        """A JSON value without the key, in names too; with `links` also without the queries of links."""
        if isinstance(value, str):
            return without_queries(self.hide(value)) if links else self.hide(value)
        if isinstance(value, list):
            elements: list[Any] = value  # pyright: ignore[reportUnknownVariableType] - JSON
            return [self.mask_all(item, links=links) for item in elements]
        if isinstance(value, dict):
            members: dict[Any, Any] = value  # pyright: ignore[reportUnknownVariableType] - JSON
            return {
                self.mask_all(str(name), links=links): self.mask_all(item, links=links)
                for name, item in members.items()
            }
        # A key of digits may come back as a number.
        return MASK if self._is_decimal and isinstance(value, int | float) and self._is_number(value) else value

    def mask_headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """The headers of an answer without the key; all are looked at together, because few ever have it."""
        repeated = self._is_in(" ".join((*headers, *headers.values())))
        return {self.hide(name): self.hide(value) for name, value in headers.items()} if repeated else headers

    def _is_number(self, value: float) -> bool:
        return not isinstance(value, bool) and self._is_in(repr(value))

    def _is_in(self, text: str) -> bool:
        """Whether the text repeats the key in any form."""
        plain = text.lower()
        words = self._plain_words if text.isascii() else self._words
        for _ in range(_LAYERS):
            for word in words:
                if word in plain:
                    return True
            bare = _without_escapes(plain)
            if bare == plain:
                return False
            plain = bare
        return any(word in plain for word in words)

    def _loose(self) -> re.Pattern[str]:
        """The pattern that finds where the key is, made when the first text has it: that takes a while."""
        if self._pattern is None:
            words = [word for key in self._keys for word in _forms(key) if "\0" not in word and "\\" not in word]
            leads = {lead for word in words for lead, _ in _character(word[0])}
            # It begins with a set of characters, by which `re` finds the places worth a look.
            begin = "".join(re.escape(lead.lower()) + re.escape(lead.upper()) for lead in sorted(leads))
            self._pattern = re.compile(f"[{begin}](?i:{'|'.join(map(_loosely, words))})")
        return self._pattern


def _forms(key: str) -> Iterator[str]:
    """The key as it is and encoded: in base64, in hexadecimal digits, and with its bytes taken for UTF-16."""
    if not key:
        return
    yield key
    raw = key.encode()
    encoded = [quote(key, safe=""), key.replace("/", "\\/"), "\0".join(key), "\0\0\0".join(key), hexlify(raw).decode()]
    # Of base64 the middle is the same whatever stands before and after the key: one text for each way to begin.
    written = (raw, key.encode("utf-16-le"), key.encode("utf-16-be"))
    for text in written:
        for before, start in ((0, 0), (1, 2), (2, 3)):
            padded = bytes(before) + text
            encoded.append(b2a_base64(padded, newline=False).decode()[start : len(padded) * 8 // 6])
    encoded += [text.replace("+", "-").replace("/", "_") for text in encoded[-9:]]
    yield from (text for text in dict.fromkeys(encoded) if len(text) >= _SHORTEST and text != key)
    if len(key) >= _SHORTEST:
        yield key.encode("utf-16-le").decode("utf-16-be")
        for cut in (raw[: len(raw) // 2 * 2], raw[1 : 1 + (len(raw) - 1) // 2 * 2]):
            yield from (cut.decode(codec) for codec in ("utf-16-le", "utf-16-be"))


def _replaced(text: str, word: str, mask: str) -> str:
    """The text with a mask for each place of a word, which is in small letters."""
    lowered = text.lower()
    place = lowered.find(word)
    # A few letters become two when they are made small: then places don't match.
    if place < 0 or len(lowered) != len(text):
        return text
    parts, end = list[str](), 0
    while place >= 0:
        parts += [text[end:place], mask]
        end = place + len(word)
        place = lowered.find(word, end)
    return "".join([*parts, text[end:]])


def _without_escapes(text: str) -> str:
    """The text, in small letters, with one layer of escapes undone."""
    bare = re.sub(_ESCAPES, _unescaped, text).lower() if "%" in text or "\\" in text or "&" in text else text
    for character in _LOOSE:
        if character in bare:
            bare = bare.replace(character, "")
    return bare


def _unescaped(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2] or found[3]
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    return chr(int(found[4])) if found[4] else _ENTITIES[found[5]]


def _loosely(word: str) -> str:
    """A pattern for a word whose characters may be escaped; the first character's lead stands before it already."""
    first = "|".join(f"(?<={re.escape(lead)}){rest}" for lead, rest in _character(word[0]))
    others = ("|".join(re.escape(lead) + rest for lead, rest in _character(character)) for character in word[1:])
    return rf"[{re.escape(_LOOSE)}]{{0,8}}".join((f"(?:{first})", *(f"(?:{forms})" for forms in others)))


def _character(character: str) -> Iterator[tuple[str, str]]:
    """The ways to write a character, for a URL, for JSON and for HTML: how each begins, and a pattern for its rest."""
    yield character, ""
    code = ord(character)
    if code < 128:
        yield "%", rf"(?:25){{0,9}}{code:02x}"
        yield "\\", rf"\\{{0,7}}(?:u00|x){code:02x}"
        yield "&", rf"(?:#0{{0,6}}{code}|#x0{{0,6}}{code:x}|{_NAMES.get(character, '#')});"


def without_queries(text: str) -> str:
    """The text without the query, or a user, of any link: a query may be a signature."""
    return _WORD.sub(lambda word: _without_query(word[0]), text) if "://" in text or ":\\/" in text else text


def _without_query(word: str) -> str:
    link = _LINK.search(word)
    if link is None:
        return word
    query = _QUERY.search(word, link.end())
    end = query.start() if query is not None and query.end() < len(word) else len(word)
    authority = _AUTHORITY.match(word, link.end(), end)
    host = link.end() + (authority[0].rfind("@") + 1 if authority is not None else 0)
    return word[: link.end()] + word[host:end] + (f"?{MASK}" if end < len(word) else "")


def printable(text: str, *, lines: bool = False) -> str:
    """The text with controls and the like escaped; with `lines`, its line ends stay."""
    return re.sub(_UNPRINTABLE, lambda found: found[0] if lines and found[0] == "\n" else _escape(found[0]), text)


def _escape(character: str) -> str:
    return ascii(character)[1:-1]
