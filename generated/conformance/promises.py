# Made by `clientsmith generate` from templates/conformance/promises.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What must hold in every case, whatever `expect` says: no key leaks, no answer stays open, no event loop waits."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache

import httpx

from .cases import Key, Suite
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
    """Every place where somebody sees the key."""
    # One look at all places is enough for a case without a leak; a client that sends no key has none to hide.
    if not suite.key.place or not _shows("\n".join(text for _, text in _places(seen)), suite.secrets):
        return []
    return [f"the key is in the {name}" for name, text in _places(seen) if _shows(text, suite.secrets)]


def _shows(text: str, secrets: Iterable[str]) -> bool:
    """Whether a text has a secret in any form."""
    plain = text.casefold()
    return any(form in plain for secret in secrets for form in _forms(secret))


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
        yield "result", f"{result.request_id} {result.task_id} {result.token} {result.headers} {result.drift}"


def _shown_places(seen: Seen) -> Iterator[tuple[str, str]]:
    """What is written down without anybody asking for it: logs, events, and what `repr` shows."""
    yield "log", "\n".join(seen.logged)
    yield "warnings", "\n".join(seen.warned)
    yield "events", repr(seen.events)
    yield "value", repr(seen.value)
    yield "client", repr(seen.client) + repr(getattr(seen.client, "__dict__", ""))
    yield "progress", repr(seen.progress)
    yield "streamed", repr(seen.streamed)
    yield "pickle", seen.pickled.decode("latin-1")
    yield "reprs of images", repr(getattr(seen.error or seen.value, "images", ()))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _strays(seen: Seen, suite: Suite) -> Iterator[str]:
    """Requests that carry the key to another host, or elsewhere than in its place."""
    for request in seen.script.requests:
        origin = _origin(request.url)
        own = (str(request.url).startswith(seen.origins) and origin in seen.origins) or (
            seen.origins == suite.origins and any(_is_listed(origin, pattern) for pattern in suite.hosts)
        )
        is_link = request.method == "GET" and any(_is_listed(origin, pattern) for pattern in suite.key_hosts)
        sent, rest = _parted(request, suite.key if own or is_link else None)
        if any(secret in part for secret in suite.secrets for part in rest):
            yield f"the key goes to {request.url.host} outside of its place"
        # An image at the provider's own host is fetched without the key, as it is anywhere else.
        is_image = not sent and request.method == "GET" and request.headers.get("accept") == "*/*"
        if own and suite.key.place and not is_image and not _is_key(sent, suite.key):
            yield f"a request to {request.url.host} has no key"


def _parted(request: httpx.Request, key: Key | None) -> tuple[list[str], list[str]]:
    """What stands in the place of the key, and everything else that a request says."""
    url, body = request.url, request.content.decode("latin-1")
    place, name = (key.place, key.name) if key is not None else ("", "")
    headers = [(header.decode("latin-1").lower(), value.decode("latin-1")) for header, value in request.headers.raw]
    sent = [value for header, value in headers if place == "header" and header == name.lower()]
    if place == "query":
        sent, url = url.params.get_list(name), url.copy_remove_param(name)
    elif place == "body" and body.startswith("{"):
        fields: dict[str, object] = json.loads(request.content)
        sent, body = [str(fields.pop(name))] if name in fields else [], json.dumps(fields)
    others = [part for pair in headers if pair[1] not in sent or pair[0] != name.lower() for part in pair]
    return sent, [str(url), body, *others]


def _is_key(sent: list[str], key: Key) -> bool:
    if not key.minted:
        return sent == [key.value]
    # A token of later has other claims and another signature.
    return len(sent) == 1 and sent[0].split(".")[0] == key.value.split(".")[0] and sent[0].count(".") == 2


def _is_listed(origin: str, pattern: str) -> bool:
    """Whether an address is one over https, and of the host that a pattern with `*.` for one name stands for."""
    wanted = re.escape(pattern).replace(r"\*", r"[^./:]+")
    return re.fullmatch(f"https://{wanted}", origin) is not None


def _origin(url: httpx.URL) -> str:
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}"
