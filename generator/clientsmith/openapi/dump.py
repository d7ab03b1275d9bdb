"""JSON values as YAML in block style, which YAML 1.1 and 1.2 read alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

# The C emitter is eight times as fast; a PyYAML built without libyaml has none.
_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ENDLESS = 1 << 30


def dump(value: Mapping[str, Any], base: Any = _BASE) -> str:
    """The mapping as a YAML document, its keys in their order."""
    dumper: Any = type("Dumper", (base,), {"ignore_aliases": _always})
    dumper.add_representer(str, _text)
    return yaml.dump(value, Dumper=dumper, sort_keys=False, allow_unicode=True, width=_ENDLESS)


def _always(*_: object) -> bool:
    return True


def _text(dumper: Any, text: str) -> Any:
    lines = text.split("\n")
    # PyYAML quotes what YAML 1.1 takes for no text; YAML 1.2 has further numbers, such as 1e3 and 0o7.
    style = None if text[:1].isalpha() and text.lower() not in ("y", "n") else '"'
    if not all(line.isprintable() for line in lines):
        style = '"'
    elif len(lines) > 1:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)
