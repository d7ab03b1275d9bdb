# Made by `clientsmith generate` from templates/imageclients/_runtime/effects.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What a flow can ask of the shell that runs it: an HTTP exchange, a pause, an awaitable, the addresses of a host."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")


class Exchange(NamedTuple):
    """Needed: an HTTP exchange that takes at most `seconds` in total and reads at most `max_bytes` and a chunk more.

    Comes back as Raw, or as a Failure.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    seconds: float
    max_bytes: int
    keyed: bool


class Sleep(NamedTuple):
    """Needed: a pause."""

    seconds: float


class Await(NamedTuple):
    """Needed: an awaitable that a callback returned, awaited."""

    value: Any


class Resolve(NamedTuple):
    """Needed: the addresses of a host, as a list of texts."""

    host: str


class Raw(NamedTuple):
    """An answer as it came; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Need: TypeAlias = Exchange | Sleep | Await | Resolve
Flow: TypeAlias = Generator[Need, Any, T]
