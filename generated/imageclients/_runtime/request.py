# Made by `clientsmith generate` from templates/imageclients/_runtime/request.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Building a request from the arguments of a call: checked, fixed at call time, without I/O."""

from __future__ import annotations

import contextlib
import json
import math
import operator
import re
import sys
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Literal, NamedTuple, TypeAlias, cast
from urllib.parse import quote, unquote, urlencode

from ..errors import InvalidRequestError, Problem
from . import media, rules, schema
from .describe import Constant, Field, Operation, Provider
from .jsontypes import is_array, is_mapping
from .pointer import put
from .prepared import Prepared, prepared
from .sizes import PIXEL_FORMS, Size, encode

Validation = Literal["strict", "warn", "off"]
# What is encoded is a copy in plain types by then, and holds no circle.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode
_DECODINGS = 3
"""How often a path may be decoded on its way through proxies before it is normalised."""
_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+:([!-~]([\t -~]*[!-~])?)?", re.ASCII)


_SIZE = {"size", "ratio", "aspect", "resolution", "dimension", "width", "height"}
_FORM = frozenset({"url", "uri", "link", "base64", "b64", "data", "file", "path", "list", "input"})
"""Words that say in which form a thing is given."""
_QUALIFIERS: Mapping[str, frozenset[str]] = {
    "step": frozenset({"num", "number", "inference", "sampling", "diffusion"}),
    "seed": frozenset({"random", "noise"}),
    "guidance": frozenset({"scale"}),
    "cfg": frozenset({"scale"}),
    "prompt": frozenset({"text", "positive"}),
}
"""Words beside which others, which they name, change nothing."""


Call: TypeAlias = tuple[Operation, Mapping[str, Any], Mapping[str, Any] | None, Mapping[str, str] | None]
"""A call as the user makes it: operation, arguments, extra_body and extra_headers."""


class Request(NamedTuple):
    """A request, ready to be sent; `path` has the query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    requested: int | None


class ArgumentWarning(UserWarning):
    """An argument breaks a rule that is only inferred or assumed, or validation is set to warn."""


def build(
    provider: Provider,
    operation: Operation,
    arguments: Mapping[str, Any],
    extra_body: Mapping[str, Any] | None = None,
    extra_headers: Mapping[str, str] | None = None,
    *,
    validation: Validation,
) -> Request:
    """The request for a call with these arguments (Python name to value).

    An argument that is None counts as not given, unless the field is nullable. `extra_body` is added to the body as
    it is, over what the arguments say, and unchecked.

    Raises:
        InvalidRequestError: all problems of the arguments, unless validation is "warn" or "off".
    """
    ready = prepared(operation)
    if extra_body is None and extra_headers is None:
        # Nearly all calls are plain and legal, which takes less time to see than to examine.
        plain = ready.at_first_sight(arguments)
        if plain is not None and not (ready.ruled and rules.breaches(ready, plain)):
            with contextlib.suppress(UnicodeEncodeError):
                return _assemble(ready, plain, {}, {})
    given, unsendable = _collect(ready, arguments)
    body = {} if extra_body is None else _extra("extra_body", extra_body, unsendable)
    headers = {} if extra_headers is None else _extra("extra_headers", extra_headers, unsendable)
    if headers or ready.headers:
        unsendable += _unsendable_headers(provider, ready, given, headers)
    for fault in path_faults(operation, given) if "{" in operation.path else ():
        unsendable.append(fault)
        if fault.rule == "path":
            given[ready.names[fault.field].wire] = None
    problems = [] if validation == "off" else _judge(ready, given, {problem.field for problem in unsendable})
    if not unsendable and not problems:
        return _assemble(ready, given, body, headers)
    refused = [problem for problem in problems if validation == "strict" and not problem.warning]
    # What can't be understood can't be sent, whatever the validation.
    if unsendable or refused:
        raise InvalidRequestError([*unsendable, *refused], provider=provider.name, operation=operation.id)
    for problem in problems:
        text = f"{provider.name}.{operation.id}: {problem}"
        warnings.warn(text, ArgumentWarning, stacklevel=levels_to_caller())
    return _assemble(ready, given, body, headers)


def _unsendable_headers(
    provider: Provider, ready: Prepared, given: Mapping[str, Any], extra: Mapping[str, Any]
) -> Iterator[Problem]:
    """What is wrong with the headers of a call, be they arguments or extra ones."""
    for name, value in [*((name, given[name]) for name in given if name in ready.headers), *extra.items()]:
        # The rest frames the request, and the key is the client's.
        if name.lower() in ("host", "content-length", "transfer-encoding", provider.key_header.lower()):
            yield Problem("extra_headers", "reserved", f"{name} is set by the client")
        elif ":" in name or not _HEADER.fullmatch(f"{name}:{_text(value)}"):
            told = ready.fields[name].name if name in ready.headers else name
            yield Problem(told, "header", "isn't one line of visible ASCII characters")


def path_faults(operation: Operation, given: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the values that go into the path, by wire name.

    `/tasks/..`, `/tasks/%2E%2E` and `/tasks/a%2F..%2Fb` are other paths by the time a proxy or a server has normalised
    them: the key and the call would reach another endpoint. Quoting doesn't help, so these values are refused.
    """
    fields = {field.wire: field for field in operation.fields if field.location == "path"}
    values = {wire: _text(given[wire]) for wire in fields if given.get(wire) is not None}
    folded = _path(operation.path, values)
    for _ in range(_DECODINGS):
        folded = unquote(folded, errors="replace")
    folds = any(step.partition(";")[0].strip() in (".", "..") for step in re.split(r"[/\\]", folded))
    for wire, text in values.items():
        odd = next((character for character in text if unicodedata.category(character) in ("Cc", "Cs")), None)
        message = ""
        if not text.strip():
            yield blank(fields[wire])
        elif odd is not None:
            message = f"has the character U+{ord(odd):04X} at position {text.index(odd) + 1}, which no path can have"
        elif folds:
            message = f"{schema.show(text)} makes a path with the step . or .., which servers take for another path"
        if message:
            yield Problem(fields[wire].name, "path", message, "", fields[wire].source)


