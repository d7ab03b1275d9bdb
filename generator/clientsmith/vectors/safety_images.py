"""Safety cases for images behind links: every type and status, the largest size, read twice and saved."""

from __future__ import annotations

from base64 import b64decode, b64encode

from clientsmith.oracle import media
from clientsmith.vectors.links import FETCHES, PICTURE, PNG, Links
from clientsmith.vectors.operation_under_test import Json
from clientsmith.vectors.safety_saving import saving_cases

_LARGEST = 64 * 1024 * 1024


def image_cases(links: Links) -> None:
    """Try images of every kind."""
    operations = links.cases.tested.provider.operations
    if links.cases.tested.operation is next(operation for operation in operations if operation.results is not None):
        _largest(links)
    _formats(links)
    saving_cases(links)


def _largest(links: Links) -> None:
    expect: Json = {"error": None, "sent": links.sent, "drift": [["", "image"]]}
    links.add("as large as may be", links.url, [{"base64": PNG, "bytes": _LARGEST}], expect)
    expect = {"error": {"class": "DownloadError"}, "errorSays": ["larger"], "sent": links.sent}
    links.add("too large", links.url, [{"text": "x", "bytes": _LARGEST + 1}], expect)


def _formats(links: Links) -> None:
    """Images of every type, links.whole and cut short, whatever their header says."""
    for kind, encoded in media.FILES.items():
        name = kind.partition("/")[2]
        picture = {"base64": encoded, "headers": {"content-type": "application/octet-stream"}}
        expect: Json = {
            "error": None,
            "read": [{"base64": encoded, "mediaType": kind}] * 2,
            "sent": links.sent,
        }
        links.add(f"{name} read twice", links.url, [picture], expect, read=2)
        cut = {"base64": b64encode(b64decode(encoded)[:-9]).decode(), "repeat": True}
        expect = {"error": {"class": "NotAnImageError"}, "sent": [links.first, [links.got, FETCHES]]}
        if kind == "image/jpeg":
            expect = {"error": None, "sent": links.sent, "drift": [["", "image"]]}
        links.add(f"{name} cut short", links.url, [cut], expect)
        longer = {**picture, "base64": b64encode(b64decode(encoded) + b"\0trailer").decode()}
        if kind not in ("image/gif", "image/tiff"):
            expect = {"error": None, "sent": links.sent, "drift": [["", "image"]]}
            links.add(f"{name} with bytes behind its end", links.url, [longer], expect)
    for status in (408, 429, 500, 599):
        answer = {"status": status, "text": "", "headers": {"retry-after": "2"}}
        expect = {"error": None, "sent": [links.first, [links.got, 2]], "pauses": [2.0]}
        links.add(f"busy {status}", links.url, [answer, PICTURE], expect)
    for status in (300, 304, 306, 401, 418, 499):
        links.add(
            f"status {status}",
            links.url,
            [{"status": status, "text": ""}],
            {"error": {"class": "DownloadError", "status": status}, "sent": links.sent},
        )
    for status in (301, 303, 307, 308):
        hop = {"status": status, "text": "", "headers": {"location": "https://other.example.com/2.png"}}
        expect = {"error": None, "sent": [links.first, [links.got, 1], ["GET https://other.example.com/2.png", 1]]}
        links.add(f"redirected with {status}", links.url, [hop, PICTURE], expect)
    links.add(
        "with another good status",
        links.url,
        [{**PICTURE, "status": 203}],
        {"error": None, "sent": links.sent},
    )
    for name, kind, text in (
        ("x-portable-pixmap", "image/x-portable-pixmap", "P3 1 1 255 0 0 0"),
        ("with a charset", "IMAGE/X-FOX; charset=binary", f"{'some picture' * 3}\x01"),
        ("svg", "image/svg+xml", "<?xml version='1.0'?><svg><title>A fox</title></svg>"),
    ):
        picture = {"text": text, "headers": {"content-type": kind}}
        links.add(f"of type {name}", links.url, [picture], {"error": None, "sent": links.sent})
    for name, kind in (
        ("text", "text/plain"),
        ("jpg that is none", "image/jpg"),
        ("avif that is none", "image/avif"),
        ("svg that is none", "image/svg+xml"),
        ("nothing", ""),
    ):
        picture = links.text(f"{'some picture' * 3}\x01", kind)
        links.add(
            f"of type {name}",
            links.url,
            [picture],
            {"error": {"class": "NotAnImageError"}, "sent": [links.first, [links.got, FETCHES]]},
        )
