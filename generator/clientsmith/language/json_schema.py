"""The JSON Schema of specs, from the declared words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clientsmith.language.common import Cited
from clientsmith.language.provider import Provider
from clientsmith.language.texts import texts
from clientsmith.language.types import SHARED
from clientsmith.language.words import KINDS, Part, Schema, Word, is_mapping

_WIDTH = 140


def schema_text() -> str:
    """The schema as it stands in specs/provider.schema.json."""
    return _written(specs_schema()) + "\n"


def specs_schema() -> dict[str, Any]:
    """The schema of a whole spec."""
    shared = shared_words()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "clientsmith provider spec",
        "description": says(Provider),
        **_node(Provider, shared),
        "$defs": {
            **SHARED,
            **{one.at: described(one) for one in shared},
            **{kind.NAME: _node(kind, shared) for kind in _kinds() if kind is not Provider},
        },
    }


def _kinds() -> list[type[Part]]:
    """The kinds of nodes by name: the order in which their modules are imported isn't always the same."""
    return sorted(KINDS.values(), key=lambda kind: kind.NAME)


def shared_words() -> list[Word]:
    """The words that several kinds of nodes have; the schema defines each of them once."""
    used = Counter(one for kind in _kinds() for one in kind.WORDS)
    return [one for one, times in used.items() if times > 1 and one.at not in SHARED and len(one.steps) == 1]


def says(kind: type[Part]) -> str:
    """What a kind of node is: its docstring, up to the attributes."""
    return " ".join(texts(kind.__module__)[kind.__name__].partition("\n\nAttributes:")[0].split())


def first_sentence(text: str) -> str:
    """The first sentence of a description."""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def meaning(word: Word) -> str:
    """The description of a word: what it means, and what counts where it isn't given."""
    usual = f"The same as {word.like}" if word.like else word.default
    if usual is None:
        return word.says
    return f"{word.says} {usual if isinstance(usual, str) else json.dumps(usual)} unless said."


def described(word: Word) -> dict[str, Any]:
    """The schema of a word's value, with the word's description."""
    return {**word.of.schema, **({"description": meaning(word)} if word.says else {})}


def _node(kind: type[Part], shared: Sequence[Word]) -> dict[str, Any]:
    """The schema of a kind of node."""
    properties: dict[str, Schema] = {}
    required: dict[str, None] = {}
    for one in kind.WORDS:
        name, *inside = one.steps
        group = kind.GROUPS[name] if inside else None
        if group is None:
            properties[name] = {"$ref": f"#/$defs/{name}"} if one in shared else described(one)
        elif name not in properties:
            members = [word for word in kind.WORDS if word.steps[0] == name]
            cited = {word.at: described(word) for word in Cited.WORDS if group.cited}
            properties[name] = _mapping(
                {word.steps[1]: described(word) for word in members} | cited,
                [word.steps[1] for word in members if word.required],
                group.limits,
                group.says,
            )
        if group.required if group is not None else one.required:
            required[name] = None
    return _mapping(properties, list(required), kind.LIMITS, says(kind))


def _mapping(properties: Schema, required: list[str], limits: Schema, about: str) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **limits,
        "properties": properties,
        "description": about,
    }


def _written(value: Any, indent: str = "") -> str:
    """The value as JSON; a mapping that doesn't fit in a line has a line for each member but the flat ones."""
    line = json.dumps(value, ensure_ascii=False)
    if not is_mapping(value) or len(line) + len(indent) <= _WIDTH:
        return line
    text, inner, flat = "", f"{indent}  ", False
    for name, item in value.items():
        together = flat and not isinstance(item, Mapping) and name != "description"
        text += ", " if together else f"{',' if text else '{'}\n{inner}"
        text += f"{json.dumps(name)}: {_written(item, inner)}"
        flat = not isinstance(item, Mapping)
    return f"{text}\n{indent}}}"
