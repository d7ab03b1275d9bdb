# Made by `clientsmith generate` from templates/conformance/promises.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What must hold in every case, whatever `expect` says: no key leaks, no answer stays open, no event loop waits."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache

import httpx

from .cases import Suite
from .observe import Seen

_DECODED = frozenset({"gzip", "deflate", "identity"})
"""Content encodings that a client undoes by itself, with a limit on what comes of them."""
_SHOWN = 100_000


def broken(seen: Seen, suite: Suite, hidden: list[str]) -> list[str]:
    """Every promise that the client has broken; `hidden` has more texts that no log, event or error may show."""
    promises = [*_leaks(seen, suite), *_strays(seen, suite)]
    places = (*_shown_places(seen), ("error", str(seen.error))) if hidden else ()
    promises += [f"{text} is in the {name}" for name, place in places for text in hidden if text in place]
    if seen.script.open_answers:
        promises.append(f"{seen.script.open_answers} answers aren't closed")
    if seen.closes_ours:
        promises.append("the user's transport is closed")
    promises += [f"{action} holds up the event loop" for action in seen.clock.blocking]
    encodings = {request.headers.get("accept-encoding", "") for request in seen.script.requests}
    promises += [f"the client accepts the encoding {name!r}" for name in encodings if not _is_decoded(name)]
    return promises


def _is_decoded(accepted: str) -> bool:
    return {name.partition(";")[0].strip() for name in accepted.split(",")} <= _DECODED


def _leaks(seen: Seen, suite: Suite) -> list[str]:
    """Every place where the key is that isn't its header."""
    # One look at all places is enough for a case without a leak; a client that sends no key has none to hide.
    if not suite.header[0] or not _shows("\n".join(text for _, text in _places(seen)), suite.key):
        return []
    return [f"the key is in the {name}" for name, text in _places(seen) if _shows(text, suite.key)]


def _shows(text: str, key: str) -> bool:
    """Whether a text has the key in any form."""
    plain = text.casefold()
    return any(form in plain for form in _forms(key))


@lru_cache
def _forms(key: str) -> list[str]:
    """The forms of a key in small letters: as it is, escaped, and of its base64 what is the same in every text."""
    raw = key.encode()
    encoded = [b64encode(bytes(before) + raw).decode()[start:-4] for before, start in ((0, 0), (1, 2), (2, 3))]
    escaped = [
        "".join(form.format(ord(character)) for character in key)
        for form in ("%{:02x}", "%25{:02x}", "\\u{:04x}", "&#{};")
    ]
    # `repr` writes a backslash and a NUL with a backslash before.
    escaped += [escaped[2].replace("\\", "\\\\"), "\0".join(key), "\\x00".join(key)]
    return [form.casefold() for form in (key, raw.hex(), *encoded, *escaped)]


def _places(seen: Seen) -> Iterator[tuple[str, str]]:
    """Everything that anybody gets to see, with a name for it."""
    yield from _shown_places(seen)
    error = seen.error
    if error is not None:
        facts = {name: value for name, value in error.__dict__.items() if name != "content"}
        yield "error", f"{error!r} {facts} {getattr(error, '__notes__', ())}"
        content: bytes = getattr(error, "content", None) or b""
        yield "content", content[:_SHOWN].decode("latin-1")
        problems = getattr(error, "problems", ())
        yield "problems", " ".join(f"{problem} {problem.suggestion}" for problem in problems)
        # A traceback shows what its errors say, and lines of code.
        yield "traceback", " ".join(f"{cause!r} {cause}" for cause in _chain(error))
    elif hasattr(seen.value, "images"):
        result = seen.value
        yield "images", " ".join(f"{image.url} {image.base64} {image.media_type}" for image in result.images)
        yield "result", f"{result.request_id} {result.task_id} {result.headers} {result.drift}"
    elif hasattr(seen.value, "refresh"):
        yield "task", f"{seen.value.id} {seen.value.status} {seen.value.progress} {seen.value.eta}"


def _shown_places(seen: Seen) -> Iterator[tuple[str, str]]:
    """What is written down without anybody asking for it: logs, events, and what `repr` shows."""
    yield "log", "\n".join(seen.logged)
    yield "warnings", "\n".join(seen.warned)
    yield "events", repr(seen.events)
    yield "value", repr(seen.value)
    yield "client", repr(seen.client) + repr(getattr(seen.client, "__dict__", ""))
    yield "progress", repr(seen.progress)
    yield "pickle", seen.pickled.decode("latin-1")
    yield "reprs of images", repr(getattr(seen.error or seen.value, "images", ()))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _strays(seen: Seen, suite: Suite) -> Iterator[str]:
    """Requests that carry the key to another host, or elsewhere than in its header."""
    name, prefix = suite.header
    own_header, key = name.lower().encode(), suite.key.encode()
    for request in seen.script.requests:
        url = str(request.url)
        is_own = url.startswith(seen.origin) and _origin(request.url) == seen.origin
        own = is_own or (request.method == "GET" and _is_listed(request.url, suite.key_hosts))
        headers = request.headers.raw
        others = [part for header in headers if not (own and header[0].lower() == own_header) for part in header]
        if suite.key in url or key in request.content or any(key in part for part in others):
            yield f"the key goes to {request.url.host} outside of its header"
        sent = [value for header, value in headers if header.lower() == own_header]
        # An image at the provider's own host is fetched without the key, as it is anywhere else.
        is_image = not sent and request.method == "GET" and request.headers.get("accept") == "*/*"
        if is_own and name and not is_image and sent != [(prefix + suite.key).encode()]:
            yield f"a request to {request.url.host} has no key"


def _is_listed(url: httpx.URL, hosts: tuple[str, ...]) -> bool:
    """Whether the spec lets the key go along to a link at this host."""
    return url.scheme == "https" and bool({url.host, f"*.{url.host.partition('.')[2]}"} & {*hosts})


def _origin(url: httpx.URL) -> str:
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}"
