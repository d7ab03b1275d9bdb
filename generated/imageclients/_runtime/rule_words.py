# Made by `clientsmith generate` from templates/imageclients/_runtime/rule_words.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The words in which a generated module describes rules across fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple


class Rule(NamedTuple):
    """A rule across fields; `kind` says which of the other attributes count.

    Attributes:
        sentence: the rule in words, for messages.
        fields: the fields of which at most, at least or exactly one is given, by wire name.
        when: conditions by wire name, as in the spec.
        then: what holds under the conditions, as in the spec.
    """

    id: str
    kind: Literal["requires", "conflicts", "atLeastOne", "exactlyOne", "when"]
    sentence: str
    fields: tuple[str, ...] = ()
    requires: Mapping[str, tuple[str, ...]] = {}
    when: Mapping[str, Mapping[str, Any]] = {}
    then: Mapping[str, Any] = {}
    source: str = ""
    weak: bool = False
