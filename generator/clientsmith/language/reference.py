"""The reference of the language for people, from the declared words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from clientsmith.language.common import Cited, Described, KeywordEvidence
from clientsmith.language.json_schema import described, meaning, says, shared_words
from clientsmith.language.provider import Provider
from clientsmith.language.types import SHARED
from clientsmith.language.words import KINDS, Part, Schema, Word, is_list, is_mapping

_INTRODUCTION = """\
# The language of specs

<!-- Made by `python -m clientsmith.language` from generator/clientsmith/language; not to be edited. -->

A spec, `specs/NAME.yaml`, describes one provider. These are all words that may stand in it, grouped by where they
stand, with what each means, an example, and the standard that it is from: OpenAPI, JSON Schema, JSON Pointer, the
waiters of AWS and Smithy, or ours where no standard has a word. A word in **bold** must be given. `clientsmith schema`
prints the same as a JSON Schema, for editors.
"""
_WRITTEN = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
}
_TITLES = {"Provider": "The whole spec", "Everywhere": "Everywhere"}


def reference_text() -> str:
    """The reference as Markdown."""
    kinds = [*(kind for kind in _from_outside(Provider) if kind is not KeywordEvidence), Everywhere, KeywordEvidence]
    contents = [f"- {_link(kind)}: {_contents(kind)}" for kind in kinds]
    sections = [line for kind in kinds for line in _section(kind, kinds)]
    return "\n".join([_INTRODUCTION, *contents, *sections, ""])


def _contents(kind: type[Part]) -> str:
    words = [one for one in kind.WORDS if kind is Everywhere or one not in Everywhere.WORDS]
    return ", ".join(f"`{name}`" for name in dict.fromkeys(one.steps[0] for one in words))


def _from_outside(kind: type[Part]) -> list[type[Part]]:
    """The kinds of nodes, from the whole spec inwards."""
    known: dict[type[Part], None] = {}
    waiting = [kind]
    while waiting:
        here = waiting.pop()
        if here not in known:
            known[here] = None
            inside = [KINDS[name] for one in here.WORDS for name in _kinds_in(one.of.schema)]
            waiting += reversed(inside)
    return list(known)


def _kinds_in(schema: Any) -> Iterator[str]:
    """The kinds of nodes that a type refers to."""
    if is_mapping(schema):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name in SHARED:
            yield from _kinds_in(SHARED[name])
        elif name in KINDS:
            yield name
        for inside in schema.values():
            yield from _kinds_in(inside)
    elif is_list(schema):
        for inside in schema:
            yield from _kinds_in(inside)


class Everywhere(Part, name="-", shares=(*Described.WORDS, *Cited.WORDS)):
    """The words of nearly every node; a node with them says so at its end."""


def _section(kind: type[Part], kinds: list[type[Part]]) -> Iterator[str]:
    yield from ("", f"## {_title(kind)}", "", says(kind))
    places = [
        f"`{one.at}` of {_link(other)}"
        for other in kinds
        for one in other.WORDS
        if one.home == other.NAME and kind.NAME in _kinds_in(one.of.schema)
    ]
    if places:
        yield from ("", f"It stands at {_choice(places, 'and')}.")
    for name, group in kind.GROUPS.items():
        yield from ("", f"`{name}`: {group.says}{' It may have a source and evidence.' if group.cited else ''}")
    common = [] if kind is Everywhere else [one for one in kind.WORDS if one in Everywhere.WORDS]
    yield from ("", "| word | value | meaning | example | from |", "|---|---|---|---|---|")
    yield from (_row(kind, one) for one in kind.WORDS if one not in common)
    if common:
        yield from ("", f"Besides, as {_link(Everywhere)}: {_choice([f'`{one.at}`' for one in common], 'and')}.")


def _row(kind: type[Part], word: Word) -> str:
    name = f"**`{word.at}`**" if kind.needs(word) else f"`{word.at}`"
    example = "" if word.example is None else f"`{json.dumps(word.example, ensure_ascii=False)}`"
    about = meaning(word) if word.says else _about(word.of.schema)
    cells = (name, _value(word.of.schema), about, example, str(word.standard))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _about(schema: Schema) -> str:
    """The description of a type."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return says(KINDS[name]) if name in KINDS else str(_named(name)["description"])


def _named(name: str) -> Schema:
    """A type that the schema defines once for all its uses."""
    return SHARED.get(name) or next(described(one) for one in shared_words() if one.at == name)


def _value(schema: Schema) -> str:
    """What may stand at a word, in a few words."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name in KINDS:
        return _link(KINDS[name])
    if name in ("pointer", "pointers", "source"):
        return name
    if name:
        return _value(_named(name))
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return _choice([f"`{str(value).lower() if isinstance(value, bool) else value}`" for value in values])
    if "anyOf" in schema:
        return _choice(list(dict.fromkeys(_value(one) for one in schema["anyOf"])))
    kinds = schema["type"] if is_list(schema["type"]) else [str(schema["type"])]
    words = _choice([_WRITTEN.get(kind, kind) for kind in kinds])
    if "items" in schema:
        return f"{words} of {_value(schema['items'])}"
    if is_mapping(schema.get("additionalProperties")):
        return f"{words} of {_value(schema['additionalProperties'])}"
    return words


def _choice(values: list[str], word: str = "or") -> str:
    return f"{', '.join(values[:-1])} {word} {values[-1]}" if len(values) > 1 else values[0]


def _link(kind: type[Part]) -> str:
    return f"[{_title(kind)}](#{_anchor(_title(kind))})"


def _title(kind: type[Part]) -> str:
    return _TITLES.get(kind.__name__) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.NAME).capitalize()


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