def blank(field: Field) -> Problem:
    """The problem of a text that says no more than none does."""
    return Problem(field.name, "blank", "is blank", f"give {field.name}")


def _extra(name: str, given: Any, problems: list[Problem]) -> dict[str, Any]:
    """A copy of what goes along with the arguments."""
    try:
        if is_mapping(given):
            return cast("dict[str, Any]", _plain(given))
        problems.append(Problem(name, "type", f"must be a mapping, is {type(given).__name__}"))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        problems.append(Problem(name, "type", str(error)))
    return {}


def levels_to_caller() -> int:
    """How many frames up the first one outside this package is: a warning names the user's line."""
    package = __name__.removesuffix("_runtime.request")
    frame, level = sys._getframe(1), 1  # pyright: ignore[reportPrivateUsage] - warnings can skip files from 3.12 on only
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith(package):
        frame, level = frame.f_back, level + 1
    return level


def _collect(ready: Prepared, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Wire name to plain JSON value for what was given, and what couldn't even be understood."""
    operation = ready.operation
    problems = [
        Problem(name, "unknown", "isn't an argument of this operation", _named_like(name, operation))
        for name in arguments
        if name not in ready.names
    ]
    given: dict[str, Any] = {}
    for field in operation.fields:
        value = arguments.get(field.name)
        if value is None:
            if field.name in arguments and is_nullable(field):
                given[field.wire] = None
            elif field.fixed is not None:
                given[field.wire] = field.fixed
            continue
        try:
            given[field.wire] = _plain(_media(field, _sized(operation, field, value)))
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            rule, text, hint = (
                ("media", *error.args) if isinstance(error, media.MediaProblem) else ("type", str(error), "")
            )
            problems.append(Problem(field.name, rule, text, hint, field.source))
            given[field.wire] = None
    return given, problems


def _named_like(name: str, operation: Operation) -> str:
    """The argument that was probably meant, or all there are."""
    names = [field.name for field in operation.fields]
    if misspelt := schema.closest(name, names, 0.8):
        return misspelt
    words = _words(name)
    axes = operation.sizes.axes if operation.sizes is not None else ()
    if axes and words & _SIZE and "batch" not in words:
        # What other providers call size, ratio or aspect_ratio is this operation's word for it.
        return f"the size is given by {' and '.join(axis.name for axis in axes)}"
    # Some words only say how the same thing is given. Others make it another thing: a negative prompt is no prompt.
    alike = [own for own in names if words & _words(own) and _is_alias(words & _words(own), words ^ _words(own))]
    near = schema.closest(name, alike, 0.0, contained=True)
    others = [own for own in names if not words & _words(own)]
    return near or schema.closest(name, others) or f"arguments are {', '.join(names)}; extra_body takes any other field"


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in name.lower().split("_")}


def _is_alias(shared: set[str], others: set[str]) -> bool:
    """Whether two names mean the same, by the words that they share and those that only one of them has."""
    return others <= _FORM.union(*(_QUALIFIERS.get(word, ()) for word in shared))


def _media(field: Field, value: Any) -> Any:
    if not field.media:
        return value
    if not isinstance(value, list | tuple):
        return media.encode(field, value)
    encoded: list[Any] = []
    for index, item in enumerate(cast("Sequence[Any]", value)):
        try:
            encoded.append(media.encode(field, item))
        except media.MediaProblem as error:
            raise media.MediaProblem(f"element {index} {error.args[0]}", error.args[1]) from error
    return encoded


def _sized(operation: Operation, field: Field, value: Any) -> Any:
    """A Size as the field writes it."""
    if operation.sizes is None or not isinstance(value, Size):
        return value
    for axis in operation.sizes.axes:
        if axis.wire == field.wire:
            for form in axis.forms:
                if form in PIXEL_FORMS:
                    return encode(value, form)
                if form == "object":
                    return value._asdict()
    raise TypeError("takes no Size; see the sizes module for the arguments that mean it")


