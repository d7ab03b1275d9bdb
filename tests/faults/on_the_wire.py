"""A client of a few lines that knows sockets and a spec, and nothing of the generated clients: arguments to bytes."""

from __future__ import annotations

import json
import re
import socket
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self, cast
from urllib.parse import quote, urlsplit

from clientsmith.language.model import Field, Operation, Provider
from clientsmith.load.json_values import mapping, sequence
from clientsmith.mock.server import Mock

KEY = "sk-of-the-wire"
_MAGIC = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"RIFF....WEBP": "webp",
    b"GIF8": "gif",
    b"....ftypavif": "avif",
    b"....ftypmif1....mif1heic": "heic",
    b"II\\*\0": "tiff",
    b"BM": "bmp",
    b"....jP  ": "jp2",
    b"....JXL ": "jxl",
    b"\0\0\1\0": "vnd.microsoft.icon",
}
"""How a file of each type begins."""


class Answer(NamedTuple):
    """An answer as it came; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None


class Line:
    """A connection to one server, made anew where it has ended."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._to = parts.hostname or "", parts.port or 80
        self.host = parts.netloc
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def raw(self, data: bytes) -> bytes:
        """Send these bytes on a connection of their own, and give everything that comes until it ends."""
        with socket.create_connection(self._to, 30) as connection:
            connection.sendall(data)
            came = bytearray()
            while chunk := connection.recv(65_536):
                came += chunk
        return bytes(came)

    def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        extra: Sequence[str] = (),
    ) -> Answer:
        """Send a request, and read its answer; headers go out as they are, and so do extra lines."""
        if self._socket is None:
            self._socket = socket.create_connection(self._to, 30)
        self._socket.sendall(head(self, Placed(method, target, dict(headers or {}), body), extra) + body)
        with self._socket.makefile("rb") as stream:
            status = int(stream.readline().split()[1])
            told: dict[str, str] = {}
            while line := stream.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                told[name.lower()] = value.strip()
            content = stream.read(int(told["content-length"])) if "content-length" in told else stream.read()
        if told.get("connection") == "close" or "content-length" not in told:
            self.close()
        return Answer(status, told, content)


class Placed(NamedTuple):
    """A request with everything where the spec says it stands."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def head(line: Line, request: Placed, extra: Sequence[str] = ()) -> bytes:
    """A request up to its body."""
    sent = {"host": line.host, **request.headers}
    sent |= {"content-length": str(len(request.body))} if request.body else {}
    lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join([*lines, *extra, "", ""]).encode("utf-8", "surrogatepass")


def lines_of(headers: Any) -> Iterator[str]:
    """Headers as lines, as they are given along with a call; a text is a line already."""
    if isinstance(headers, str):
        yield headers
    else:
        yield from (f"{name}: {value}" for name, value in mapping(headers).items() if value is not None)


def placed(provider: Provider, operation: Operation, base: str, given: Mapping[str, Any], extra: Any = None) -> Placed:
    """The request of a call under the path of a server, by wire name of its arguments; `extra` goes into the body.

    An argument that isn't the operation's goes where its fields go. A value that has no form in JSON, such as a file
    for a text, goes as the object by which the vectors call it.
    """
    fields = {one.wire: one for one in operation.fields}
    told = {one.wire: one.constant for one in operation.fields if one.constant is not None}
    told |= {one.wire: one.fixed for one in operation.fields if one.required and one.fixed is not None}
    forms = {axis.wire: axis.forms for axis in operation.size.axes} if operation.size is not None else {}
    for name, value in given.items():
        field = fields.get(name)
        # None is how Python says that an argument isn't given.
        if value is not None or (field is not None and "null" in str(field.schema.get("type"))):
            told[name] = real(field, forms.get(name, ()), value)
    path, query, headers, body = operation.path, list[str](), dict[str, str](), dict[str, Any]()
    for wire, value in told.items():
        field = fields.get(wire)
        place = field.location if field is not None else "body" if operation.has_body else "query"
        if place == "path":
            path = path.replace("{" + wire + "}", _escaped(value))
        elif place == "query":
            query.append(f"{quote(wire, safe='')}={_escaped(value)}")
        elif place == "header":
            headers[wire] = _text(value)
        else:
            _put(body, (field.pointer if field is not None else "") or f"/{wire}", value)
    content = b""
    if operation.has_body:
        headers["content-type"] = "application/json"
        whole: Any = {**body, **mapping(extra)} if extra is None or isinstance(extra, dict) else extra
        content = json.dumps(whole).encode()
    if provider.security.header:
        headers[provider.security.header] = provider.security.prefix + KEY
    target = base + ("" if path == "/" else path) + ("?" + "&".join(query) if query else "")
    return Placed(operation.method, target or "/", headers, content)


def real(field: Field | None, forms: Sequence[str], value: Any) -> Any:
    """The value as JSON has it, or nearly has it: NaN and half a pair of surrogates can be written, if not read."""
    if isinstance(value, list):
        return [real(field, forms, item) for item in sequence(cast("Any", value))]
    word = next(iter(mapping(value)), "") if len(mapping(value)) == 1 else ""
    told: Any = mapping(value).get(word)
    if word == "$repeat":
        return str(told[0]) * int(told[1]) + (str(told[2]) if len(told) > 2 else "")
    if word == "$codePoint":
        return chr(told)
    if word == "$number":
        return float(told)
    if word == "$size":
        form = next((one for one in forms if len(one) == 3 and one[0] == "W"), "")
        return f"{told[0]}{form[1]}{told[1]}" if form else value
    if word in ("$bytes", "$file") and field is not None and field.media is not None:
        kind = next((kind for magic, kind in _MAGIC.items() if re.match(magic, b64decode(told), re.DOTALL)), "")
        if kind and "dataUri" in field.media.kinds:
            return f"data:image/{kind};base64,{told}"
        return told if kind and "base64" in field.media.kinds else value
    return value


def _put(body: dict[str, Any], pointer: str, value: Any) -> None:
    *boxes, last = pointer.removeprefix("/").split("/")
    here = body
    for box in boxes:
        here = here.setdefault(box, {})
    here[last] = value


def _escaped(value: Any) -> str:
    """A value in a path or query; half a pair of surrogates becomes bytes that are no UTF-8."""
    text = quote(_text(value), safe="", errors="surrogatepass")
    return {".": "%2E", "..": "%2E%2E"}.get(text, text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def at(body: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer; None where nothing does."""
    for step in filter(None, pointer.split("/")):
        if isinstance(body, list):
            body = next(iter(sequence(cast("Any", body))[int(step) :]), None)
        else:
            body = mapping(body).get(step)
    return body


def verdict(provider: Provider, answer: Answer) -> str:
    """Taken, refused as documented, or what is odd about an answer."""
    envelope = provider.envelope
    failed = any(at(answer.json, pointer) for pointer in envelope.failure)
    if 200 <= answer.status < 300 and not failed:
        return "taken" if isinstance(answer.json, dict) else "taken without an object"
    rows = {row.status for row in provider.errors if row.kind in ("badRequest", "notFound", "authentication")}
    if answer.status not in rows | {400, 401, 404}:
        return f"an error of status {answer.status}"
    told = [at(answer.json, pointer) for pointer in envelope.message or ("/message",)]
    return "refused" if any(isinstance(one, str) and one for one in told) else "refused without a word"


def provider_in(mock: Mock, name: str) -> Provider:
    """A provider of a mock."""
    return next(one for one in mock.providers if one.name == name)
