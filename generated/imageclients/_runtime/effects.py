# Made by `clientsmith generate` from templates/imageclients/_runtime/effects.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Effects that a flow yields and the shell runs: sending a request, a pause, an awaitable, looking up a host."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from .bodies import Body
from .credentials import Hidden

T = TypeVar("T")


class SendRequest(NamedTuple):
    """Send a request; its result is an HttpResponse or a Failure.

    Attributes:
        seconds: how long it may take in total.
        max_bytes: how much of the body is read; at most one chunk more is.
        key: the key that goes along; None for a link, which gets none.
        signed: whether the query of the address may be a signature.
        is_link: whether it is the link of an image.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: Body | None
    seconds: float
    max_bytes: int
    key: Hidden | None
    signed: bool = False
    is_link: bool = False


class Sleep(NamedTuple):
    """Pause."""

    seconds: float


class Await(NamedTuple):
    """Await what a callback returned."""

    value: Any


class Resolve(NamedTuple):
    """Look up a host; the result is a list of its addresses."""

    host: str


class HttpResponse(NamedTuple):
    """An answer with its body as bytes; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Effect: TypeAlias = SendRequest | Sleep | Await | Resolve
Flow: TypeAlias = Generator[Effect, Any, T]
