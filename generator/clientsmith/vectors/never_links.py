"""Stage vectors: links of images: fetched without the key, only over https, never from a private place."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from clientsmith.vectors import bodies, media, outcome
from clientsmith.vectors.case import Cases
from clientsmith.vectors.subject import Arguments, Json

_PNG = media.FILES["image/png"]
_PICTURE = {"base64": _PNG, "headers": {"content-type": "image/png"}}


def link_cases(cases: Cases, call: Arguments) -> None:
    """Links of images: fetched without the key, only over https, never from a private place, and not for ever."""
    subject = cases.subject
    results = subject.operation.results
    if results is None:
        return
    place = results.images[0]
    base = bodies.success(subject, documented=False)
    first = [cases.address(call), 1]

    def link(name: str, url: str, answers: list[dict[str, Any]], expect: dict[str, Any], **given: Any) -> None:
        pointer = (place.url or place.base64)[0]
        told = {"json": bodies.put(base, place.items + pointer, url)}
        asked = {**cases.given(call), "answers": [told, *answers], "read": 1, **given}
        cases.add("never", f"image {name}", results.key, asked, expect)

    if place.base64 and not place.url:
        return
    url = "https://cdn.example.com/1.png?signature=abc"
    got = f"GET {url}"
    whole = {"error": None, "read": [{"base64": _PNG, "mediaType": "image/png"}], "sent": [first, [got, 1]]}
    link("from another host", url, [_PICTURE], whole)
    for name, fault in (
        ("reset", {"fault": "reset"}),
        ("server error", {"status": 502, "text": ""}),
        ("cut short", {"base64": "iVBORw0KGgoAAAAN"}),
        ("empty", {"text": ""}),
    ):
        link(
            f"after a blip {name}",
            url,
            [fault, _PICTURE],
            {**whole, "sent": [first, [got, 2]], "pauses": outcome.backoffs(2)},
        )
    link("in parts", url, [{**_PICTURE, "drip": {"chunks": 5, "seconds": 20}}], whole)
    for name, answer, kind, number in (
        ("too slow", {**_PICTURE, "drip": {"chunks": 1, "seconds": 121}}, "DownloadError", 1),
        ("expired", {"status": 403, "text": "expired"}, "LinkExpiredError", 1),
        ("gone", {"status": 410, "text": ""}, "LinkExpiredError", 1),
        ("not there", {"status": 404, "text": ""}, "LinkExpiredError", 1),
        ("refused", {"status": 400, "text": ""}, "DownloadError", 1),
        ("page", {"text": "<html>no</html>", "headers": {"content-type": "text/html"}}, "NotAnImageError", 1),
        ("page as image", {"text": "<html>no</html>", "headers": {"content-type": "image/avif"}}, "NotAnImageError", 1),
        (
            "of another type than told",
            {"text": "not a png", "headers": {"content-type": "image/png"}},
            "NotAnImageError",
            1,
        ),
        ("never whole", {"base64": "iVBORw0KGgoAAAAN", "repeat": True}, "NotAnImageError", outcome.ATTEMPTS),
        ("server error", {"status": 500, "text": "", "repeat": True}, "DownloadError", outcome.ATTEMPTS),
        ("redirect to nowhere", {"status": 302, "text": ""}, "DownloadError", 1),
        ("certificate", {"fault": "certificate"}, "DownloadError", 1),
    ):
        expect = {"error": {"class": kind}, "sent": [first, [got, number]], "errorHides": ["abc"]}
        link(name, url, [answer], expect)
    link(
        "of a type that bytes don't tell",
        url,
        [{"text": "some picture", "headers": {"content-type": "image/avif"}}],
        {"error": None, "sent": [first, [got, 1]]},
    )
    hop = {"status": 302, "text": "", "headers": {"location": "https://other.example.com/2.png"}}
    link(
        "redirected",
        url,
        [hop, _PICTURE],
        {**whole, "sent": [first, [got, 1], ["GET https://other.example.com/2.png", 1]]},
    )
    relative = {**hop, "headers": {"location": "/2.png"}}
    link(
        "redirected on its host",
        url,
        [relative, _PICTURE],
        {**whole, "sent": [first, [got, 1], ["GET https://cdn.example.com/2.png", 1]]},
    )
    far = {**hop, "repeat": True}
    lines = [first, [got, 1], ["GET https://other.example.com/2.png", 5]]
    link("redirected for ever", url, [far], {"error": {"class": "DownloadError"}, "sent": lines})
    for name, goal in (
        ("to plain http", "http://other.example.com/2.png"),
        ("to this machine", "https://127.0.0.1/2.png"),
    ):
        answer = {**hop, "headers": {"location": goal}}
        link(f"redirected {name}", url, [answer], {"error": {"class": "DownloadError"}, "sent": [first, [got, 1]]})
    refused = {"error": {"class": "DownloadError"}, "sent": [first]}
    for name, goal in (
        ("plain http", "http://cdn.example.com/1.png"),
        ("file", "file:///etc/passwd"),
        ("no address", "picture.png"),
        ("bad port", "https://cdn.example.com:99999/1.png"),
        ("this machine", "https://localhost/1.png"),
        ("loopback", "https://127.0.0.1/1.png"),
        ("private 10", "https://10.0.0.1/1.png"),
        ("private 172", "https://172.16.9.9/1.png"),
        ("private 192", "https://192.168.1.1/1.png"),
        ("link local", "https://169.254.169.254/latest"),
        ("loopback of IPv6", "https://[::1]/1.png"),
        ("mapped IPv4", "https://[::ffff:10.0.0.1]/1.png"),
        ("NAT64", "https://[64:ff9b::a00:1]/1.png"),
        ("6to4", "https://[2002:a00:1::]/1.png"),
        ("multicast", "https://224.0.0.1/1.png"),
    ):
        link(f"at {name}", goal, [], refused)
    inside = {"cdn.example.com": ["93.184.216.34", "10.1.2.3"]}
    link("whose name means a private place", url, [], refused, hosts=inside)
    inline = f"data:image/png;base64,{_PNG}"
    link("as data", inline, [], {"error": None, "read": [{"base64": _PNG, "mediaType": "image/png"}], "sent": [first]})
    link(
        "as data that is none",
        "data:image/png;base64,%%%",
        [],
        {"error": {"class": "NotAnImageError"}, "sent": [first]},
    )
    _formats(link, url, first, got)
    _saved(link, url, first, got)
    for pointer in place.base64:
        told = {
            "json": bodies.put(
                bodies.without(base, bodies.steps(place.items + place.url[0])), place.items + pointer, _PNG
            )
        }
        told["json"] = bodies.put(told["json"], place.items + place.url[0], None)
        asked = {**cases.given(call), "answers": [told], "read": 1}
        cases.add(
            "never",
            f"image in base64 at {pointer}",
            results.key,
            asked,
            {"error": None, "read": [{"base64": _PNG, "mediaType": "image/png"}], "sent": [first]},
        )


def _formats(link: Any, url: str, first: list[Any], got: str) -> None:
    """Images of every type, whole and cut short, whatever their header says."""
    for kind, encoded in media.FILES.items():
        name = kind.partition("/")[2]
        picture = {"base64": encoded, "headers": {"content-type": "application/octet-stream"}}
        told: Json = {"error": None, "read": [{"base64": encoded, "mediaType": kind}] * 2, "sent": [first, [got, 1]]}
        link(f"{name} read twice", url, [picture], told, read=2)
        cut = {"base64": b64encode(b64decode(encoded)[:-9]).decode(), "repeat": True}
        told = {"error": {"class": "NotAnImageError"}, "sent": [first, [got, outcome.ATTEMPTS]]}
        link(f"{name} cut short", url, [cut], told)
    for status in (408, 429, 500, 599):
        answer = {"status": status, "text": "", "headers": {"retry-after": "2"}}
        told = {"error": None, "sent": [first, [got, 2]], "pauses": [2.0]}
        link(f"busy {status}", url, [answer, _PICTURE], told)
    for status in (300, 304, 306, 401, 418, 499):
        link(
            f"status {status}",
            url,
            [{"status": status, "text": ""}],
            {"error": {"class": "DownloadError", "status": status}, "sent": [first, [got, 1]]},
        )
    for status in (301, 303, 307, 308):
        hop = {"status": status, "text": "", "headers": {"location": "https://other.example.com/2.png"}}
        told = {"error": None, "sent": [first, [got, 1], ["GET https://other.example.com/2.png", 1]]}
        link(f"redirected with {status}", url, [hop, _PICTURE], told)
    link("with another good status", url, [{**_PICTURE, "status": 203}], {"error": None, "sent": [first, [got, 1]]})
    for name, kind in (
        ("x-portable-pixmap", "image/x-portable-pixmap"),
        ("with a charset", "IMAGE/AVIF; charset=binary"),
    ):
        picture = {"text": "some picture", "headers": {"content-type": kind}}
        link(f"of type {name}", url, [picture], {"error": None, "sent": [first, [got, 1]]})
    for name, kind in (("text", "text/plain"), ("jpg that is none", "image/jpg"), ("nothing", "")):
        picture = {"text": "some picture", "headers": {"content-type": kind}}
        link(f"of type {name}", url, [picture], {"error": {"class": "NotAnImageError"}, "sent": [first, [got, 1]]})


def _saved(link: Any, url: str, first: list[Any], got: str) -> None:
    """Saving: whole or not at all, and over nothing without leave."""
    sent = [first, [got, 1]]
    link("saved", url, [_PICTURE], {"error": None, "saved": {"fox.png": _PNG}, "sent": sent}, read=0, save="fox.png")
    old = b64encode(b"old").decode()
    kept = {"error": {"class": "DownloadError"}, "saved": {"fox.png": old}, "sent": [first]}
    link("saved over a file", url, [_PICTURE], kept, read=0, save="fox.png", existing="old")
    replaced = {"error": None, "saved": {"fox.png": _PNG}, "sent": sent}
    link(
        "saved over a file on purpose",
        url,
        [_PICTURE],
        replaced,
        read=0,
        save="fox.png",
        existing="old",
        overwrite=True,
    )
    for overwrite in (False, True):
        refused = {"error": {"class": "DownloadError"}, "saved": {}, "sent": [first]}
        link(
            f"saved over a folder {overwrite}",
            url,
            [_PICTURE],
            refused,
            read=0,
            save="fox.png",
            existing="folder",
            overwrite=overwrite,
        )
        link(
            f"saved into no folder {overwrite}",
            url,
            [_PICTURE],
            refused,
            read=0,
            save="no/fox.png",
            overwrite=overwrite,
        )
    broken = {"status": 404, "text": ""}
    told = {"error": {"class": "LinkExpiredError"}, "saved": {"fox.png": old}, "sent": sent}
    link("that is gone saved over a file", url, [broken], told, read=0, save="fox.png", existing="old", overwrite=True)
