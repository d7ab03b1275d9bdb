"""The words of rules across fields, and of limits by model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clientsmith.language.common import Cited, Described, Json, Schema
from clientsmith.language.fields import Field
from clientsmith.language.types import ID, NAME, NAMES, SCALAR, SEVERAL_NAMES, YES_OR_NO, listed, mapped, named, one
from clientsmith.language.words import Part, shared, unread, word

RuleKind = Literal["requires", "conflicts", "atLeastOne", "exactlyOne", "when", "modelLimits"]
RULE_KINDS: tuple[RuleKind, ...] = ("requires", "conflicts", "atLeastOne", "exactlyOne", "when")


class Condition(Part, shares=shared(Field, "enum minimum maximum"), limits={"minProperties": 1, "maxProperties": 1}):
    """A condition on one field. A field that isn't given counts with its default, if it has one."""

    const = unread(SCALAR, standard="JSON Schema", example="large")
    """The field has this value."""
    not_enum = unread({"$ref": "#/$defs/enum"}, example=["auto"])
    """Any value but these."""
    present = unread(YES_OR_NO, example=True)
    """Whether the field is given at all."""


class LimitsOfModel(
    Part,
    shares=(
        *shared(Field, "enum minimum maximum multipleOf minLength maxLength minItems maxItems default"),
        *shared(Condition, "notEnum"),
    ),
    limits={"minProperties": 1},
):
    """What is different about a field for this model."""

    required = unread({"const": True}, example=True)
    """The field must be given."""
    closed = unread({"const": True}, example=True)
    """Of a field of the size: the rows of this model are all there is, though the table is open for others."""


class Then(Part, limits={"minProperties": 1}):
    """What holds under the condition."""

    required = unread({"$ref": "#/$defs/required"}, names="fields", example=["size"])
    forbidden = unread(NAMES, names="fields", example=["seed"])
    """Fields that mustn't be given."""
    ignored = unread(NAMES, names="fields", example=["seed"])
    """Fields that the provider takes and ignores: the client warns."""
    properties = unread(named("narrowerLimits", minProperties=1), names="fields", example={"n": {"maximum": 1}})
    """Narrower limits, by wire name."""


@dataclass(frozen=True, kw_only=True)
class Rule(
    Described,
    Cited,
    limits={
        "oneOf": [
            {"required": ["requires"]},
            {"required": ["conflicts"]},
            {"required": ["atLeastOne"]},
            {"required": ["exactlyOne"]},
            {"required": ["when", "then"]},
        ]
    },
):
    """A rule across fields: exactly one of requires, conflicts, atLeastOne, exactlyOne, or when with then.

    Attributes:
        kind: which of them; `modelLimits` for a row of limits by model.
        sentence: the rule in words.
        fields: the wire names that it names.
    """

    kind: RuleKind
    sentence: str
    fields: tuple[str, ...]

    id: str = word(ID, required=True, example="size-pair")
    """Name of the rule, shown in errors."""
    requires: Mapping[str, tuple[str, ...]] = word(
        mapped(listed(NAME, minItems=1), minProperties=1),
        names="fields",
        standard="JSON Schema",
        example={"width": ["height"]},
    )
    """Field to the fields that must be given with it (JSON Schema: dependentRequired)."""
    conflicts = unread(SEVERAL_NAMES, names="fields", example=["size", "width"])
    """At most one of these fields may be given."""
    at_least_one = unread(SEVERAL_NAMES, names="fields", example=["prompt", "images"])
    """At least one of these fields must be given."""
    exactly_one = unread(SEVERAL_NAMES, names="fields", example=["prompt", "images"])
    """Exactly one of these fields must be given."""
    when: Mapping[str, Schema] = word(
        named("condition", minProperties=1), names="fields", example={"model": {"const": "large"}}
    )
    """Conditions by wire name of a field of the body or a parameter; all must hold."""
    then: Mapping[str, Json] = word(one("then"), example={"required": ["size"]})


class ModelLimits(Cited):
    """Limits that depend on the model: the argument, else its default, else its only value. Where none is known, what
    any model allows is legal: the limits of the fields themselves. A model that isn't listed has those alone, too.
    """

    field = unread(NAME, required=True, names="fields", example="model")
    """Wire name of the field or parameter that chooses the model."""
    limits = unread(
        mapped(
            {
                **mapped(
                    {
                        "anyOf": [
                            {"type": "string", "enum": ["unknown", "none", "forbidden"]},
                            {"$ref": "#/$defs/limitsOfModel"},
                        ],
                        "description": "Limits of the field for this model; unknown: not stated; none: stated that "
                        "there is none; forbidden: the field mustn't be given at all.",
                    },
                    minProperties=1,
                ),
                "description": "Wire name of a field to its limits.",
            },
            minProperties=1,
        ),
        required=True,
        names="models",
        example={"large": {"n": {"maximum": 1}}},
    )
    """Model to the limits that hold for it, besides those of the fields."""
