"""What datamodel-code-generator makes of our schemas: pinned, relaxed, and legal whatever a field is called."""

import sys
import warnings
from types import ModuleType

import pytest
from pydantic import BaseModel

from clientsmith import lint, schema
from clientsmith.language import names
from clientsmith.language.build import build
from clientsmith.load import load_text
from clientsmith.pipeline import language
from clientsmith.render.answer_models import models_source

HOSTILE = """class from self json model_config copy schema image-size dict model_dump validate _private 1st str int
float bool list None def model_name model_fields construct __init__ a.b 图 é field url id Literal type""".split()  # noqa: SIM905 - words are easier to read so

GOLDEN = '''
from __future__ import annotations

from typing import Any, Literal
from pydantic import BaseModel, ConfigDict, Field


class MakePart(BaseModel):
    """
    A part.
    """
    model_config = ConfigDict(
        extra='allow',
    )
    kind: Literal['a', 'b'] | str
    """
    Its kind.
    """
    count: int | str | None = None


class MakePicturesItem(BaseModel):
    model_config = ConfigDict(
        extra='allow',
    )
    image_url: str | None = Field(None, alias='imageUrl')


class MakeAnswer(BaseModel):
    """
    Answer of make.
    """
    model_config = ConfigDict(
        extra='allow',
    )
    part: MakePart
    """
    A part.
    """
    pictures: list[MakePicturesItem] | None = None
    free: dict[str, Any] | None = None
    any: Any | None = None
'''


def source(properties: str, required: str = "[]") -> str:
    """The models of an operation `make` with these properties of its answer."""
    text = f"""\
specVersion: 1
name: small
title: Small
sources: {{page: {{title: A page}}}}
servers: []
security: {{type: none}}
operations:
  make:
    method: GET
    path: /
    source: page
    responses: {{"200": {{required: {required}, properties: {properties}}}}}
"""
    document, problems = load_text(text, "small.yaml")
    assert document is not None, problems
    found = schema.check(document, language()) or lint.check(document)
    assert not found, found
    return models_source(build(document))


def loaded(text: str) -> ModuleType:
    """The models as a module, in which pydantic finds classes by name; a warning is an error."""
    module = sys.modules["models_of_a_test"] = ModuleType("models_of_a_test")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(text, "models.py", "exec"), module.__dict__)  # noqa: S102 - our own output
    return module


def model(text: str) -> type[BaseModel]:
    """The class MakeAnswer of this source."""
    made: type[BaseModel] = loaded(text).MakeAnswer
    return made


def test_output_for_a_small_schema_is_pinned() -> None:
    made = source(
        "{part: {type: object, description: A part., required: [kind], properties: {kind: {type: string, enum: [a, b],"
        " description: Its kind.}, count: {type: [integer, string]}}}, pictures: {type: array, items: {type: object,"
        " properties: {imageUrl: {type: string}}}}, free: {type: object}, any: {}}",
        "[part]",
    )
    assert made.strip() == GOLDEN.strip()


def test_answers_are_relaxed() -> None:
    made = source(
        "{kind: {type: string, enum: [a], maxLength: 1}, n: {type: integer, minimum: 1, maximum: 2}}", "[kind]"
    )
    answer = model(made).model_validate({"kind": "unknown", "n": 99, "new": {"x": 1}})
    assert answer.model_dump() == {"kind": "unknown", "n": 99, "new": {"x": 1}}
    assert model(made).model_validate({"kind": "a"}).model_dump() == {"kind": "a", "n": None}


def test_null_is_tolerated_where_the_field_is_not_required() -> None:
    assert model(source("{n: {type: integer}}")).model_validate({"n": None}).model_dump() == {"n": None}


@pytest.mark.parametrize("wire", HOSTILE)
def test_hostile_name_of_a_field_gives_a_legal_attribute_and_the_exact_wire_name(wire: str) -> None:
    made = model(source(f'{{"{wire}": {{type: string}}, other: {{type: number}}}}'))
    answer = made.model_validate({wire: "text", "other": 1})
    attribute = names.attribute_name(wire)
    assert attribute.isidentifier()
    assert attribute.isascii()
    assert getattr(answer, attribute) == "text"
    assert not answer.model_extra
    assert answer.model_dump(by_alias=True) == {wire: "text", "other": 1}


def test_all_hostile_names_live_in_one_class_and_in_a_nested_one() -> None:
    fields = ", ".join(f'"{wire}": {{type: string}}' for wire in HOSTILE)
    made = model(source(f"{{{fields}, inside: {{type: object, properties: {{{fields}}}}}}}"))
    body = dict.fromkeys(HOSTILE, "x")
    answer = made.model_validate({**body, "inside": body})
    assert answer.model_dump(by_alias=True) == {**body, "inside": body}


def test_no_attribute_hides_a_member_of_pydantic() -> None:
    members = [name for name in dir(BaseModel) if not name.startswith("_")]
    assert members
    for name in members:
        assert names.attribute_name(name) not in members


def test_attribute_depends_on_its_own_word_alone() -> None:
    alone, beside = source("{copy: {type: string}}"), source("{copy_of: {type: string}, copy: {type: string}}")
    for made in (alone, beside):
        assert "copy_: str | None = Field(None, alias='copy')" in made


def test_classes_of_the_same_path_and_of_imported_names_get_names_of_their_own() -> None:
    text = """\
specVersion: 1
name: small
title: Small
sources: {page: {title: A page}}
servers: []
security: {type: none}
operations:
  base:
    method: GET
    path: /a
    source: page
    responses: {"200": {properties: {model: {type: object, properties: {x: {type: integer}}}}}}
  get:
    method: GET
    path: /b
    source: page
    responses: {"200": {properties: {task_answer: {type: object, properties: {y: {type: integer}}}}}}
  get_task:
    method: GET
    path: /c
    source: page
    responses: {"200": {properties: {z: {type: integer}}}}
"""
    document, problems = load_text(text, "small.yaml")
    assert document is not None, problems
    module = loaded(models_source(build(document)))
    assert module.BaseAnswer.model_validate({"model": {"x": 1}}).model.x == 1
    assert module.GetAnswer.model_validate({"task_answer": {"y": 1}}).task_answer.y == 1
    assert module.GetTaskAnswer.model_validate({"z": 1}).z == 1
