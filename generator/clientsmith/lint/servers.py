"""A server is a real address, once, reached by https unless it is this machine; its variables are in the address."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence

CODES = ("insecure-server", "placeholder-server", "duplicate-server", "bad-server", "unnamed-server")

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_RESERVED = ("example", "example.com", "example.net", "example.org", "invalid")  # RFC 2606
_STAND_INS = ("your-", "your.", "yourdomain", "placeholder", "xxx", "api-endpoint", "changeme")


def check(spec: Spec) -> Iterator[Finding]:
    """Find addresses that a key must not be sent to, and names and variables that lead nowhere."""
    yield from _listed(sequence(spec.data["servers"]), ("servers",))
    for _, data, pointer in spec.each():
        servers = sequence(data.get("servers"))
        yield from _listed(servers, (*pointer, "servers"))
        for index, server in enumerate(servers):
            if "name" not in server:
                message = "a server of an operation needs a name"
                hint = "add name: that of a server of the whole spec, or one that says what it is for"
                yield Finding((*pointer, "servers", index), "unnamed-server", message, hint)


def _listed(servers: list[Any], at: Pointer) -> Iterator[Finding]:
    addresses: set[str] = set()
    names: set[str] = set()
    for index, server in enumerate(servers):
        url, here = str(server["url"]), (*at, index)
        if url.rstrip("/") in addresses:
            yield Finding((*here, "url"), "duplicate-server", f"{url} is listed already", "keep one of them")
        addresses.add(url.rstrip("/"))
        if server.get("name") in names:
            message = f"another server is called {server['name']}"
            yield Finding((*here, "name"), "duplicate-server", message, "give each a name of its own")
        names |= {server["name"]} if "name" in server else set()
        yield from _variables(url, mapping(server.get("variables")), here)
        yield from _address(_VARIABLE.sub("w-1", url), (*here, "url"))


def _variables(url: str, variables: Mapping[str, Any], at: Pointer) -> Iterator[Finding]:
    used = _VARIABLE.findall(url)
    for name in dict.fromkeys(used):
        if name not in variables:
            message = f"the address has {{{name}}}, but no variable has that name"
            yield Finding((*at, "url"), "bad-server", message, f"add variables: {{{name or 'name'}: {{}}}}")
    for name, variable in variables.items():
        if name not in used:
            message = f"the address has no {{{name}}}"
            hint = meant(name, used) if used else "remove the variable"
            yield Finding((*at, "variables", name), "bad-server", message, hint, on_key=True)
        enum = sequence(variable.get("enum"))
        if enum and "default" in variable and variable["default"] not in enum:
            message = f"{shown(variable['default'])} isn't among the values of enum"
            yield Finding((*at, "variables", name, "default"), "bad-server", message, "add it, or correct the default")


def _address(url: str, at: Pointer) -> Iterator[Finding]:
    host = (urlsplit(url).hostname or "").lower()
    if _is_stand_in(host):
        message = f"{shown(host)} is a placeholder, not an address"
        hint = "write servers: [], so that the user of the client has to give the address"
        yield Finding(at, "placeholder-server", message, hint)
    elif not all(part and not part.startswith("-") for part in host.split(".")) or not _port(url):
        yield Finding(at, "bad-server", f"{url} has no valid host or port", "correct it")
    elif any(part in {"", ".", ".."} for part in urlsplit(url).path.rstrip("/").split("/")[1:]):
        message = f"{url} has an empty or dotted part, which isn't sent as it is"
        yield Finding(at, "bad-server", message, "write /part/part")
    elif set("{}_") & set(host):
        yield Finding(at, "bad-server", f"{url} has no valid host or port", "write {name} for a variable")
    elif url.startswith("http:") and host not in _LOOPBACK:
        message = f"{url} would send the key unencrypted"
        yield Finding(at, "insecure-server", message, "write https://")


def _is_stand_in(host: str) -> bool:
    reserved = any(host == name or host.endswith("." + name) for name in _RESERVED)
    return reserved or any(word in host for word in _STAND_INS) or ("." not in host and host != "localhost")


def _port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
