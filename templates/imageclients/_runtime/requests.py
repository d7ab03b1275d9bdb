"""Builds the request for a call: checks and places its arguments, without I/O."""

from __future__ import annotations

import contextlib
import random as chance
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import quote, urlencode

from ..errors import InvalidRequestError, Problem
from . import bodies, rules
from .arguments import collect, extra
from .authentication import reserved_header
from .callers import ArgumentWarning, levels_to_caller
from .describe import Operation, Provider
from .given_files import File
from .paths import as_text, filled_path, path_problems
from .prepared import Prepared, prepared
from .upload_places import replaced
from .validation import validate

Validation = Literal["strict", "warn", "off"]
_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+:([!-~]([\t -~]*[!-~])?)?", re.ASCII)
_FRAMING = ("host", "content-length", "transfer-encoding")

Call: TypeAlias = tuple[Operation, Mapping[str, Any], Mapping[str, Any] | None, Mapping[str, str] | None]
"""A call as the user makes it: operation, arguments, extra_body and extra_headers."""


class Request(NamedTuple):
    """A request, ready to be sent; `path` has the query. A whole address in `url` counts in place of the path.

    Attributes:
        files: files that are uploaded first, each with how.
        finish: makes the request that is ready to be sent, from their links.
        streams: whether the answer is read piece by piece.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bodies.Body | None
    requested: int | None
    url: str = ""
    streams: bool = False
    files: tuple[tuple[Mapping[str, str], File], ...] = ()
    finish: Callable[[Sequence[str]], Request] | None = None


def build(
    provider: Provider,
    operation: Operation,
    arguments: Mapping[str, Any],
    extra_body: Mapping[str, Any] | None = None,
    extra_headers: Mapping[str, str] | None = None,
    *,
    validation: Validation,
    random: Callable[[], float] = chance.random,
) -> Request:
    """The request for a call with these arguments (Python name to value).

    An argument that is None counts as not given, unless the field is nullable. `extra_body` is added to the body
    unchecked, and replaces arguments of the same name.

    Raises:
        InvalidRequestError: all problems of the arguments, unless validation is "warn" or "off".
    """
    ready = prepared(operation)
    if extra_body is None and extra_headers is None:
        # Nearly all calls are plain and legal, which takes less time to find out than a full check.
        plain = ready.quick_validate(arguments)
        if plain is not None and not (ready.ruled and rules.violations(ready, plain)):
            with contextlib.suppress(UnicodeEncodeError):
                return _assemble(ready, plain, {}, {}, random)
    given, unsendable = collect(ready, arguments)
    body = {} if extra_body is None else extra("extra_body", extra_body, unsendable)
    headers = {} if extra_headers is None else extra("extra_headers", extra_headers, unsendable)
    if headers or ready.headers:
        unsendable += _header_problems(provider, ready, given, headers)
    for problem in path_problems(operation, given) if "{" in operation.path else ():
        unsendable.append(problem)
        if problem.rule == "path":
            given[ready.names[problem.field].wire] = None
    problems = [] if validation == "off" else validate(ready, given, {problem.field for problem in unsendable})
    if not unsendable and not problems:
        return _assemble(ready, given, body, headers, random)
    refused = [problem for problem in problems if validation == "strict" and not problem.warning]
    # Arguments that can't be encoded are refused by any validation.
    if unsendable or refused:
        raise InvalidRequestError([*unsendable, *refused], provider=provider.name, operation=operation.id)
    for problem in problems:
        text = f"{provider.name}.{operation.id}: {problem}"
        warnings.warn(text, ArgumentWarning, stacklevel=levels_to_caller())
    return _assemble(ready, given, body, headers, random)


def _header_problems(
    provider: Provider, ready: Prepared, given: Mapping[str, Any], extra_headers: Mapping[str, Any]
) -> Iterator[Problem]:
    """What is wrong with the headers of a call: those that are arguments, and the extra ones."""
    own = ((name, given[name]) for name in given if name in ready.headers)
    for name, value in [*own, *extra_headers.items()]:
        # The rest frames the request, and the key is the client's.
        if name and name.lower() in (*_FRAMING, reserved_header(provider)):
            yield Problem("extra_headers", "reserved", f"{name} is set by the client")
        elif ":" in name or not _HEADER.fullmatch(f"{name}:{as_text(value)}"):
            argument = ready.fields[name].name if name in ready.headers else name
            yield Problem(argument, "header", "isn't one line of visible ASCII characters")


def _uploads(ready: Prepared, given: Mapping[str, Any]) -> tuple[tuple[Mapping[str, str], File], ...]:
    """The files of a call that are uploaded, in the order in which their links are put in."""
    files: list[tuple[Mapping[str, str], File]] = []
    for wire in ready.uploads:
        if wire in given:
            replaced(ready.media[wire], given[wire], lambda how, file: files.append((how, file)))
    return tuple(files)


def _assemble(
    ready: Prepared,
    given: dict[str, Any],
    extra_body: dict[str, Any],
    extra_headers: dict[str, Any],
    random: Callable[[], float],
) -> Request:
    operation = ready.operation
    if ready.uploads and (files := _uploads(ready, given)):

        def finish(links: Sequence[str]) -> Request:
            left = iter(links)
            sent = given | {
                wire: replaced(ready.media[wire], given[wire], lambda _how, _file: next(left))
                for wire in ready.uploads
                if wire in given
            }
            return _assemble(ready, sent, extra_body, extra_headers, random)

        return Request(operation.method, "", {}, None, None, files=files, finish=finish)
    path, headers = operation.path, dict[str, str]()
    if not ready.flat:
        path = filled_path(
            path, {part.wire: as_text(value) for part, value in ready.placed(given, "path")}, ready.greedy
        )
        query = [(part.wire, as_text(value)) for part, value in ready.placed(given, "query")]
        if query:
            path += f"?{urlencode(query, quote_via=quote, safe='')}"
        headers = {part.wire.lower(): as_text(value) for part, value in ready.placed(given, "header")}
    content: bodies.Body | None = None
    if operation.has_body or extra_body:
        encode = bodies.ENCODERS[operation.media_type]
        content, headers["content-type"] = encode(ready, given, extra_body, random)
    for name, value in extra_headers.items():
        if value is not None:
            headers[name.lower()] = as_text(value)
    count = (
        given[operation.count_field] if operation.count_field in given else ready.default(operation.count_field, given)
    )
    return Request(operation.method, path, headers, content, count if isinstance(count, int) else None)
