"""Stage schema: the shape of a document, judged by a JSON Schema 2020-12, told in the words of its author.

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
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing.jsonschema import EMPTY_REGISTRY

from clientsmith.diagnostics import Place, Problem, closest, ordered, shown
from clientsmith.load import Document, Pointer

_LISTED = 12  # allowed values named in a message
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_KINDS = {
    "string": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
# What people write for a JSON Schema type, where the letters alone don't tell.
_SYNONYMS = {
    "bool": "boolean",
    "decimal": "number",
    "dict": "object",
    "double": "number",
    "float": "number",
    "int": "integer",
    "list": "array",
    "map": "object",
    "str": "string",
    "text": "string",
}
_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "greater than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
}
_LENGTHS = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "key"),
    "maxProperties": ("at most", "key"),
}
_VERSION = "specVersion"


def check(document: Document, schema: Mapping[str, Any]) -> list[Problem]:
    """Judge the shape of a document; every problem at its place, none for a document of the right shape."""
    if (version := _version_problem(document, schema)) is not None:
        return [version]
    schema = _object(_without_false(schema))
    # The empty registry keeps a reference to anywhere else from opening a connection.
    validator = Draft202012Validator(schema, registry=EMPTY_REGISTRY)
    report = _Report(document, schema)
    try:
        # The stubs leave the errors untyped.
        errors = cast(Iterable[ValidationError], validator.iter_errors(document.data))  # pyright: ignore[reportUnknownMemberType]
        report.explain(errors)
    except RecursionError:
        deepest = max(document.value_places, key=len)
        place = document.key_place(deepest)
        return [Problem(place, "too-deep", "nested too deep to be checked", "flatten it")]
    return report.problems()


def _version_problem(document: Document, schema: Mapping[str, Any]) -> Problem | None:
    rule = _resolved(_object(schema.get("properties")).get(_VERSION), schema)
    supported = [rule["const"]] if "const" in rule else _list(rule.get("enum"))
    data = _object(document.data)
    if not supported or _VERSION not in data:
        return None
    found = data[_VERSION]
    if any(_same(found, one) for one in supported):
        return None
    near = next((one for one in supported if str(one) == str(found)), None)
    return Problem(
        document.place((_VERSION,)),
        "unsupported-version",
        f"specVersion {shown(found)} is not supported; this release reads {_choice(supported)}",
        f"write {shown(near)}" if near is not None else "change it, or use a release of clientsmith that knows it",
    )


class _Report:
    """Collects the problems of one document from the errors of the validator."""

    def __init__(self, document: Document, schema: Mapping[str, Any]) -> None:
        self.document = document
        self.schema = schema
        self.found: list[Problem] = []
        self.missing: list[tuple[Pointer, str, Problem]] = []
        self.meant: set[tuple[Pointer, str]] = set()

    def problems(self) -> list[Problem]:
        """Give all problems; a missing key that was only misspelt is not told twice."""
        missing = [problem for at, name, problem in self.missing if (at, name) not in self.meant]
        return ordered(self.found + missing)

    def explain(self, errors: Iterable[ValidationError]) -> None:
        waiting = list(errors)
        unevaluated: list[ValidationError] = []
        while waiting:
            error = waiting.pop()
            if error.validator in {"anyOf", "oneOf"}:
                waiting += self._alternatives(error)
            elif error.validator == "unevaluatedProperties":
                unevaluated.append(error)
            else:
                self._explain(error)
        for error in unevaluated:
            self._unevaluated(error)

    def _explain(self, error: ValidationError) -> None:
        pointer, word, value = _pointer(error), cast(str | None, error.validator), cast(Any, error.instance)
        # A schema for keys judges the key itself, and reports it at the mapping.
        is_key = isinstance(value, str) and isinstance(_at(self.document.data, pointer), dict)
        match word:
            case "required":
                names = cast(list[str], error.validator_value)
                for name in names:
                    if name not in value:
                        self._missing(pointer, name, error)
            case "dependentRequired":
                for key, names in cast(dict[str, list[str]], error.validator_value).items():
                    for name in names if key in value else ():
                        if name not in value:
                            self._missing(pointer, name, error, f"; {shown(key)} needs it")
            case "additionalProperties" if error.validator_value is False:
                for key in self._additional(error):
                    self._unknown((*pointer, key), _known(error.schema, self.schema))
            case None:
                self._forbidden(pointer, error)
            case "not":
                self._not(pointer, error)
            case "uniqueItems":
                self._repeated(pointer, cast(list[Any], value))
            case _:
                code, message, hint = self._value(error)
                if is_key:
                    pointer = (*pointer, cast(str, value))
                    code, message = "bad-key", f"the key {shown(value)}: {message}"
                place = self.document.key_place(pointer) if is_key else self.document.place(pointer)
                self._add(place, code, message, hint or _description(error.schema))

    def _value(self, error: ValidationError) -> tuple[str, str, str]:
        """Give code, message and hint for an error that is about one value alone."""
        word, limit, value = (
            cast(str, error.validator),
            cast(Any, error.validator_value),
            cast(Any, error.instance),
        )
        if word == "type":
            return self._wrong_type(value, [limit] if isinstance(limit, str) else _list(limit))
        if word in {"enum", "const"}:
            return self._not_listed(value, [limit] if word == "const" else _list(limit))
        if word in _BOUNDS:
            return "out-of-range", f"must be {_BOUNDS[word]} {shown(limit)}, found {shown(value)}", ""
        if word in _LENGTHS:
            bound, unit = _LENGTHS[word]
            if limit == 1 and bound == "at least":
                return "wrong-length", "must not be empty", ""
            plural = unit if limit == 1 else unit + "s"
            return "wrong-length", f"must have {bound} {limit} {plural}, found {len(cast(str, value))}", ""
        if word == "pattern":
            return "pattern-mismatch", f"{shown(value)} doesn't have the form {limit}", ""
        return "broken-rule", error.message[:200], ""

    def _wrong_type(self, value: Any, types: Sequence[Any], others: Sequence[Any] = ()) -> tuple[str, str, str]:
        expected = _choice(others, [_KINDS.get(str(one), str(one)) for one in types])
        hint = ""
        if isinstance(value, str):
            if {"integer", "number"} & set(types) and _NUMBER.fullmatch(value):
                hint = f"remove the quotes: {value}"
            elif "boolean" in types:
                yes = value.casefold() in {"true", "yes", "on", "y"}
                no = value.casefold() in {"false", "no", "off", "n"}
                hint = "write true" if yes else "write false" if no else ""
            elif "array" in types:
                hint = f"write a list: [{shown(value, 30)}]"
        elif value is None:
            hint = "give a value, or remove the key"
        elif "string" in types and not isinstance(value, list | dict):
            hint = "quote this value"
        elif "array" in types:
            hint = "write a list: each item on a line of its own after `- `"
        return "wrong-type", f"expected {expected}, found {_found(value)}", hint

    def _not_listed(self, value: Any, allowed: Sequence[Any], types: Sequence[Any] = ()) -> tuple[str, str, str]:
        kinds = [_KINDS.get(str(one), str(one)) for one in types]
        message = f"{_found(value)} is not allowed; expected {_choice(allowed, kinds)}"
        words = [one for one in allowed if isinstance(one, str)]
        if isinstance(value, str):
            near = _SYNONYMS.get(value.casefold())
            near = near if near in words else closest(value, words)
            if near is not None:
                return "not-allowed-value", message, f"did you mean {near}?"
            if any(json.dumps(one) == value for one in allowed):
                return "not-allowed-value", message, f"remove the quotes: {value}"
        elif not isinstance(value, list | dict) and json.dumps(value) in words:
            return "not-allowed-value", message, f'quote this value: "{json.dumps(value)}"'
        return "not-allowed-value", message, ""

    def _missing(self, pointer: Pointer, name: str, error: ValidationError, why: str = "") -> None:
        rule = _resolved(_object(_object(error.schema).get("properties")).get(name), self.schema)
        place = self.document.key_place(pointer)
        problem = Problem(place, "missing-key", f"the key {shown(name)} is missing{why}", _description(rule))
        self.missing.append((pointer, name, problem))

    def _unknown(self, pointer: Pointer, known: set[str]) -> None:
        key, parent = str(pointer[-1]), pointer[:-1]
        present = set(_object(_at(self.document.data, parent)))
        near = closest(key, known - present) or closest(key, known)
        if near is not None:
            self.meant.add((parent, near))
            hint = f"did you mean {near}?"
        else:
            hint = f"known here: {_cut(sorted(known))}" if known else ""
        self._add(self.document.key_place(pointer), "unknown-key", f"unknown key {shown(key)}", hint)

    def _additional(self, error: ValidationError) -> list[str]:
        rule = _object(error.schema)
        named, patterns = _object(rule.get("properties")), list(_object(rule.get("patternProperties")))
        return [
            key
            for key in _object(error.instance)
            if key not in named and not any(re.search(pattern, key) for pattern in patterns)
        ]

    def _unevaluated(self, error: ValidationError) -> None:
        pointer, known = _pointer(error), _known(error.schema, self.schema)
        # A part that fails for another reason leaves its keys unevaluated: that reason is enough.
        inside = [place for at, place in self.document.value_places.items() if at[: len(pointer)] == pointer]
        reported = {problem.place for problem in self.found}
        faulty = any(place in reported for place in inside) or any(at == pointer for at, _, _ in self.missing)
        for key in _object(error.instance):
            if repr(key) not in error.message:  # the only place where the validator names them
                continue
            if key not in known:
                self._unknown((*pointer, key), known)
            elif not faulty:
                self._forbidden((*pointer, key), error)

    def _forbidden(self, pointer: Pointer, error: ValidationError) -> None:
        name = shown(pointer[-1]) if pointer else "this"
        self._add(
            self.document.key_place(pointer),
            "forbidden-key",
            f"{name} is not allowed here",
            _description(error.schema) or "remove it",
        )

    def _not(self, pointer: Pointer, error: ValidationError) -> None:
        rule = _object(error.validator_value)
        names = [str(name) for name in _list(rule.get("required"))]
        hint = _description(rule) or _description(error.schema)
        if not rule:
            self._forbidden(pointer, error)
            return
        if not names:
            message = f"{_found(error.instance)} is not allowed here"
            self._add(self.document.place(pointer), "not-allowed-value", message, hint)
            return
        many = f"the keys {_joined(names, 'and')} don't go together"
        message = f"{shown(names[0])} is not allowed here" if len(names) == 1 else many
        self._add(self.document.key_place((*pointer, names[-1])), "forbidden-key", message, hint or "remove one")

    def _repeated(self, pointer: Pointer, items: Sequence[Any]) -> None:
        first: dict[str, int] = {}
        for index, item in enumerate(items):
            key = json.dumps(item, sort_keys=True)
            earlier = first.setdefault(key, index)
            if earlier != index:
                line = self.document.place((*pointer, earlier)).line
                message = f"{_found(item)} is listed twice, first on line {line}"
                self._add(self.document.place((*pointer, index)), "repeated-item", message, "keep one of them")
        if len(first) == len(items):  # 1 and 1.0 are one value
            self._add(self.document.place(pointer), "repeated-item", "the list holds a value twice")

    def _alternatives(self, error: ValidationError) -> list[ValidationError]:
        """Report failed alternatives as one problem, or pick the errors of the one that was meant."""
        pointer, value = _pointer(error), cast(Any, error.instance)
        branches = _branches(error)
        if not branches:
            self._ambiguous(pointer, error)
            return []
        fitting = [branch for branch in branches if not any(_is_root(one, "type") for one in branch)]
        types = [
            name
            for branch in branches
            for one in branch
            if _is_root(one, "type")
            for name in _list(one.validator_value) or [cast(str, one.validator_value)]
        ]
        place, fallback = self.document.place(pointer), _description(error.schema)
        if not fitting:
            code, message, hint = self._wrong_type(value, list(dict.fromkeys(types)))
            self._add(place, code, message, hint or fallback)
            return []
        listed = [_listed(branch, ()) for branch in fitting]
        if all(listed):
            allowed = [one for values in listed for one in values]
            code, message, hint = self._not_listed(value, allowed, list(dict.fromkeys(types)))
            self._add(place, code, message, hint or fallback)
            return []
        if all(all(_is_root(one, "required") for one in branch) for branch in fitting) and len(fitting) > 1:
            wanted = [
                name for branch in fitting for name in cast(list[str], branch[0].validator_value) if name not in value
            ]
            message = f"one of the keys {_joined(list(dict.fromkeys(wanted)), 'or')} is missing"
            self._add(self.document.key_place(pointer), "missing-key", message, fallback)
            return []
        if len(fitting) > 1 and (key := _discriminator(fitting)) is not None:
            allowed = [one for branch in fitting for one in _listed(branch, (key,))]
            at = (*pointer, key)
            code, message, hint = self._not_listed(_at(self.document.data, at), allowed)
            self._add(self.document.place(at), code, message, hint or fallback)
            return []
        return min(fitting, key=lambda branch: _distance(branch, self.schema))

    def _ambiguous(self, pointer: Pointer, error: ValidationError) -> None:
        """Tell which keys exclude each other when a value fits more than one alternative."""
        present = _object(error.instance)
        names = [
            str(name)
            for branch in _list(error.validator_value)
            for name in _list(_object(branch).get("required"))
            if name in present
        ]
        if len(names) > 1:
            message = f"only one of {_joined(names, 'and')} may be given"
            place = self.document.key_place((*pointer, names[-1]))
            self._add(place, "forbidden-key", message, _description(error.schema) or "remove one")
        else:
            message = f"{_found(error.instance)} fits more than one of the allowed forms"
            self._add(self.document.place(pointer), "no-match", message, _description(error.schema))

    def _add(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.found.append(Problem(place, code, message, hint))


def _pointer(error: ValidationError) -> Pointer:
    return tuple(error.absolute_path)


def _at(data: Any, pointer: Pointer) -> Any:
    for step in pointer:
        data = data[step]
    return data


def _object(value: Any) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return cast(Sequence[Any], value) if isinstance(value, list) else []


def _without_false(rule: Any) -> Any:
    """Write `false` for a property as `not: {}`: the validator loses the path of the former."""
    if isinstance(rule, list):
        return [_without_false(one) for one in _list(cast(Any, rule))]
    if not isinstance(rule, dict):
        return rule
    copy = {word: _without_false(one) for word, one in _object(cast(Any, rule)).items()}
    for word in ("properties", "patternProperties"):
        if word in copy:
            named = _object(copy[word])
            copy[word] = {name: {"not": {}} if one is False else one for name, one in named.items()}
    return copy


def _same(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _resolved(rule: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Follow local references, so that what stands behind them can be told."""
    for _ in range(16):  # a reference to itself must not hang
        target = _object(rule).get("$ref")
        if not isinstance(target, str):
            break
        rule = _target(target, schema)
    return _object(rule)


