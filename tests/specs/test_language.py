"""Words of the language: each is declared once, and what is made from the declarations is what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientsmith import paths
from clientsmith.language.build.reading import read
from clientsmith.language.common import Cited, Pointers
from clientsmith.language.json_schema import described, schema_text, specs_schema
from clientsmith.language.node import Node
from clientsmith.language.reference import reference_text
from clientsmith.language.types import NAME, POINTERS, SECONDS, one_of
from clientsmith.language.words import KINDS, Group, Part, Word, word
from clientsmith.openapi.echo import echo
from clientsmith.render.literals import call
from clientsmith.render.python_source import literal

MADE = {"specs/provider.schema.json": schema_text, "docs/language.md": reference_text}


@pytest.mark.parametrize("name", MADE)
def test_committed_file_is_what_the_declarations_say(name: str) -> None:
    committed = (paths.SPECS.parent / name).read_text("utf-8")
    assert committed == MADE[name](), "run `make generate`"


def all_words() -> Iterator[tuple[str, Word]]:
    known: set[Word] = set()
    for kind in KINDS.values():
        for one in kind.WORDS:
            if one not in known:
                known.add(one)
                yield f"{kind.NAME}/{one.at}", one


WORDS = dict(all_words())


@pytest.mark.parametrize("place", WORDS)
def test_word_has_a_standard_and_an_example_that_its_type_allows(place: str) -> None:
    declared = WORDS[place]
    assert declared.standard
    schema = {**described(declared), "$defs": specs_schema()["$defs"]}
    validator: Any = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(declared.example)] == []


def test_every_kind_of_node_stands_somewhere_in_the_reference() -> None:
    contents = reference_text()
    assert [kind.NAME for kind in KINDS.values() if f"## {_title(kind)}\n" not in contents] == []


def _title(kind: type[Part]) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.NAME)
    return "The whole spec" if kind.NAME == "provider" else words.capitalize()


@dataclass(frozen=True, kw_only=True)
class Nap(Cited, name="-", positional=("mood",), groups={"alarm": Group("When it ends.", cited=True)}):
    """A kind of node that the language doesn't have."""

    mood: str = word(one_of("deep", "light"), required=True)
    wakes: Pointers = word(POINTERS, into="own")
    minutes: float = word(SECONDS, default=20)
    longest: float = word(SECONDS, default=20, like="minutes")
    sound: str | None = word(NAME, at="alarm/sound")
    dream: str = word(NAME, told=False)


SPEC = {
    "sources": {"page": {"title": "Page"}, "guess": {"title": "Guess", "level": "assumed"}},
    "nap": {
        "mood": "light",
        "wakes": "/bell",
        "minutes": 30,
        "alarm": {"sound": "horn", "source": "guess"},
        "dream": "a fox",
        "source": "page#Nap",
    },
}


def test_declared_word_is_read_told_to_the_runtime_and_echoed() -> None:
    node = Node.root(SPEC).child("nap")
    nap = read(Nap, node)
    assert (nap.mood, nap.wakes, nap.minutes, nap.longest) == ("light", ("/bell",), 30, 30)
    assert (nap.sound, nap.dream, nap.key, nap.evidence.source) == ("horn", "a fox", "/nap", "page#Nap")
    told = "Nap('light', wakes=('/bell',), minutes=30.0, longest=30.0, sound='horn')"
    assert str(literal(call(nap))) == told
    assert echo(Nap, node) == {
        "mood": "light",
        "wakes": "/bell",
        "minutes": 30,
        "longest": 30,
        "alarm": {"sound": "horn", "source": "guess", "level": "assumed"},
        "dream": "a fox",
        "source": "page#Nap",
        "level": "documented",
    }


def test_word_that_is_not_given_has_its_default_and_is_not_told() -> None:
    node = Node.root({**SPEC, "nap": {"mood": "deep"}}).child("nap")
    nap = read(Nap, node)
    assert (nap.wakes, nap.minutes, nap.longest, nap.sound, nap.dream) == ((), 20, 20, None, "")
    assert str(literal(call(nap))) == "Nap('deep')"
    assert echo(Nap, node) == {"mood": "deep", "minutes": 20, "longest": 20, "level": "documented"}
