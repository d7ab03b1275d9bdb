"""Reading an answer whose media types are documented: its own type decides what came, else its first bytes."""

from __future__ import annotations

from . import salvage
from .answers import DecodedResponse, Drift
from .describe import Operation
from .effects import HttpResponse
from .formats import declared_type, fits_declared, sniff
from .image_ends import extent
from .reading import decode

_JSON = "application/json"


def read(operation: Operation, response: HttpResponse, url: str) -> DecodedResponse:
    """The answer with its body decoded, as JSON or as an image."""
    types = documented(operation, response.status)
    declared = declared_type(response.headers.get("content-type", ""))
    fits = declared in types or f"{declared.partition('/')[0]}/*" in types
    # The error table reads an error as JSON, whatever it comes as.
    if not types or (fits and _is_json(declared)) or not response.content:
        return salvage.read(operation, decode(*response)._replace(url=url))
    kind = sniff(response.content)
    if kind is not None:
        return _image(response, url, kind, declared if fits else "", types)
    decoded = decode(*response)._replace(url=url)
    if not decoded.fault:
        return decoded._replace(drift=(_drift(types, declared, _JSON),))
    if fits and fits_declared(response.content, declared):
        return _image(response, url, declared, declared, types)
    if declared.startswith("image/") and response.content.lstrip()[:1] != b"<":
        return _image(response, url, declared, "", types)  # it was paid for, whatever it is
    return salvage.read(operation, decoded)


def documented(operation: Operation, status: int) -> tuple[str, ...]:
    """The media types and ranges of an answer; none for an error, or where only JSON is expected."""
    if not 200 <= status < 300:
        return ()
    return operation.content.get(status) or operation.content.get(200, ())


def _is_json(media_type: str) -> bool:
    return media_type == _JSON or media_type.endswith("+json")


def _image(response: HttpResponse, url: str, kind: str, declared: str, types: tuple[str, ...]) -> DecodedResponse:
    drift: list[Drift] = []
    if kind != declared:
        drift.append(_drift(types, response.headers.get("content-type", "").partition(";")[0], kind))
    seen = extent(response.content, kind)
    if not seen.complete or seen.oddity:
        text = seen.oddity or f"is cut short after {len(response.content)} bytes"
        drift.append(Drift("", "image", f"the image {text}", None))
    return DecodedResponse(*response, None, "", image=kind, url=url, drift=tuple(drift))


def _drift(types: tuple[str, ...], declared: str, real: str) -> Drift:
    named = declared[:100] or "nothing"
    return Drift("", "content-type", f"must be {' or '.join(types)}, is {named!a}, and really {real}", named)
