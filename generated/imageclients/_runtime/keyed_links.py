# Made by `clientsmith generate` from templates/imageclients/_runtime/keyed_links.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Links of images that need the provider's key, and the few places to which it may go."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from .addresses import canonical
from .describe import Provider
from .servers import Addresses


def takes_key(provider: Provider, operation_id: str, own: Addresses, url: str) -> bool:
    """Whether the key goes along to the link of an image of this operation.

    It goes to the client's own origin; and over https at the default port to the hosts that the spec lists, unless the
    client talks to another address than the documented one.
    """
    operation = provider.operations.get(operation_id)
    results = operation.results if operation is not None else None
    if results is None or results.security != "provider":
        return False
    goal = _origin(url)
    if goal is None or goal in map(_origin, (own.base_url, *own.own.values())):
        return goal is not None
    if not own.documented or goal[0] != "https" or goal[2] != 443:
        return False
    first, _, rest = goal[1].partition(".")
    return goal[1] in results.hosts or (first != "" and f"*.{rest}" in results.hosts)


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        has_user = "@" in parts.netloc
    except ValueError:
        return None
    return None if has_user else (parts.scheme, canonical(parts.hostname or ""), port)
