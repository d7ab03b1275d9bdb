"""Rules across fields as schemas of the body, as far as all that they name stands in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from clientsmith.language.model import Field, Rule
from clientsmith.load.json_values import mapping
from clientsmith.openapi.limits import limits, uncountable
from clientsmith.openapi.places import absent, both, present, valued
from clientsmith.openapi.words import LENGTH, Document

Fields = Mapping[str, Field]
_COMPARES: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
}


@dataclass(frozen=True)
class Schemas:
    """What a rule refuses and what it advises against, and whether that is all it says."""

    hard: tuple[Document, ...]
    advice: tuple[Document, ...]
    complete: bool


def rule_schemas(rule: Rule, fields: Fields, by_model: Collection[str] = ()) -> Schemas:
    """The rule as schemas of the body; none where it needs to know a parameter outside of the body, or the default of
    a field that depends on the model (`by_model`)."""
    outside = any(fields[name].location != "body" for name in rule.fields)
    if outside or not in_body(rule.when, fields) or not rule.when.keys().isdisjoint(by_model):
        return Schemas((), (), complete=False)
    hard, advice = list(_hard(rule, fields)), list(_ignored(rule, fields))
    if rule.evidence.weak:
        return Schemas((), (*hard, *advice), complete=True)
    counted = not any(uncountable(limit, fields[name].schema) for name, limit in _narrower(rule).items())
    return Schemas(tuple(hard), tuple(advice), complete=counted)


def in_body(when: Mapping[str, Any], fields: Fields) -> bool:
    """Whether all conditions are on fields of the body."""
    return all(fields[name].location == "body" for name in when)


def condition(when: Mapping[str, Mapping[str, Any]], fields: Fields) -> Document:
    """Holds where all conditions hold; a field that isn't given counts with its default."""
    return both(_condition(fields[name], test) for name, test in when.items())


def _condition(field: Field, test: Mapping[str, Any]) -> Document:
    word, value = next(iter(test.items()))
    if word == "present":
        return present(field) if value else absent(field)
    schema: Document = {"not": {"enum": value}} if word == "notEnum" else {word: value}
    return valued(field, schema, required=not _holds_unsaid(field, word, value))


def _holds_unsaid(field: Field, word: str, value: Any) -> bool:
    """Whether the condition holds where the field isn't given."""
    if field.default is None:
        return False
    if word in _COMPARES:
        return _COMPARES[word](field.default, value)
    among = any(_same(field.default, allowed) for allowed in ([value] if word == "const" else value))
    return among is not (word == "notEnum")


def _same(left: Any, right: Any) -> bool:
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _narrower(rule: Rule) -> Mapping[str, Mapping[str, Any]]:
    return mapping(rule.then.get("properties"))


def _hard(rule: Rule, fields: Fields) -> Iterator[Document]:
    named = [fields[name] for name in rule.fields]
    if rule.kind == "requires":
        yield from _requires(rule, fields)
    elif rule.kind == "conflicts":
        yield from ({"not": both(map(present, pair))} for pair in combinations(named, 2))
    elif rule.kind == "atLeastOne":
        yield {"anyOf": [present(field) for field in named]}
    elif rule.kind == "exactlyOne":
        yield {"oneOf": [present(field) for field in named]}
    else:
        then = both(_then(rule, fields))
        if then:
            yield {"if": condition(rule.when, fields), "then": then}


def _requires(rule: Rule, fields: Fields) -> Iterator[Document]:
    flat: dict[str, list[str]] = {}
    for name, others in rule.requires.items():
        if not any(fields[wire].pointer or fields[wire].expand for wire in (name, *others)):
            flat[name] = list(others)
        else:
            yield {"if": present(fields[name]), "then": both(present(fields[wire]) for wire in others)}
    if flat:
        yield {"dependentRequired": flat}


def _then(rule: Rule, fields: Fields) -> Iterator[Document]:
    yield from (present(fields[name]) for name in rule.then.get("required", ()))
    yield from (absent(fields[name]) for name in rule.then.get("forbidden", ()))
    for name, limit in _narrower(rule).items():
        keywords = limits(limit, fields[name].schema)
        if keywords.keys() - {LENGTH}:
            yield valued(fields[name], keywords, required=False)


def _ignored(rule: Rule, fields: Fields) -> Iterator[Document]:
    then = [absent(fields[name]) for name in rule.then.get("ignored", ())] if rule.kind == "when" else []
    if then:
        yield {"if": condition(rule.when, fields), "then": both(then)}
