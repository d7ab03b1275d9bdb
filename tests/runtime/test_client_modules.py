"""What the modules of each provider say of it: all that its spec says, at the same place, and nothing else.

The contract vectors see what comes of a call; here is what nobody has to call to be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from clientsmith import paths, pipeline
from clientsmith.language.model import Field, Operation, Provider, Schema
from imageclients._runtime import describe

NAMES = sorted(path.stem for path in paths.SPECS.glob("*.yaml"))
_ALWAYS = ("type", "required")
"""What is wrong of these refuses, however little is known of the field."""


@cache
def spec(name: str) -> Provider:
    """A provider as its spec describes it."""
    documents, report = pipeline.check([paths.SPECS / f"{name}.yaml"])
    assert not report.problems, report.text()
    (provider,) = pipeline.build(documents)
    return provider


def module(name: str, part: str = "") -> Any:
    """The package of a provider, or a module in it."""
    return import_module(f"imageclients.{name}{part}")


def said(name: str) -> describe.Provider:
    """A provider as its client describes it."""
    described: describe.Provider = module(name).Client.provider
    return described


def pairs(name: str) -> Iterator[tuple[Operation, describe.Operation]]:
    """Each operation as its spec and as its client describes it."""
    found = said(name).operations
    assert list(found) == [operation.id for operation in spec(name).operations]
    return zip(spec(name).operations, found.values(), strict=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_client_says_whose_it_is_and_which_pages_it_was_made_of(name: str) -> None:
    provider, client = spec(name), said(name)
    assert (client.name, client.title, client.package) == (provider.name, provider.title, f"imageclients.{name}")
    assert [server.url for server in client.servers] == [server.url for server in provider.servers[:1]]
    assert (client.key_name, client.key_prefix) == (provider.security.wire, provider.security.prefix)
    assert module(name).AsyncClient.provider is module(name).Client.provider
    assert module(name).Client.__doc__.startswith(f"A synchronous client of {provider.title}.\n")
    assert list(client.sources) == [page.id for page in provider.sources]
    for page in provider.sources:
        assert client.sources[page.id].startswith(page.title)
        assert (page.url or "") in client.sources[page.id]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_refuses_or_warns_names_a_page_that_the_client_knows(name: str) -> None:
    pages = said(name).sources
    for _, operation in pairs(name):
        places = [place for field in operation.fields for place in (field.source, *field.sources.values())]
        places += [rule.source for rule in operation.rules]
        places += [operation.sizes.source] if operation.sizes is not None else []
        assert {place.partition("#")[0] for place in places} <= set(pages)


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_that_of_the_spec_with_its_place_and_its_weight(name: str) -> None:
    for operation, described in pairs(name):
        wanted = {field.name: (field.wire, field.required, field.schema, told(field)) for field in operation.arguments}
        shown = {field.name: (field.wire, field.required, field.schema, shown_of(field)) for field in described.fields}
        assert shown == wanted
        assert [(rule.id, rule.sentence, rule.source, rule.weak) for rule in described.rules] == [
            (rule.id, rule.sentence, rule.evidence.source, rule.evidence.weak) for rule in operation.rules
        ]
        size, sizes = operation.size, described.sizes
        assert (size is None) == (sizes is None)
        if size is not None and sizes is not None:
            assert (sizes.source, sizes.weak) == (size.evidence.source, size.evidence.weak)


def told(field: Field) -> dict[str, tuple[str, bool]]:
    """Each keyword of a field in the spec, with where it was read and whether breaking it only warns."""
    own = field.keyword_evidence
    found: dict[str, tuple[str, bool]] = {}
    for word in {*keywords(field.schema), *(["media"] if field.media is not None else [])}:
        evidence = own.get(word, field.evidence)
        found[word] = (evidence.source, evidence.weak and (word in own or word not in _ALWAYS))
    return found


def shown_of(field: describe.Field) -> dict[str, tuple[str, bool]]:
    """The same as a problem of the client shows it; a property that nobody knows is `unknown` there."""
    words = {*keywords(field.schema), *(["media"] if field.media else [])}
    names = {word: "unknown" if word == "additionalProperties" else word for word in words}
    return {word: (field.sources.get(name, field.source), name in field.weak) for word, name in names.items()}


def keywords(schema: Schema) -> Iterator[str]:
    """The keywords of a description and of what is inside it."""
    yield from schema
    inside: Mapping[str, Schema] = schema.get("properties", {})
    for one in (*inside.values(), *([schema["items"]] if "items" in schema else [])):
        yield from keywords(one)


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_method_has_every_argument_with_its_place(name: str) -> None:
    for operation in spec(name).operations:
        text = " ".join(getattr(module(name).Client, operation.id).__doc__.split())
        names = "|".join(re.escape(field.name) for field in operation.arguments)
        found = re.split(rf" ({names}): (?=[A-Z])", text.partition(" Args:")[2].partition(" Returns:")[0])[1:]
        entries = dict(zip(found[::2], found[1::2], strict=True))
        assert list(entries) == [field.name for field in operation.arguments]
        for field in operation.arguments:
            assert f"[{field.evidence.source}" in entries[field.name], field.name


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_described_as_in_the_spec_down_to_every_leaf(name: str) -> None:
    for operation, described in pairs(name):
        wanted = {one.status: one.schema for one in operation.responses if one.status < 300 and one.schema}
        assert described.answers == wanted


@pytest.mark.parametrize("name", NAMES)
def test_the_class_of_an_answer_has_a_name_for_all_that_is_described(name: str) -> None:
    for operation, described in pairs(name):
        if operation.task is not None and operation.results is None:
            # Only the poll's answer comes to a caller.
            assert described.model == ""
            continue
        fields = getattr(module(name, ".models"), described.model).model_fields
        properties: Mapping[str, Any] = operation.answer.described.get("properties", {}) if operation.answer else {}
        assert described.model == operation.model
        assert {one.alias or attribute for attribute, one in fields.items()} == set(properties)
