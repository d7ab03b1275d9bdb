"""Messages and hints about invalid values."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from clientsmith.diagnostics import KINDS, closest, shown
from clientsmith.load.json_values import mapping, sequence
from clientsmith.load.scalars import number_name
from clientsmith.schema.parts import description, fits

_TRIED = 100  # characters of a text for which another spelling is looked for
_STRAY = " \t\n'\"`.,;:/"
_LISTED = 12  # allowed values named in a message
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_RATIO_MARK = re.compile(r"\s*[x/*×]\s*")
_RATIO = re.compile(r"[0-9]+:[0-9]+")
_PIXELS = re.compile(r"\s*([0-9]+)\s*[x*×X]\s*([0-9]+)\s*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
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
    "minimum": ("at least", "{} or more"),
    "maximum": ("at most", "{} or less"),
    "exclusiveMinimum": ("greater than", "more than {}"),
    "exclusiveMaximum": ("less than", "less than {}"),
    "multipleOf": ("a multiple of", "{} times a whole number"),
}
_LENGTHS = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "key"),
    "maxProperties": ("at most", "key"),
}
# How a value of each type is written, for want of a better hint.
_WRITTEN = {
    "string": "write one text",
    "integer": "write a number without a fraction, such as 1",
    "number": "write a number, such as 1.5",
    "boolean": "write true or false",
    "array": "write a list: each item on a line of its own after `- `",
    "object": "write it as `key: value` lines",
    "null": "write null",
}

Verdict = tuple[str, str, str]  # code, message, hint


def broken(error: ValidationError) -> Verdict:
    """Return code, message and hint for an error about a single value."""
    word, limit, value = cast(str, error.validator), cast(Any, error.validator_value), cast(Any, error.instance)
    about = description(error.schema)
    if word == "type":
        types = [limit] if isinstance(limit, str) else sequence(limit)
        if isinstance(value, bool) and types == ["array"] and list(error.path)[-1:] == ["required"]:
            hint = "write the names in a list beside properties: required: [prompt]"
            return "wrong-type", f"expected a list, found {value_text(value)}", hint
        if isinstance(value, str) and types == ["object"] and (keys := _as_keys(value, mapping(error.schema))):
            about = keys
        return wrong_type(value, types, about)
    if word in {"enum", "const"}:
        return not_listed(value, [limit] if word == "const" else sequence(limit), (), about)
    if word in _BOUNDS:
        bound, form = _BOUNDS[word]
        message = f"must be {bound} {shown(limit)}, found {shown(value)}"
        return "out-of-range", message, about or f"write {form.format(shown(limit))}"
    if word in _LENGTHS:
        return _wrong_length(len(cast(str, value)), limit, *_LENGTHS[word], about)
    if word == "pattern":
        wanted = str(mapping(error.schema).get("patternErrorMessage", "Expected another form"))
        message = f"{shown(value)} doesn't fit: {wanted[:1].lower()}{wanted[1:]}"
        return "pattern-mismatch", message, _rewritten(value, limit) or about or wanted.replace("Expected", "write")
    return "broken-rule", error.message[:200], about or f"change it until `{word}` of the schema holds"


def _wrong_length(length: int, limit: int, bound: str, unit: str, about: str) -> Verdict:
    if limit == 1 and bound == "at least":
        return "wrong-length", "must not be empty", about or f"add at least one {unit}"
    message = f"must have {bound} {_counted(limit, unit)}, found {length}"
    change = f"add {_counted(limit - length, unit)}" if length < limit else f"remove {_counted(length - limit, unit)}"
    return "wrong-length", message, about or change


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _rewritten(text: str, pattern: str) -> str:
    """Return a hint with a spelling of the text that matches the pattern; empty if there is none."""
    if len(text) <= _TRIED:
        plain = text.strip(_STRAY)
        word = re.sub(r"[^a-z0-9]+", " ", _CAMEL.sub(" ", text).casefold()).strip()
        path = "/".join(part for part in re.split(r"[.\[\]/]+", text.removeprefix("$")) if part)
        spellings = (plain, word.replace(" ", "_"), word.replace(" ", "-"), plain.lower())
        others = [f"/{path}", number_name(text), _RATIO_MARK.sub(":", plain)]
        others += [f"image/{plain}".replace("/jpg", "/jpeg")] if "/" not in plain else []
        others += [f"https://{plain}"] if "." in plain else []
        for spelling in (*spellings, *others):
            if spelling and spelling != text and fits(spelling, pattern):
                return f"did you mean {spelling}?"
    return ""


def _as_keys(text: str, rule: Mapping[str, Any]) -> str:
    """Return a hint with the keys that a text stands for where a mapping is expected; empty if unknown."""
    known = mapping(rule.get("properties"))
    pixels = _PIXELS.fullmatch(text)
    if pixels is not None and {"width", "height"} <= known.keys():
        return f"write its keys: {{width: {pixels[1]}, height: {pixels[2]}}}"
    if "ratio" in known and _RATIO.fullmatch(text):
        return f'write its keys: {{ratio: "{text}"}}'
    if "tier" in known:
        return f"write its keys, such as {{tier: {shown(text)}}}"
    if (kind := _SYNONYMS.get(text.casefold(), text)) in KINDS and "type" in known:
        return f"write its keys: {{type: {kind}}}"
    required = [str(name) for name in sequence(rule.get("required"))]
    return (
        f"write its keys: {{{', '.join([f'{required[0]}: {text}', *(f'{name}: …' for name in required[1:])])}}}"
        if (required and len(text) <= _TRIED)
        else ""
    )


def wrong_type(value: Any, types: Sequence[Any], about: str) -> Verdict:
    """Report a value of the wrong type, with the expected types."""
    expected = choice((), [KINDS.get(str(name), str(name)) for name in types])
    hint = ""
    if isinstance(value, str):
        if {"integer", "number"} & set(types) and _NUMBER.fullmatch(value):
            hint = f"remove the quotes: {value}"
        elif "boolean" in types:
            yes = value.casefold() in {"true", "yes", "on", "y"}
            no = value.casefold() in {"false", "no", "off", "n"}
            hint = "write true" if yes else "write false" if no else ""
        elif "array" in types:
            parts = [part.strip() for part in value.split(",")] if len(value) <= _TRIED else [value]
            hint = f"write a list: [{', '.join(shown(part, 30) for part in parts)}]"
    elif value is None:
        hint = "give a value, or remove the key"
    elif "string" in types and not isinstance(value, list | dict):
        hint = "quote this value"
    elif "array" in types:
        hint = _WRITTEN["array"]
    hint = hint or about or _WRITTEN.get(str(next(iter(types), "")), "give another kind of value")
    return "wrong-type", f"expected {expected}, found {value_text(value)}", hint


def not_listed(value: Any, allowed: Sequence[Any], types: Sequence[Any], about: str) -> Verdict:
    """Report a value that isn't allowed, with the allowed values and types."""
    kinds = [KINDS.get(str(name), str(name)) for name in types]
    message = f"{value_text(value)} is not allowed; expected {choice(allowed, kinds)}"
    words = [option for option in allowed if isinstance(option, str)]
    if isinstance(value, str):
        near = _SYNONYMS.get(value.casefold())
        near = near if near in words else closest(value, words)
        if near is not None:
            return "not-allowed-value", message, f"did you mean {near}?"
        if any(json.dumps(option) == value for option in allowed) or ("integer" in types and value.isdecimal()):
            return "not-allowed-value", message, f"remove the quotes: {value}"
    elif not isinstance(value, list | dict) and json.dumps(value) in words:
        return "not-allowed-value", message, f'quote this value: "{json.dumps(value)}"'
    several = len(allowed) + len(kinds) > 1
    return "not-allowed-value", message, about or ("write one of these" if several else "write just that")


def value_text(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if value is None:
        return "nothing (null)"
    return shown(value)


def cut(words: Sequence[str]) -> str:
    more = len(words) - _LISTED
    return ", ".join(words[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def choice(values: Iterable[Any], kinds: Iterable[str] = ()) -> str:
    """Return the allowed values and types as text; a long list of values is cut."""
    words = list(dict.fromkeys(shown(value) for value in values))
    if len(words) > _LISTED:
        words = [*words[:_LISTED], f"{len(words) - _LISTED} more"]
    words += dict.fromkeys(kinds)
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def joined(names: Sequence[str], word: str) -> str:
    shown_names = [shown(name) for name in names]
    return f" {word} ".join([", ".join(shown_names[:-1]), shown_names[-1]]) if len(names) > 1 else shown_names[0]
