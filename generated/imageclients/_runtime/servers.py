# Made by `clientsmith generate` from templates/imageclients/_runtime/servers.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The addresses that a client calls: of the servers that the spec has, with variables filled in, or the user's own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from ..errors import ConfigurationError
from . import config
from .describe import Provider, Server

_NAME = re.compile(r"\{([^{}]*)\}")
_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


class Addresses(NamedTuple):
    """Where a client sends its requests.

    Attributes:
        base_url: the address of most operations, without a slash at its end.
        own: id of an operation to its address, where it has one of its own.
        variables: variables of the environment that have the key for this address.
        documented: whether the address is one of the spec's.
    """

    base_url: str
    own: Mapping[str, str]
    variables: tuple[str, ...]
    documented: bool


def addresses(
    provider: Provider, given: str | None, server: str | None, values: Mapping[str, str | None], *, allow_insecure: bool
) -> Addresses:
    """The addresses, from the arguments of a client, the spec and the environment.

    Raises:
        ConfigurationError: no server has the name, a variable lacks its value, or the address isn't https.
    """
    if given and server is not None:
        raise ConfigurationError("give base_url or server, and not both", provider=provider.name)
    # The address of a documented server is as good as its name.
    known = {one.url: one for one in provider.servers if not one.variables}
    chosen = known.get(str(given).rstrip("/")) if given else _chosen(provider, server)
    if chosen is None:
        base = config.base_url(provider, given, allow_insecure=allow_insecure)
        own = {name: f"{base}/{one.servers[0].name}" for name, one in provider.operations.items() if one.servers}
    else:
        base = config.base_url(provider, _filled(provider, chosen, values), allow_insecure=allow_insecure)
        own = {
            name: _filled(provider, next((at for at in one.servers if at.name == chosen.name), one.servers[0]), values)
            for name, one in provider.operations.items()
            if one.servers
        }
    return Addresses(base, own, (chosen.env if chosen is not None else ()) or provider.variables, chosen is not None)


def _chosen(provider: Provider, name: str | None) -> Server | None:
    """The server of this name, else the first; None where the spec has none."""
    if name is None:
        return next(iter(provider.servers), None)
    found = next((server for server in provider.servers if server.name == name and name), None)
    if found is None:
        known = " or ".join(repr(server.name) for server in provider.servers if server.name)
        message = f"there is no server {name!r}; {f'it is {known}' if known else 'none has a name'}"
        raise ConfigurationError(message, provider=provider.name)
    return found


def _filled(provider: Provider, server: Server, values: Mapping[str, str | None]) -> str:
    filled = {variable.name: variable.default for variable in server.variables}
    for variable in server.variables:
        name, origin = f"{provider.name}_{variable.name}".upper(), variable.name
        value = values.get(variable.name)
        if value is None and name in os.environ:
            value, origin = os.environ[name], name
        if value is None:
            if not variable.default:
                message = f"the address needs {origin}: pass {origin}=... or set the environment variable {name}"
                raise ConfigurationError(message, provider=provider.name)
            continue
        if variable.enum and value not in variable.enum:
            message = f"{origin} must be {' or '.join(variable.enum)}, is {value!r}"
            raise ConfigurationError(message, provider=provider.name)
        if not isinstance(value, str) or not _VALUE.fullmatch(value):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise ConfigurationError(f"{origin} must be letters, digits and -, is {value!r}", provider=provider.name)
        filled[variable.name] = value
    return _NAME.sub(lambda found: filled[found[1]], server.url)
