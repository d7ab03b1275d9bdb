"""A server is a real address, once, and reached by https unless it is this machine."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import sequence

CODES = ("insecure-server", "placeholder-server", "duplicate-server", "bad-server")

_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_RESERVED = ("example", "example.com", "example.net", "example.org", "invalid")  # RFC 2606
_STAND_INS = ("your-", "your.", "yourdomain", "placeholder", "xxx", "api-endpoint", "changeme")


def check(spec: Spec) -> Iterator[Finding]:
    """Find addresses that a key must not be sent to."""
    seen: set[str] = set()
    for index, server in enumerate(sequence(spec.data["servers"])):
        url, at = str(server["url"]), ("servers", index, "url")
        host = (urlsplit(url).hostname or "").lower()
        if url.rstrip("/") in seen:
            yield Finding(at, "duplicate-server", f"{url} is listed already", "keep one of them")
        seen.add(url.rstrip("/"))
        if _is_stand_in(host):
            message = f"{shown(host)} is a placeholder, not an address"
            hint = "write servers: [], so that the user of the client has to give the address"
            yield Finding(at, "placeholder-server", message, hint)
        elif not all(part and not part.startswith("-") for part in host.split(".")) or not _port(url):
            yield Finding(at, "bad-server", f"{url} has no valid host or port", "correct it")
        elif any(part in {"", ".", ".."} for part in urlsplit(url).path.rstrip("/").split("/")[1:]):
            message = f"{url} has an empty or dotted part, which isn't sent as it is"
            yield Finding(at, "bad-server", message, "write /part/part")
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
