"""Documented answers whose links lead into the mock, so that a client never follows one to a real host."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast
from urllib.parse import unquote_plus, urlsplit

from clientsmith.language.model import Envelope, Provider, Response, Results, Task
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle import following
from clientsmith.oracle.operation import filled
from clientsmith.oracle.pointers import find
from clientsmith.oracle.requests import path_names, path_pattern

IMAGES, LINKS = "/_mock/images/", "/_mock/links/"
TASKS = "/_tasks/"
"""Where a provider's tasks have addresses of their own, below its mount."""
_PART = r"[^\s\"'<>\\^`|]|\\/"
_LINK = re.compile(rf"(?:https?|wss?):(?:\\?/){{2}}(?:{_PART})+|\A\s*//(?:{_PART})+", re.IGNORECASE)
_PUNCTUATION = ".,;:!?)]*"
_PICTURE = re.compile(r"[^?#]*\.(?:png|jpe?g|webp|gif|avif|bmp|tiff?)(?:[?#].*)?", re.IGNORECASE)


class Inward:
    """Where the links of a provider's examples lead.

    Links to the provider's own hosts, or to the path of one of its operations, lead to the same path of the mock; every
    other link leads to an address of the mock that answers 404.

    Args:
        address: scheme, host and port of the mock.
        mount: where the provider stands in the mock; empty for the root.
        base: the mount and the path of the documented server.
    """

    def __init__(self, provider: Provider, address: str, mount: str, base: str) -> None:
        self._operations, self._address, self._mount, self._base = provider.operations, address, mount, base
        self._inside = re.compile(rf"{re.escape(address)}((?:{_PART})*)")
        own = (server for operation in provider.operations for server in operation.servers)
        self._servers = [
            *((urlsplit(filled(server)), base) for server in provider.servers),
            *((urlsplit(filled(server)), f"{base}/{server.name}") for server in own),
        ]
        changed = [
            replace(
                item,
                responses=tuple(map(self._response, item.responses)),
                envelope=self._envelope(item.envelope),
            )
            for item in provider.operations
        ]
        self.provider = replace(provider, operations=tuple(changed), envelope=self._envelope(provider.envelope))

    def _envelope(self, envelope: Envelope) -> Envelope:
        body = envelope.error_body
        return envelope if body is None else replace(envelope, error_body=self._response(body))

    def _response(self, response: Response) -> Response:
        examples = tuple(replace(item, body=self._turned(item.body)) for item in response.examples)
        return replace(response, examples=examples, schema=self._turned(response.schema))

    def _turned(self, value: Any) -> Any:
        return _each_text(value, lambda text: _LINK.sub(lambda link: self._target(link[0]), text))

    def _target(self, text: str) -> str:
        """Where a link leads; punctuation behind it belongs to the text around it."""
        whole = text.strip().replace("\\/", "/")
        link = whole.rstrip(_PUNCTUATION)
        return self._address + self._path(link) + whole[len(link) :]

    def _path(self, link: str) -> str:
        """The path of the mock that a link leads to, with its query."""
        try:
            parts = urlsplit(link)
            host = parts.hostname or ""
        except ValueError:
            return LINKS
        end = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        for server, base in self._servers:
            path = server.path.rstrip("/")
            if host == server.hostname and f"{parts.path}/".startswith(f"{path}/"):
                path = base + parts.path[len(path) :]
                known = self._known(path, parts.query)
                return path + (end if known is None else known)
        path = self._mount + parts.path
        known = self._known(path, parts.query)
        if known is not None or any(host == server.hostname for server, _ in self._servers):
            return path + (end if known is None else known)
        return LINKS + host + parts.path + end

    def _known(self, path: str, query: str) -> str | None:
        """What of a query the operations at a path take: the mock refuses everything else; None if there are none."""
        there = [item for item in self._operations if path_pattern(item, self._base).fullmatch(path)]
        names = {field.wire for item in there for field in item.fields if field.location == "query"}
        kept = "&".join(item for item in query.split("&") if unquote_plus(item.partition("=")[0]) in names)
        return (f"?{kept}" if kept else "") if there else None

    def of_task(self, body: Any, task: Task, documented: Sequence[Any], task_id: str) -> Any:
        """The body whose links to the addresses of a task are those of this one, and not of the documented ids."""
        known = "|".join(re.escape(str(item)) for item in documented if isinstance(item, str | int) and str(item))
        whole = re.compile(rf"(?<![\w.-])(?:{known})(?![\w.-])") if known else None
        named = [(following.operation_of(task, kind), following.parameter_of(task, kind)) for kind in following.KINDS]

        def turned(link: re.Match[str]) -> str:
            path = link[1] if whole is None else whole.sub(lambda _: task_id, link[1])
            bare = re.split(r"[?#]", path, maxsplit=1)[0]
            for operation in self._operations:
                match = path_pattern(operation, self._base).fullmatch(bare)
                for at, name in enumerate(path_names(operation), 1):
                    if match is not None and (operation.id, name) in named:
                        path = path[: match.start(at)] + task_id + path[match.end(at) :]
            return self._address + path

        return _each_text(body, lambda text: self._inside.sub(turned, text))

    def of_images(self, body: Any, results: Results, name: str) -> Any:
        """The body in which links of other documented images lead to an image that there is."""
        image = f"{self._address}{IMAGES}{name}"
        own = self._address + IMAGES
        pointers = [place.items + url for place in results.images[1:] for url in place.url]
        values = [item for pointer in pointers for item in find(body, pointer) if isinstance(item, str)]
        others = {item for item in values if self._inside.fullmatch(item) and not item.startswith(own)}

        def turned(link: re.Match[str]) -> str:
            path = link[1].rstrip(_PUNCTUATION)
            known = path.startswith(IMAGES) or not _PICTURE.fullmatch(path)
            return link[0] if known else image + link[1][len(path) :]

        return _each_text(body, lambda text: image if text in others else self._inside.sub(turned, text))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with every text in it changed; names stay."""
    if isinstance(value, dict):
        return {name: _each_text(inner, change) for name, inner in mapping(cast("Any", value)).items()}
    if isinstance(value, list):
        return [_each_text(inner, change) for inner in sequence(cast("Any", value))]
    # A subclass of text stands for the bytes of an image.
    return change(value) if type(value) is str else value
