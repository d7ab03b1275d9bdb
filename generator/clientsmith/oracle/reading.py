"""Reads response bodies by their media type; JSON is the only one so far."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from clientsmith.load.json_values import mapping, sequence

MOST_DEEP = 100
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Others that Python knows, such as punycode, take time that grows with the square of a body.
_KNOWN = re.compile(
    r"utf-?(8|16|32)([-_]?[bl]e)?|(us-)?ascii|latin-?1|iso-8859-\d\d?|(windows-|cp)125\d|cp(9\d\d)|gbk|gb2312|gb18030"
    r"|big5(-hkscs)?|shift[-_]jis|sjis|euc-(jp|kr)|koi8-r",
    re.IGNORECASE,
)


def read_json(content: bytes, content_type: str) -> Any:
    """Return the body as JSON; None where it isn't JSON, or is nested too deeply."""
    try:
        value = json.loads(_text(content, content_type), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return value if _is_flat(value) else None


READERS: Mapping[str, Callable[[bytes, str], Any]] = {"json": read_json}
"""How a body is read, by what it is described as."""


def read(content: bytes, content_type: str = "", described_as: str = "json") -> Any:
    """Return the value of a body; None where it has none."""
    return READERS[described_as](content, content_type)


def is_json_type(content_type: str) -> bool:
    """Whether a content type says that the body is JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def _text(content: bytes, content_type: str) -> str:
    """Decode the text by its byte order mark, else by the content type's charset, else as UTF-8."""
    for mark, charset in (*_MARKS, (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode("utf-8-sig" if charset == "utf-8" else charset)
    named = _CHARSET.search(content_type)
    return content.decode(named[1] if named is not None and _KNOWN.fullmatch(named[1]) else "utf-8")


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _is_flat(value: Any) -> bool:
    level = [value]
    for _ in range(MOST_DEEP):
        nodes = [mapping(node).values() if isinstance(node, dict) else sequence(node) for node in level]
        level = [item for items in nodes for item in items]
        if not level:
            return True
    return False
