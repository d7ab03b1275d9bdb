"""A request as it came in: which operation it is, and the arguments that it carries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import unquote, unquote_plus

from clientsmith.language.model import Field, Operation, Provider
from clientsmith.lint.finding import steps
from clientsmith.lint.judge import types_of
from clientsmith.lint.spec import mapping, sequence
from clientsmith.vectors.subject import Subject, whole

_DEEPEST, _LONGEST_NUMBER = 100, 1024


@dataclass(frozen=True)
class Asked:
    """A request: path and query percent-encoded and without the provider's mount, names of headers in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Understood:
    """What a request says: arguments by wire name, what is wrong with it, and what else is odd and let through."""

    subject: Subject
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    problems: list[str] = field(default_factory=list[str])
    odd: list[str] = field(default_factory=list[str])


def operations_of(provider: Provider, asked: Asked, base: str) -> tuple[list[Operation], set[str]]:
    """The operations that a request may be for, and all methods that its address takes."""
    there = [one for one in provider.operations if pattern(one, base).fullmatch(asked.path)]
    methods = {one.method for one in there} | {"HEAD" for one in there if _takes(one, "HEAD")}
    return [one for one in there if _takes(one, asked.method)], methods


def _takes(operation: Operation, method: str) -> bool:
    """Whether an operation is asked for by this method; HEAD is GET without a body, and changes nothing."""
    return operation.method == method or (method == "HEAD" and operation.method == "GET" and not operation.submits)


def path_names(operation: Operation) -> list[str]:
    """The names of the parameters in an operation's path."""
    return re.findall(r"\{([^}]+)\}", operation.path)


def pattern(operation: Operation, base: str) -> re.Pattern[str]:
    """The paths of an operation, with a group for each parameter."""
    path = base + ("" if operation.path == "/" else operation.path)
    parts = re.split(r"\{([^}]+)\}", path)
    literal = [re.escape(part) if at % 2 == 0 else "([^/]+)" for at, part in enumerate(parts)]
    return re.compile("".join(literal) + "/?" * (operation.path == "/"))


def understood(subject: Subject, asked: Asked, base: str, *, lenient: bool) -> Understood:
    """Read the arguments of a request from path, query, headers and body; unless lenient there may be nothing else."""
    told, operation = Understood(subject), subject.operation
    names = path_names(operation)
    match = pattern(operation, base).fullmatch(asked.path)
    values = match.groups() if match is not None else ()
    texts = {("path", name): unquote(value) for name, value in zip(names, values, strict=False)}
    for part in filter(None, asked.query.split("&")):
        name, _, value = part.partition("=")
        texts[("query", unquote_plus(name))] = unquote_plus(value)
    texts |= {("header", name): value for name, value in asked.headers.items()}
    body = _body(operation, asked, told)
    left: Any = body
    for one in operation.fields:
        if one.location == "body":
            path = steps(one.pointer) or [one.wire]
            found = list(_at(body, path))[:1]
            left = _without(left, path)
        else:
            key = (one.location, one.wire.lower() if one.location == "header" else one.wire)
            found = [_typed(one, texts.pop(key))] if key in texts else []
        if one.constant is None:
            told.arguments |= dict(zip([one.wire], map(whole, found), strict=False))
        elif found != [one.constant]:
            told.problems.append(f"{one.wire} must be {json.dumps(one.constant)}")
    unknown = [f"{name} is no field of {operation.id}" for name in left]
    unknown += [f"{name} is no parameter of {operation.id}" for where, name in texts if where == "query"]
    (told.odd if lenient else told.problems).extend(unknown)
    return told


def _body(operation: Operation, asked: Asked, told: Understood) -> Any:
    """The body, {} where it is missing or can't be read."""
    if not operation.has_body:
        return {}
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        told.problems.append(f"the content type must be application/json, found {kind or 'none'}")
        return {}
    try:
        body: Any = json.loads(asked.body.decode("utf-8"), parse_constant=_no_number, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        told.problems.append(f"the body is no JSON: {str(error)[:100]}")
        return {}
    if not isinstance(body, dict):
        told.problems.append("the body must be an object")
        return {}
    if not _shallow(cast("Any", body)):
        told.problems.append(f"the body has more than {_DEEPEST} levels")
        return {}
    return cast("Any", body)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _integer(digits: str) -> int:
    number = int(digits)
    if number.bit_length() >= _LONGEST_NUMBER:
        raise ValueError("a number of more than 300 digits")
    return number


def _shallow(value: Any, levels: int = _DEEPEST) -> bool:
    inside = [*mapping(value).values(), *sequence(value)] if isinstance(value, dict | list) else []
    return levels > 0 and all(_shallow(one, levels - 1) for one in inside)


def _at(body: Any, path: list[str]) -> Iterator[Any]:
    for step in path:
        if isinstance(body, list):
            items = sequence(cast("Any", body))
            if not step.isdecimal() or int(step) >= len(items):
                return
            body = items[int(step)]
        elif step in mapping(body):
            body = mapping(body)[step]
        else:
            return
    yield body


def _without(body: Any, path: list[str]) -> Any:
    """A copy without what a field says; a box that is empty then goes too."""
    step, *rest = path
    if isinstance(body, list):
        items = sequence(cast("Any", body))
        kept = [_without(item, rest) if str(at) == step and rest else item for at, item in enumerate(items)]
        return [item for at, item in enumerate(kept) if str(at) != step or (rest and item)]
    box = dict(mapping(body))
    if step in box:
        inside = box.pop(step)
        left = _without(inside, rest) if rest else None
        if left:
            box[step] = left
    return box


def _typed(one: Field, text: str) -> Any:
    """The value that a text of a path, query or header stands for."""
    kinds = types_of(dict(one.schema))
    if "string" in kinds or not kinds:
        return text
    try:
        value: Any = json.loads(text, parse_constant=_no_number, parse_int=_integer)
    except (ValueError, RecursionError):
        return text
    return value if text == text.strip() else text
