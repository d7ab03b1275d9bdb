"""Reads the body of an answer: a function for each media type, chosen from a table; others are read as JSON."""

from __future__ import annotations

import contextlib
import json
import math
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from .answers import DecodedResponse
from .jsontypes import is_array, is_object

MAX_DEPTH = 100
MAX_PARTS = 200_000
LARGE = 100_000
"""Bytes from which on a body is read in ways that take longer to begin."""
_CHARSETS = frozenset(
    [
        *("utf-16", "utf-16le", "utf-16-le", "utf-16be", "utf-16-be", "utf-32", "utf-32le", "utf-32-le", "utf-32be"),
        *("utf-32-be", "ascii", "us-ascii", "latin1", "latin-1", "windows-1252", "cp1252", "gbk", "cp936", "gb2312"),
        *("gb18030", "big5", "big5-hkscs", "shift-jis", "sjis", "cp932", "euc-jp", "euc-kr", "cp949", "koi8-r"),
        *(f"iso-8859-{part}" for part in (*range(1, 12), *range(13, 17))),
        *(f"windows-125{part}" for part in range(9)),
    ]
)
"""Character sets of answers besides UTF-8. Some others of Python take quadratic time."""
_MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the encodings that they stand for, the longer marks first."""


def decode(status: int, headers: Mapping[str, str], content: bytes) -> DecodedResponse:
    """The answer with its body decoded; never raises: `fault` says what is wrong with the body."""
    content_type = headers.get("content-type", "").lower()
    read = READERS.get(content_type.partition(";")[0].strip(), _json)
    body, fault = read(content, content_type)
    return DecodedResponse(status, headers, content, body, fault)


def _json(content: bytes, content_type: str) -> tuple[Any, str]:
    """The body as JSON, and what is wrong with it."""
    try:
        # A megabyte of brackets would become a hundred of objects.
        parts = _parts(content)
        deep = parts > MAX_PARTS
        body = None if deep else _large(content, content_type) or _decode(_text(content, content_type))
        deep = deep or (parts > MAX_DEPTH and _is_deep(body))
    except RecursionError:
        deep, body = True, None
    except ValueError:
        start = content[:4096].lstrip()[:500].lower()
        if "html" in content_type or b"<html" in start or start.startswith(b"<!doctype"):
            return None, "HTML came instead of JSON; is base_url right, and no proxy in between?"
        return None, "the body isn't JSON" if start else "the body is empty"
    return (None, "the body has too many parts, or is nested too deeply") if deep else (body, "")


READERS: Mapping[str, Callable[[bytes, str], tuple[Any, str]]] = {"application/json": _json}
"""Media type to the function that reads a body of it, given the whole content type."""


def _parts(content: bytes) -> int:
    """How many arrays and objects a body may have, counted by their opening brackets."""
    if len(content) < LARGE:
        return content.count(b"{") + content.count(b"[")
    parts = 0
    for mark in (b"{", b"["):
        # In large bodies find() is faster than count() while matches are rare.
        at, finds = content.find(mark), 0
        while at >= 0 and finds < 100:
            finds, at = finds + 1, content.find(mark, at + 1)
        parts += finds + (content.count(mark, at) if at >= 0 else 0)
    return parts


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is larger than any number")
    return number


_decode = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite).decode


def _large(content: bytes, content_type: str) -> Any:
    """A large body, parsed with half the memory in a fifth of the time; None where the result might be another."""
    if len(content) < LARGE or ("charset=" in content_type and "utf-8" not in content_type):
        return None
    from pydantic_core import from_json  # noqa: PLC0415 - small answers don't need it

    with contextlib.suppress(ValueError):
        inner = [body := from_json(content, allow_inf_nan=False)]
        while inner:
            item = inner.pop()
            if is_object(item) or is_array(item):
                inner += item.values() if is_object(item) else item
            elif isinstance(item, float):
                _finite(str(item))
        return body
    return None


def _is_deep(body: Any) -> bool:
    level = [body]
    for _ in range(MAX_DEPTH + 1):
        inner = [list(node.values()) if is_object(node) else node for node in level]
        level = [item for items in inner if is_array(items) for item in items]
    return bool(level)


def _text(content: bytes, content_type: str) -> str:
    """The body as text: in the encoding of its byte order mark, else that of its content type, else UTF-8."""
    mark, charset = next((pair for pair in _MARKS if content.startswith(pair[0])), (b"", ""))
    if mark:
        return content.removeprefix(mark).decode() if charset == "utf-8" else content.decode(charset)
    charset = content_type.partition("charset=")[2].split(";")[0].strip(" \"'").replace("_", "-")
    return content.decode(charset if charset in _CHARSETS else "utf-8")