def _plain(value: Any) -> Any:
    """A copy in plain JSON types, so that the caller may go on changing what was given.

    Raises:
        TypeError: JSON has no such value.
        ValueError: NaN, infinite, or text with a lone surrogate.
    """
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value.bit_length() >= 1024:
            raise ValueError("is larger than any number that JSON readers take")
        return int(value)
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("has a lone surrogate, which is no character") from None
        return str.__str__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"must be a finite number, is {value}")
        # 2.0 is an integer, too, and readers that want one may not know.
        return int(value) if value.is_integer() and abs(value) < 2**53 else float(value)
    if is_mapping(value):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Sequence[Any]", value)]
    if hasattr(value, "__index__"):
        return _plain(operator.index(value))  # integers of numpy and the like
    if hasattr(value, "__float__") and not isinstance(value, bytes):
        return _plain(float(value))
    raise TypeError(f"must be a JSON value, is {type(value).__name__}")


def is_nullable(field: Field) -> bool:
    """Whether null is a legal value, so that None is sent."""
    return "null" in field.schema.get("type", ())


def _judge(ready: Prepared, given: dict[str, Any], unsendable: set[str]) -> list[Problem]:
    """Everything that is wrong with arguments that can be sent."""
    problems: list[Problem] = []
    for field in ready.required:
        if field.wire not in given:
            problems.append(Problem(field.name, "required", "is missing", f"give {field.name}", field.source))
        # A text of nothing but white space says no more than none does.
        elif field.name not in unsendable and isinstance(text := given[field.wire], str) and not text.strip():
            problems.append(blank(field))
    broken = {ready.names[name].wire for name in unsendable if name in ready.names}
    for wire, value in given.items():
        if value is not None:
            field = ready.fields[wire]
            problems += _limits_broken(ready, field, value, ready.check(field.schema, value), broken)
    for field in ready.media:
        value = given.get(field.wire)
        if value is not None and field.wire not in broken:
            problems += _media_faults(field, value)
    for breach in rules.breaches(ready, given) if ready.ruled else ():
        if broken.isdisjoint(breach.fields):
            fields = ", ".join(ready.fields[name].name if name in ready.fields else name for name in breach.fields)
            problems.append(Problem(fields, breach.rule, breach.message, breach.suggestion, breach.source, breach.weak))
    return problems


def _limits_broken(
    ready: Prepared, field: Field, value: Any, findings: list[schema.Finding], broken: set[str]
) -> Iterator[Problem]:
    """The problems of a field's value; `broken` gets its wire name, unless they are weak."""
    for finding in findings:
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in finding.path)
        source = field.sources.get(finding.keyword, field.source)
        weak = finding.keyword in field.weak
        hint = rules.size_hint(ready.operation, field.wire, value) or finding.suggestion
        yield Problem(field.name + where, finding.keyword, finding.message, hint, source, weak)
        if not weak:
            broken.add(field.wire)


def _media_faults(field: Field, value: Any) -> Iterator[Problem]:
    source = field.sources.get("media", field.source)
    for index, item in enumerate(value if is_array(value) else [value]):
        if (found := media.fault(field, item)) is not None:
            name = f"{field.name}[{index}]" if is_array(value) else field.name
            weak = "media" in field.weak and not found.certain
            yield Problem(name, "media", found.message, found.suggestion, source, weak)


def _assemble(
    ready: Prepared, given: dict[str, Any], extra_body: dict[str, Any], extra_headers: dict[str, Any]
) -> Request:
    operation = ready.operation
    body: dict[str, Any] = {**ready.constants, **given} if ready.flat else {}
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    steps: dict[str, str] = {}
    everything: list[tuple[Field | Constant, Any]] = []
    if not ready.flat:
        everything += [(item, item.value) for item in operation.constants]
        everything += [(field, given[field.wire]) for field in operation.fields if field.wire in given]
    for item, value in everything:
        if item.location == "body":
            put(body, item.pointer or _escaped(item.wire), value)
        elif item.location == "query":
            query.append((item.wire, _text(value)))
        elif item.location == "header":
            headers[item.wire.lower()] = _text(value)
        else:
            steps[item.wire] = _text(value)
    body.update(extra_body)
    path = _path(operation.path, steps)
    if query:
        path += f"?{urlencode(query, quote_via=quote, safe='')}"
    content: bytes | None = None
    if operation.has_body or body:
        content = _encode(body).encode()
        headers["content-type"] = "application/json"
    for name, value in extra_headers.items():
        if value is not None:
            headers[name.lower()] = _text(value)
    count = given.get(operation.count_field, operation.defaults.get(operation.count_field))
    return Request(operation.method, path, headers, content, count if isinstance(count, int) else None)


def _escaped(wire: str) -> str:
    """The pointer to a field at the top of the body."""
    return "/" + wire.replace("~", "~0").replace("/", "~1")


def _path(template: str, values: Mapping[str, str]) -> str:
    """The path with its values, each quoted so that it stays one step of the path."""
    return re.sub(
        r"\{([^{}]*)\}",
        lambda part: quote(values[part[1]], safe="", errors="replace") if part[1] in values else part[0],
        template,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
