"""Words of a spec as Python names: legal, ASCII, made from the word alone, and never one that something else has."""

import builtins
import json
import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientsmith import lint
from clientsmith.language.build import build
from clientsmith.language.names import CLIENT_MEMBERS, RESERVED_ARGUMENTS, attribute_name, class_name, python_name
from clientsmith.load import load_text
from clientsmith.render.literals import field_call
from commands import ROOT, SMALL
from imageclients._runtime.async_client import AsyncBaseClient
from imageclients._runtime.sync_client import BaseClient
from imageclients.ppio import Client

IDENTIFIERS = st.from_regex(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", fullmatch=True)


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("prompt", "prompt"),
        ("imageUrl", "image_url"),
        ("image-size", "image_size"),
        ("Idempotency-Key", "idempotency_key"),
        ("HTTPStatus", "http_status"),
        ("X-API-Key", "x_api_key"),
        ("size2", "size2"),
        ("class", "class_"),
        ("from", "from_"),
        ("None", "none"),
        ("self", "self_"),
        ("wait_timeout", "wait_timeout_"),
        ("_private", "private"),
        ("a.b[c]", "a_b_c"),
        ("loras[0].path", "loras_0_path"),
    ],
)
def test_argument_of_a_wire_name(wire: str, name: str) -> None:
    assert python_name(wire) == name


@pytest.mark.parametrize(
    "wire", ["", "_", "1st", "图", "é", "ﬁeld", "-", "x" * 300, "a\u2028", "\N{FULLWIDTH LATIN SMALL LETTER A}"]
)
def test_word_without_a_safe_name_is_refused(wire: str) -> None:
    with pytest.raises(ValueError, match=r"ASCII|letter"):
        python_name(wire)


@given(st.text(max_size=100))
def test_every_name_is_a_legal_ascii_identifier(wire: str) -> None:
    try:
        name = python_name(wire)
    except ValueError:
        name = "fine"
    for made in (name, attribute_name(wire)):
        assert made.isidentifier()
        assert made.isascii()
        assert not keyword.iskeyword(made)
        assert not made.startswith("_")
    assert name not in RESERVED_ARGUMENTS


@given(IDENTIFIERS, IDENTIFIERS)
def test_different_operations_have_different_classes(one: str, other: str) -> None:
    assert class_name(one).isidentifier()
    assert (class_name(one) == class_name(other)) == (one == other)


def test_no_operation_can_hide_what_every_client_has() -> None:
    client = Client(api_key="key")
    members = {name for it in (client, BaseClient, AsyncBaseClient) for name in dir(it) if not name.startswith("_")}
    own = {
        f"{word}{name}"
        for name in Client.provider.operations
        for word in ("", "begin_", "resume_", "receive_", "iterate_")
    }
    assert members - own <= CLIENT_MEMBERS


def test_no_operation_can_hide_a_name_that_signatures_need() -> None:
    source = (ROOT / "templates/_parts/client.py.j2").read_text("utf-8")
    words = set(re.findall(r"\b[a-z]+\b", " ".join(re.findall(r"(?:->|: )([^=\n]*)", source))))
    used = {word for word in words if word in dir(builtins)} | {"args", "models"}
    assert used - {"task", "set", "self"} <= CLIENT_MEMBERS | {"super"}


@pytest.mark.parametrize(
    "name", ["run_effects", "emit", "provider", "models", "str", "package", "class", "with_options"]
)
def test_operation_of_a_taken_name_is_refused(name: str) -> None:
    document, problems = load_text(SMALL.format(name="small").replace("generate_image:", f"{name}:"), "small.yaml")
    assert document is not None, problems
    assert [problem.code for problem in lint.check(document)] == ["reserved-operation"]


@pytest.mark.parametrize("name", ["run", "call", "begin", "resume"])
def test_operation_may_have_a_word_that_a_client_uses_inside_only(name: str) -> None:
    document, problems = load_text(SMALL.format(name="small").replace("generate_image:", f"{name}:"), "small.yaml")
    assert document is not None, problems
    assert lint.check(document) == []


@pytest.mark.parametrize("value", ["false", "true", "0", '""', '"a"'])
def test_only_legal_value_of_a_required_field_is_filled_in_even_if_it_is_empty(value: str) -> None:
    kind = {"f": "boolean", "t": "boolean", "0": "integer"}.get(value[0], "string")
    text = SMALL.format(name="small").replace(
        "{type: string, description", f"{{type: {kind}, enum: [{value}], description"
    )
    document, problems = load_text(text, "small.yaml")
    assert document is not None, problems
    (field,) = build(document).operations[0].fields
    assert field_call(field).keywords["fixed"] == json.loads(value)


def test_objects_of_similar_names_get_classes_of_their_own() -> None:
    fields = """{a_b: {type: object, properties: {x: {type: integer}}}, c: {type: object, properties:
      {a_b: {type: object, properties: {y: {type: integer}}}, aB: {type: array, items: {type: object, properties:
      {z: {type: integer}}}}}}, prompt: {type: string}}"""
    text = SMALL.format(name="small").replace("{prompt: {type: string, description: What it shows.}}", fields)
    document, problems = load_text(text, "small.yaml")
    assert document is not None, problems
    (operation,) = build(document).operations
    names = [one.name for one in operation.typed_fields]
    assert len(set(names)) == len(names) == 5
    told = {member.name: member.annotation for one in operation.typed_fields for member in one.members}
    assert told["aB"].startswith(f"list[{names[2]}]")
