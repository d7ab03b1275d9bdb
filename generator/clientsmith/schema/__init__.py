"""Check the shape of a document by a JSON Schema 2020-12, with messages in the words of the spec's language.

Codes of the problems:

- `unsupported-version`: `specVersion` is not one this release reads; nothing else is reported then
- `unknown-key`, `missing-key`: a key that the schema doesn't know, or that has to be there
- `forbidden-key`: a known key that isn't allowed in this place or together with another
- `bad-key`: a key whose own text breaks a rule
- `not-allowed-value`: none of the values listed for this place
- `wrong-type`: another kind of value is expected
- `out-of-range`: a number too small, too large or not a multiple
- `wrong-length`: too few or too many characters, items or keys
- `pattern-mismatch`: text that is not written in the form asked for
- `repeated-item`: twice the same item in a list of distinct ones
- `no-match`: none, or more than one, of the alternatives
- `too-deep`: nested so deep that it can't be judged
- `broken-rule`: anything else, in the words of the validator
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing.jsonschema import EMPTY_REGISTRY

from clientsmith.diagnostics import Problem, ordered, shown
from clientsmith.load.document import Document, Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.schema.alternatives import meant
from clientsmith.schema.keys import (
    additional,
    excluded,
    forbidden,
    is_nested,
    missing,
    nearest,
    nested_field,
    required,
    unevaluated,
    unknown,
)
from clientsmith.schema.parts import fits, known_keys, pointer_of, resolved, value_at, without_false
from clientsmith.schema.wording import broken, choice, value_text

__all__ = ["check"]

_VERSION = "specVersion"


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not fits(value, pattern):
        yield ValidationError(f"{shown(value)} doesn't have the form {pattern}")


def _is_integer(_: Any, value: Any) -> bool:
    # The loader makes integers of 1.0 and 1e3. What is still a float has a fraction, or more digits than are kept.
    return isinstance(value, int) and not isinstance(value, bool)


# The stubs leave them untyped.
_TYPES = cast(Any, Draft202012Validator).TYPE_CHECKER.redefine("integer", _is_integer)
_Validator = cast(
    "type[Draft202012Validator]",
    cast(Any, validators).extend(Draft202012Validator, {"pattern": _pattern}, type_checker=_TYPES),
)


def check(document: Document, schema: Mapping[str, Any]) -> list[Problem]:
    """Check the shape of a document and return its problems, each with its place."""
    if (version := _version_problem(document, schema)) is not None:
        return [version]
    schema = mapping(without_false(schema))
    # The empty registry keeps a reference to anywhere else from opening a connection.
    validator = _Validator(schema, registry=EMPTY_REGISTRY)
    report = _Report(document, schema)
    try:
        # The stubs leave the errors untyped.
        errors = cast(Iterable[ValidationError], validator.iter_errors(document.data))  # pyright: ignore[reportUnknownMemberType] - jsonschema has no types for it
        report.explain(errors)
    except RecursionError:
        deepest = max(document.value_places, key=len)
        place = document.key_place(deepest)
        return [Problem(place, "too-deep", "nested too deep to be checked", "flatten it")]
    return report.problems()


def _version_problem(document: Document, schema: Mapping[str, Any]) -> Problem | None:
    rule = resolved(mapping(schema.get("properties")).get(_VERSION), schema)
    supported = [rule["const"]] if "const" in rule else sequence(rule.get("enum"))
    data = mapping(document.data)
    if not supported or _VERSION not in data:
        return None
    version = data[_VERSION]
    if any(_same(version, each) for each in supported):
        return None
    near = next((each for each in supported if str(each) == str(version)), None)
    return Problem(
        document.place((_VERSION,)),
        "unsupported-version",
        f"specVersion {shown(version)} is not supported; this release reads {choice(supported)}",
        f"write {shown(near)}" if near is not None else "change it, or use a release of clientsmith that knows it",
    )


def _is_inside(pointer: Pointer, places: Collection[Pointer]) -> bool:
    return any(pointer[:length] in places for length in range(len(pointer) + 1)) if places else False


def _same(left: Any, right: Any) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


class _Report:
    """Collects the problems of one document from the errors of the validator."""

    def __init__(self, document: Document, schema: Mapping[str, Any]) -> None:
        self.document = document
        self.schema = schema
        self._problems: list[Problem] = []
        self.missing: list[tuple[Pointer, str, Problem]] = []
        self.meant: set[tuple[Pointer, str]] = set()

    def problems(self) -> list[Problem]:
        """Return all problems; a missing key that was only misspelt is reported once."""
        missing = [problem for at, name, problem in self.missing if (at, name) not in self.meant]
        return ordered(self._problems + missing)

    def explain(self, errors: Iterable[ValidationError]) -> None:
        whole = list(errors)
        nested = {pointer_of(error) for error in whole if is_nested(error)}
        # What is reported of fields inside fields is enough.
        waiting = [error for error in whole if is_nested(error) or not _is_inside(pointer_of(error), nested)]
        late: list[ValidationError] = []
        while waiting:
            error = waiting.pop()
            if error.validator in {"anyOf", "oneOf"}:
                meant_errors = meant(error, self.document.data, self.schema)
                if isinstance(meant_errors, Finding):
                    self._add(meant_errors)
                else:
                    waiting += meant_errors
            elif error.validator == "unevaluatedProperties":
                late.append(error)
            else:
                self._explain(error)
        for error in late:
            self._unevaluated(error)

    def _explain(self, error: ValidationError) -> None:
        pointer, word, value = pointer_of(error), cast(str | None, error.validator), cast(Any, error.instance)
        match word:
            case "required" | "dependentRequired":
                rules = mapping(mapping(error.schema).get("properties"))
                for name, why in required(error):
                    finding = missing(pointer, name, resolved(rules.get(name), self.schema), why)
                    self.missing.append((pointer, name, finding.problem(self.document)))
            case "additionalProperties" if is_nested(error):
                self._add(nested_field(error))
            case "additionalProperties" if error.validator_value is False:
                for key in additional(error):
                    self._unknown((*pointer, key), known_keys(error.schema, self.schema))
            case None:
                self._add(forbidden(pointer, error))
            case "not":
                self._add(excluded(error))
            case "uniqueItems":
                self._repeated(pointer, cast(list[Any], value))
            case _:
                code, message, hint = broken(error)
                # A schema for keys judges the key itself, and reports it at the mapping.
                if isinstance(value, str) and isinstance(value_at(self.document.data, pointer), dict):
                    message = f"the key {shown(value)}: {message}"
                    self._add(Finding((*pointer, value), "bad-key", message, hint, on_key=True))
                else:
                    self._add(Finding(pointer, code, message, hint))

    def _unknown(self, pointer: Pointer, known: set[str]) -> None:
        key, parent = str(pointer[-1]), pointer[:-1]
        near = nearest(key, known, set(mapping(value_at(self.document.data, parent))))
        if near is not None:
            self.meant.add((parent, near))
        finding = unknown(pointer, near, known)
        if near is None and "properties" in known and isinstance(value_at(self.document.data, pointer), dict):
            finding = replace(finding, hint="write it inside properties")
        self._add(finding)

    def _unevaluated(self, error: ValidationError) -> None:
        pointer, known = pointer_of(error), known_keys(error.schema, self.schema)
        # A part that fails for another reason leaves its keys unevaluated: that reason is enough.
        inside = [place for at, place in self.document.value_places.items() if at[: len(pointer)] == pointer]
        reported = {problem.place for problem in self._problems}
        faulty = any(place in reported for place in inside) or any(at == pointer for at, _, _ in self.missing)
        for key in unevaluated(error):
            if key not in known:
                self._unknown((*pointer, key), known)
            elif not faulty:
                self._add(forbidden((*pointer, key), error))

    def _repeated(self, pointer: Pointer, values: Sequence[Any]) -> None:
        first: dict[str, int] = {}
        for index, value in enumerate(values):
            key = json.dumps(value, sort_keys=True)
            earlier = first.setdefault(key, index)
            if earlier != index:
                line = self.document.place((*pointer, earlier)).line
                message = f"{value_text(value)} is listed twice, first on line {line}"
                self._add(Finding((*pointer, index), "repeated-item", message, "keep one of them"))
        if len(first) == len(values):  # 1 and 1.0 are one value
            self._add(Finding(pointer, "repeated-item", "the list holds a value twice", "keep one of them"))

    def _add(self, finding: Finding) -> None:
        self._problems.append(finding.problem(self.document))