def _target(reference: str, schema: Mapping[str, Any]) -> Any:
    if not reference.startswith("#"):
        return {}
    rule: Any = schema
    for step in reference.removeprefix("#").split("/")[1:]:
        rule = _object(rule).get(step.replace("~1", "/").replace("~0", "~"))
    return rule


def _known(rule: Any, schema: Mapping[str, Any]) -> set[str]:
    """Collect the keys that a rule names anywhere for the mapping itself, whichever branch would hold."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [rule]
    while waiting:
        one = _object(waiting.pop())
        if id(one) in seen:
            continue
        seen.add(id(one))
        names |= set(_object(one.get("properties")))
        for word in ("allOf", "anyOf", "oneOf"):
            waiting += _list(one.get(word))
        waiting += [
            one.get("if"),
            one.get("then"),
            one.get("else"),
            *_object(one.get("dependentSchemas")).values(),
        ]
        if isinstance(target := one.get("$ref"), str):
            waiting.append(_target(target, schema))
    return names


def _description(rule: Any) -> str:
    text = _object(rule).get("description")
    return re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0] if isinstance(text, str) else ""


def _found(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if value is None:
        return "nothing (null)"
    return shown(value)


def _cut(words: Sequence[str]) -> str:
    more = len(words) - _LISTED
    return ", ".join(words[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def _choice(values: Iterable[Any], kinds: Iterable[str] = ()) -> str:
    """Name what is allowed; many values are cut, kinds of values never."""
    words = list(dict.fromkeys(shown(value) for value in values))
    if len(words) > _LISTED:
        words = [*words[:_LISTED], f"{len(words) - _LISTED} more"]
    words += dict.fromkeys(kinds)
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _joined(names: Sequence[str], word: str) -> str:
    shown_names = [shown(name) for name in names]
    return f" {word} ".join([", ".join(shown_names[:-1]), shown_names[-1]]) if len(names) > 1 else shown_names[0]


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    """Group the errors of alternatives by the alternative they come from."""
    groups: dict[str | int, list[ValidationError]] = {}
    for one in error.context:
        if one.relative_schema_path:  # an alternative that is `false` is none
            groups.setdefault(one.relative_schema_path[0], []).append(one)
    return list(groups.values())


def _is_root(error: ValidationError, word: str) -> bool:
    return error.validator == word and not error.relative_path


def _listed(branch: Iterable[ValidationError], at: Pointer) -> list[Any]:
    """Give the values that an alternative lists for a place where it found another one."""
    values: list[Any] = []
    for error in branch:
        if tuple(error.relative_path) == at and error.validator in {"const", "enum"}:
            values += [error.validator_value] if error.validator == "const" else _list(error.validator_value)
    return values


def _discriminator(branches: Iterable[Iterable[ValidationError]]) -> str | None:
    """Find the key whose value fits none of the alternatives, as `kind` in a list of kinds of things."""
    common: list[str] | None = None
    for branch in branches:
        keys = [
            str(error.relative_path[0])
            for error in branch
            if len(error.relative_path) == 1 and error.validator in {"const", "enum"}
        ]
        common = keys if common is None else [key for key in common if key in keys]
    return common[0] if common else None


def _distance(branch: Sequence[ValidationError], schema: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Measure how far a value is from an alternative: by its constants, its keys, then by depth."""
    constants = sum(error.validator == "const" and len(error.relative_path) == 1 for error in branch)
    keys = 0
    for error in branch:
        if error.relative_path:
            continue
        if error.validator == "required":
            keys += 1
        elif error.validator in {"additionalProperties", "unevaluatedProperties"}:
            known = _known(error.schema, schema)
            strangers = set(_object(error.instance)) - known
            keys += sum(1 if closest(key, known) else 3 for key in strangers)
    return constants, keys, -max(len(error.relative_path) for error in branch), len(branch)
