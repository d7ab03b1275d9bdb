"""Build the expected request of a call, and read a request back into a call."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote, unquote, unquote_plus

from clientsmith.language.model import Field, Operation
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.authentication import authenticated
from clientsmith.oracle.bodies import ENCODINGS
from clientsmith.oracle.multipart import typed
from clientsmith.oracle.operation import OperationView, Values, below
from clientsmith.oracle.uploads import linked
from clientsmith.oracle.values import with_constants

EVENT_STREAM = "text/event-stream"


def expected_request(
    view: OperationView, values: Values, key: str, extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the request for values by wire name; `extra` is added to the body unchanged."""
    operation = view.operation
    sent = _sent(view, values)
    encoding = ENCODINGS[operation.media_type]
    in_body = ((field, value) for field, value in sent if field.location == "body")
    body = encoding.assemble(in_body, dict(extra or {}))
    has_body = operation.has_body or bool(body)
    headers = {"accept": operation.accept}
    if has_body:
        headers["content-type"] = operation.media_type
    headers |= {field.wire.lower(): text(value) for field, value in sent if field.location == "header"}
    url = _url(view, sent)
    request = {"method": operation.method, "url": url, "headers": headers, "body": body if has_body else None}
    return authenticated(view.provider, key, request)


def address(view: OperationView, values: Values, key: str) -> str:
    """Return the URL of a call, with path and query."""
    request: dict[str, Any] = {"url": _url(view, _sent(view, values)), "headers": {}, "body": None}
    return str(authenticated(view.provider, key, request)["url"])


def _sent(view: OperationView, values: Values) -> list[tuple[Field, Any]]:
    constants = [(field, field.constant) for field in view.constants]
    return constants + [(view.fields[wire], linked(view.schema(wire), values[wire])) for wire in view.ordered(values)]


def _url(view: OperationView, sent: list[tuple[Field, Any]]) -> str:
    path = "" if view.operation.path == "/" else view.operation.path
    for field, value in sent:
        if field.location == "path":
            steps = text(value).split("/") if field.greedy else [text(value)]
            # Two dots would lead out of the path, however they got in.
            quoted = [{".": "%2E", "..": "%2E%2E"}.get(step, quote(step, safe="")) for step in steps]
            path = path.replace("{" + field.wire + "}", "/".join(quoted))
    query = "&".join(
        f"{quote(field.wire, safe='')}={quote(text(value), safe='')}"
        for field, value in sent
        if field.location == "query"
    )
    return view.base_url + path + (f"?{query}" if query else "")


def text(value: Any) -> str:
    """Return a value as text for a header, path or query."""
    return value if isinstance(value, str) else json.dumps(value)


def is_header(value: Any) -> bool:
    """Whether a value can be sent in a header: one line of visible ASCII characters, with blanks only between them."""
    line = text(value) if not isinstance(value, bool) else str(value)
    return all(" " <= character <= "~" or character == "\t" for character in line) and line == line.strip(" \t")


def whole(value: Any) -> Any:
    """Return the value as a client sends it: 2.0 as 2."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in sequence(cast("Any", value))]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in mapping(cast("Any", value)).items()}
    return cast("Any", value)


@dataclasses.dataclass(frozen=True)
class Incoming:
    """A request: path and query percent-encoded, names of headers in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclasses.dataclass
class ReadRequest:
    """A request as read: arguments by wire name, problems, unknown parts, and whether it asks for a stream."""

    view: OperationView
    arguments: dict[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    problems: list[str] = dataclasses.field(default_factory=list[str])
    unknown: list[str] = dataclasses.field(default_factory=list[str])
    streams: bool = False


def path_names(operation: Operation) -> list[str]:
    """Return the names of the parameters in an operation's path."""
    return re.findall(r"\{([^}]+)\}", operation.path)


def path_pattern(operation: Operation, base: str) -> re.Pattern[str]:
    """Return the paths of an operation, with a group for each parameter."""
    path = below(base, operation) + ("" if operation.path == "/" else operation.path)
    parts = re.split(r"\{([^}]+)\}", path)
    greedy = {field.wire for field in operation.fields if field.greedy}
    groups = ["([^/]+(?:/[^/]+)*)" if name in greedy else "([^/]+)" for name in parts]
    literal = [re.escape(part) if at % 2 == 0 else groups[at] for at, part in enumerate(parts)]
    return re.compile("".join(literal) + "/?" * (operation.path == "/"))


def read_request(view: OperationView, incoming: Incoming, base: str) -> ReadRequest:
    """Read the arguments of a request out of path, query, headers and body."""
    read, operation = ReadRequest(view), view.operation
    match = path_pattern(operation, base).fullmatch(incoming.path)
    groups = match.groups() if match is not None else ()
    texts = {("path", name): unquote(value) for name, value in zip(path_names(operation), groups, strict=False)}
    for part in filter(None, incoming.query.split("&")):
        name, _, value = part.partition("=")
        texts[("query", unquote_plus(name))] = unquote_plus(value)
    key = view.provider.security
    texts.pop((key.place, key.wire), None)
    texts |= {("header", name): value for name, value in incoming.headers.items()}
    body, unknown = _read_body(read, incoming)
    if texts.get(("header", "accept")) == (EVENT_STREAM if read.streams else operation.accept):
        del texts["header", "accept"]  # as it is where no argument says anything else
    for field in operation.fields:
        if field.location == "body":
            values = [body[field.wire]] if field.wire in body else []
        else:
            place = (field.location, field.wire.lower() if field.location == "header" else field.wire)
            values = [typed(field, texts.pop(place))] if place in texts else []
        if field.constant is not None:
            if values != [field.constant]:
                read.problems.append(f"{field.wire} must be {json.dumps(field.constant)}")
        elif values:
            value = whole(values[0])
            read.arguments[field.wire] = value
            if with_constants(view.schema(field.wire), value) != value:
                read.problems.append(
                    f"{field.wire} lacks a value that is always the same, in {json.dumps(value)[:100]}"
                )
    read.unknown += [f"{name} is no field of {operation.id}" for name in unknown]
    read.unknown += [f"{name} is no parameter of {operation.id}" for where, name in texts if where == "query"]
    return read


def _read_body(read: ReadRequest, incoming: Incoming) -> tuple[dict[str, Any], list[str]]:
    """Return the body's values by wire name, and the names of unknown parts; both empty if it can't be read."""
    operation = read.view.operation
    if not operation.has_body:
        return {}, []
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != operation.media_type:
        read.problems.append(f"the content type must be {operation.media_type}, found {kind or 'none'}")
        return {}, []
    encoding = ENCODINGS[kind]
    try:
        body = encoding.parse(incoming.body, incoming.headers.get("content-type", ""))
    except ValueError as error:
        read.problems.append(str(error))
        return {}, []
    if read.view.provider.security.place == "body":
        body.pop(read.view.provider.security.wire, None)
    read.streams = _asks_for_stream(operation, body)
    values, unknown = encoding.take_apart([field for field in operation.fields if field.location == "body"], body)
    added = set(operation.stream.values) if operation.stream is not None and read.streams else set[str]()
    return values, [name for name in unknown if name not in added]


def _asks_for_stream(operation: Operation, body: Any) -> bool:
    """Whether a body has everything that asks for a stream."""
    if operation.stream is None:
        return False
    given: Any = body
    if isinstance(body, list):
        given = {part["name"]: part.get("text") for part in map(mapping, sequence(cast("Any", body)))}
    told = operation.stream.values.items()
    return all(name in given and text(given[name]) == text(value) for name, value in told)
