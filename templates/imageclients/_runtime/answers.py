"""Decoded answers, their images, and their differences from the spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from .describe import Envelope, Operation
from .download import absolute
from .effects import Opened
from .jsontypes import is_object
from .messages import kind_of
from .pointer import first

DriftKind = Literal[
    "unknown-field",
    "unknown-value",
    "out-of-range",
    "missing",
    "type",
    "unknown-status",
    "content-type",
    "more-tasks",
    "more",
    "image",
    "unknown-event",
]


class Drift(NamedTuple):
    """A difference between an answer and the spec, or an oddity of an image. No call fails because of it.

    The client's key is hidden in it. At most 100 differences of an answer are listed, then one of the kind `more`.

    Attributes:
        path: JSON Pointer into the body; its first 200 characters; empty for an image.
        kind: what it is.
        message: the expected and the actual value.
        value: the actual value; a long text ends in `...`, and a large array or object is a text with its beginning.
        required: whether the value is required and missing, or required and of another type.
    """

    path: str
    kind: DriftKind
    message: str
    value: Any
    required: bool = False

    def __hash__(self) -> int:
        return hash(self[:3])  # the value may be a list or an object


@dataclass(frozen=True, slots=True)
class ItemFailure:
    """The error of a single image, where others of the same answer may have been made.

    Attributes:
        index: its place among the images of the answer, from 0.
        code: the provider's code, as text, or None.
        message: what happened, or None.
    """

    index: int
    code: str | None
    message: str | None

    def masked(self, mask: Callable[[Any], Any]) -> ItemFailure:
        """The same without the key."""
        return ItemFailure(self.index, mask(self.code), mask(self.message))


class Asset(NamedTuple):
    """An image as an answer gives it: a link, base64, or the bytes. Times are in Unix seconds.

    `operation` is the id of the operation whose answer has it.
    """

    url: str | None
    base64: str | None
    media_type: str | None
    expires_at: float | None
    operation: str = ""
    data: bytes | None = None

    def joined(self, base: str) -> Asset:
        """This image with its link made absolute, by the address of the answer."""
        return self if self.url is None else self._replace(url=absolute(self.url, base))


class DecodedResponse(NamedTuple):
    """An answer with its body decoded.

    Attributes:
        body: the body as JSON; None where it isn't JSON.
        fault: what is wrong with the body; empty where nothing is.
        image: media type of a body that is itself an image; empty for any other.
        url: the address of the request.
        drift: what differs from the spec in the form of the answer.
        opened: the body, where it is read piece by piece.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    body: Any
    fault: str
    image: str = ""
    url: str = ""
    drift: tuple[Drift, ...] = ()
    opened: Opened | None = None


class Outcome(NamedTuple):
    """A successful answer, and the facts of its call."""

    operation: Operation
    response: DecodedResponse
    drift: tuple[Drift, ...]
    assets: list[Asset]
    requested: int | None = None
    task_id: str | None = None
    elapsed: float = 0.0
    other_task_ids: tuple[str, ...] = ()
    token: str | None = None
    failures: tuple[ItemFailure, ...] = ()


def request_id(envelope: Envelope, response: DecodedResponse) -> str | None:
    """The provider's id of the request, from the body or a header."""
    value = first(response.body, envelope.request_id)
    if isinstance(value, str | int) and value != "":
        return str(value)
    names = (*envelope.request_id_headers, "x-request-id", "request-id")
    return next((response.headers[name.lower()] for name in names if response.headers.get(name.lower())), None)


def description(operation: Operation, status: int) -> Mapping[str, Any]:
    """The description of the answer with this status; for a success without one, that of 200; else an empty one."""
    usual = operation.answers.get(200) if 200 <= status < 300 else None
    return operation.answers.get(status) or usual or {}


def misses_object(operation: Operation, response: DecodedResponse) -> str:
    """Why a body, which must be an object, isn't one; empty where it is."""
    if response.image:
        return ""
    wrong = description(operation, response.status).get("type") == "object" and not is_object(response.body)
    return f"the body must be object, is {kind_of(response.body)}" if wrong else ""
