# Made by `clientsmith generate` from templates/imageclients/_runtime/task_addresses.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Addresses of a task that an answer gives: which of them the key may go to, and the token that keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .describe import Pointers, TaskPlan
from .download import absolute
from .jsontypes import is_object
from .pointer import first_text
from .servers import Addresses

MAX_ADDRESS = 4000
"""Characters of an address that is called."""


def pointers_of(plan: TaskPlan) -> Mapping[str, Pointers]:
    """Where the answer to the submit has each address, by what it is for."""
    return {"poll": plan.poll_url, "result": plan.result_url, "cancel": plan.cancel_url}


def addresses_in(plan: TaskPlan, body: Any, base: str) -> dict[str, str]:
    """The addresses that the answer to a submit gives, joined to its own; whether they may be called isn't checked."""
    texts = {kind: first_text(body, pointers) for kind, pointers in pointers_of(plan).items()}
    return {kind: absolute(text, base) for kind, text in texts.items() if text is not None}


def may_have_key(plan: TaskPlan, own: Addresses, address: str) -> bool:
    """Whether the key may go to an address: at an origin of the client, or over https to a host that the spec lists.

    The listed hosts belong to the documented servers: with another base address only its origin counts.
    """
    # What isn't plain may be another host to the one who connects than it is to the one who checks.
    if len(address) > MAX_ADDRESS or not all("!" <= character <= "~" for character in address) or "\\" in address:
        return False
    try:
        parts, port = urlsplit(address), urlsplit(address).port
    except ValueError:
        return False
    if "@" in parts.netloc or not parts.hostname or "#" in address:
        return False
    origin = (parts.scheme, parts.hostname, _PORTS.get(parts.scheme) if port is None else port)
    if origin in map(_origin, (own.base_url, *own.own.values())):
        return True
    listed = any(_fits(parts.hostname, pattern) for pattern in plan.hosts)
    return own.documented and listed and parts.scheme == "https" and port in (None, 443)


_PORTS = {"https": 443, "http": 80}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _fits(host: str, pattern: str) -> bool:
    """Whether a host is the listed one; `*.` stands for exactly one name in front."""
    if not pattern.startswith("*."):
        return host == pattern
    name, _, rest = host.partition(".")
    return name.replace("-", "").isalnum() and rest == pattern[2:]


def token(task_id: str, addresses: Mapping[str, str]) -> str:
    """All that another process needs to take a task up: its id, or JSON with id and addresses where it has any."""
    whole = {"id": task_id, **addresses}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) if addresses else task_id


def read_token(plan: TaskPlan, text: str) -> tuple[str, dict[str, str]] | None:
    """The id and the addresses of a token; None if it is broken. Any text that isn't JSON is an id alone."""
    kinds = [kind for kind, pointers in pointers_of(plan).items() if pointers]
    if not kinds or not text.lstrip().startswith("{"):
        return text, {}
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not is_object(whole) or not all(isinstance(value, str) for value in whole.values()) or "id" not in whole:
        return None
    return whole["id"], {kind: whole[kind] for kind in kinds if kind in whole}
