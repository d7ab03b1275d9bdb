# Made by `clientsmith generate` from templates/conformance/parts.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Reads bodies of parts (multipart/form-data), strictly: a case judges the parts, and not the line between them."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import Any

_TYPE = re.compile(r"multipart/form-data; boundary=([0-9a-zA-Z-]{16,70})")
_HEAD = re.compile(
    r'Content-Disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?(?:\r\nContent-Type: ([!-~]+))?'
)


def parts(content: bytes, content_type: str) -> list[dict[str, Any]] | str:
    """The parts of a body, or what is wrong with it."""
    named = _TYPE.fullmatch(content_type)
    if named is None:
        return f"the content type is {content_type}"
    line = b"--" + named[1].encode()
    before, *sections = (b"\r\n" + content).split(b"\r\n" + line)
    if before or not sections or sections[-1] != b"--\r\n":
        return "the body doesn't begin and end with its boundary"
    found: list[dict[str, Any]] = []
    for section in sections[:-1]:
        head, _, data = section.partition(b"\r\n\r\n")
        match = _HEAD.fullmatch(head[2:].decode()) if head.startswith(b"\r\n") else None
        if match is None:
            return f"a part begins with {head!r}"
        name, filename, kind = match.groups()
        part: dict[str, Any] = {"name": name}
        part |= {word: value for word, value in (("filename", filename), ("type", kind)) if value is not None}
        if filename is not None:
            part["base64"] = b64encode(data).decode()
        elif kind == "application/json":
            part["json"] = json.loads(data)
        else:
            part["text"] = data.decode()
        found.append(part)
    return found
