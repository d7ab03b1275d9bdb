"""Find which alternative of `anyOf` or `oneOf` was meant, and describe the problem if none was."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from clientsmith.diagnostics import closest
from clientsmith.load.document import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.schema.parts import description, known_keys, pointer_of, value_at
from clientsmith.schema.wording import joined, not_listed, value_text, wrong_type


def meant(error: ValidationError, data: Any, schema: Mapping[str, Any]) -> Finding | list[ValidationError]:
    """Report failed alternatives as one problem, or pick the errors of the alternative that was meant."""
    pointer, value, about = pointer_of(error), cast(Any, error.instance), description(error.schema)
    branches = _branches(error)
    if not branches:
        return _ambiguous(pointer, error)
    fitting = [branch for branch in branches if not any(_is_root(failure, "type") for failure in branch)]
    types = list(
        dict.fromkeys(
            name
            for branch in branches
            for failure in branch
            if _is_root(failure, "type")
            for name in sequence(failure.validator_value) or [cast(str, failure.validator_value)]
        )
    )
    if not fitting:
        return Finding(pointer, *wrong_type(value, types, about))
    listed = [_listed(branch, ()) for branch in fitting]
    if all(listed):
        return Finding(pointer, *not_listed(value, [option for options in listed for option in options], types, about))
    if all(all(_is_root(failure, "required") for failure in branch) for branch in fitting) and len(fitting) > 1:
        wanted = [
            name for branch in fitting for name in cast(list[str], branch[0].validator_value) if name not in value
        ]
        message = f"one of the keys {joined(list(dict.fromkeys(wanted)), 'or')} is missing"
        return Finding(pointer, "missing-key", message, about or "add one of them", on_key=True)
    if len(fitting) > 1 and (key := _discriminator(fitting)) is not None:
        allowed = [option for branch in fitting for option in _listed(branch, (key,))]
        at = (*pointer, key)
        return Finding(at, *not_listed(value_at(data, at), allowed, (), about))
    return min(fitting, key=lambda branch: _distance(branch, schema))


def _ambiguous(pointer: Pointer, error: ValidationError) -> Finding:
    """Name the keys that exclude each other, for a value that fits more than one alternative."""
    present, about = mapping(error.instance), description(error.schema)
    names = [
        str(name)
        for branch in sequence(error.validator_value)
        for name in sequence(mapping(branch).get("required"))
        if name in present
    ]
    if len(names) > 1:
        message = f"only one of {joined(names, 'and')} may be given"
        return Finding((*pointer, names[-1]), "forbidden-key", message, about or "remove one", on_key=True)
    message = f"{value_text(error.instance)} fits more than one of the allowed forms"
    return Finding(pointer, "no-match", message, about or "write it so that it can only be one of them")


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    groups: dict[str | int, list[ValidationError]] = {}
    for branch_error in error.context:
        if branch_error.relative_schema_path:  # an alternative that is `false` is none
            groups.setdefault(branch_error.relative_schema_path[0], []).append(branch_error)
    return list(groups.values())


def _is_root(error: ValidationError, word: str) -> bool:
    return error.validator == word and not error.relative_path


def _listed(branch: Iterable[ValidationError], at: Pointer) -> list[Any]:
    """Return the values that an alternative allows where the document has another value."""
    values: list[Any] = []
    for error in branch:
        if tuple(error.relative_path) == at and error.validator in {"const", "enum"}:
            values += [error.validator_value] if error.validator == "const" else sequence(error.validator_value)
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
            known = known_keys(error.schema, schema)
            strangers = set(mapping(error.instance)) - known
            keys += sum(1 if closest(key, known) else 3 for key in strangers)
    return constants, keys, -max(len(error.relative_path) for error in branch), len(branch)
