"""Safety cases for image links: fetched without the key, over https only, never from a private host."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from clientsmith.oracle import answer_bodies, errors
from clientsmith.oracle.operation import base_url
from clientsmith.oracle.pointers import put, remove
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import timeouts
from clientsmith.vectors.links import DEADLINE, FETCHES, PICTURE, PNG, Links
from clientsmith.vectors.operation_under_test import Arguments
from clientsmith.vectors.safety_images import image_cases

_ODD = [["", "image"]]
"""The drift of an image that is odd and nothing else."""


def link_cases(cases: Cases, call: Arguments) -> None:
    """Try every way in which a link can go wrong."""
    results = cases.tested.operation.results
    if results is None or not results.images[0].url:
        return
    links = Links(cases, call, results.images[0])
    _blips(links)
    _broken(links)
    _redirects(links)
    _addresses(links)
    _inline(links)
    image_cases(links)


def _blips(links: Links) -> None:
    hidden = {**links.whole, "hides": [links.signature]}
    links.add("from another host", links.url, [PICTURE], hidden)
    limits = [timeouts(DEADLINE), timeouts(DEADLINE - 30 - errors.backoffs(2)[0])]
    slow = {**hidden, "sent": [links.first, [links.got, 2]]}
    slow["timeouts"] = [timeouts(links.cases.tested.operation.timeout), *limits]
    links.add("by its own deadline", links.url, [{"fault": "reset", "seconds": 30}, PICTURE], slow)
    slow = {**slow, "timeouts": [timeouts(7), *limits]}
    reset = [{"fault": "reset", "seconds": 30}, PICTURE]
    links.add("by no timeout of a request", links.url, reset, slow, client={"timeout": 7})
    stopped = {"error": {"class": "Interrupted"}, "sent": links.sent}
    links.add("interrupted", links.url, [{**PICTURE, "drip": {"chunks": 2, "fault": "interrupt"}}], stopped)
    for name, fault in (
        ("reset", {"fault": "reset"}),
        ("server error", {"status": 502, "text": ""}),
        ("cut short", {"base64": "iVBORw0KGgoAAAAN"}),
        ("empty", {"text": ""}),
        ("page", {"text": "<html>busy</html>", "headers": {"content-type": "text/html"}}),
        ("broken off", {"base64": PNG, "headers": {"content-length": "1000"}}),
    ):
        links.add(
            f"after a blip {name}",
            links.url,
            [fault, PICTURE],
            {**links.whole, "sent": [links.first, [links.got, 2]], "pauses": errors.backoffs(2)},
        )
    links.add("in parts", links.url, [{**PICTURE, "drip": {"chunks": 5, "seconds": 20}}], links.whole)


def _broken(links: Links) -> None:
    for name, answer, kind, number in (
        ("too slow", {**PICTURE, "drip": {"chunks": 1, "seconds": 121}}, "DownloadError", 1),
        ("expired", {"status": 403, "text": "expired"}, "LinkExpiredError", 1),
        ("gone", {"status": 410, "text": ""}, "LinkExpiredError", 1),
        ("not there", {"status": 404, "text": ""}, "LinkExpiredError", 1),
        ("refused", {"status": 400, "text": ""}, "DownloadError", 1),
        ("firewall", {"status": 403, "text": "<html>Access denied</html>"}, "DownloadError", 1),
        ("page", links.text("<html>no</html>", "text/html"), "NotAnImageError", FETCHES),
        ("page as image", links.text(f"<html>{'no' * 50}\x01</html>", "image/x-fox"), "NotAnImageError", FETCHES),
        (
            "text as image",
            links.text("A fox that nobody has drawn, in words.", "image/x-fox"),
            "NotAnImageError",
            FETCHES,
        ),
        ("one byte as image", links.text("\x01", "image/x-fox"), "NotAnImageError", FETCHES),
        ("of another type than told", links.text("not a png", "image/png"), "NotAnImageError", FETCHES),
        ("never whole", {"base64": "iVBORw0KGgoAAAAN", "repeat": True}, "NotAnImageError", FETCHES),
        ("server error", {"status": 500, "text": "", "repeat": True}, "DownloadError", FETCHES),
        ("redirect to nowhere", {"status": 302, "text": ""}, "DownloadError", 1),
        ("certificate", {"fault": "certificate"}, "DownloadError", 1),
    ):
        expect = {"error": {"class": kind}, "sent": [links.first, [links.got, number]], "errorHides": [links.signature]}
        links.add(name, links.url, [answer], expect)
    links.add(
        "server error without retries",
        links.url,
        [{"status": 500, "text": ""}, PICTURE],
        {**links.whole, "sent": [links.first, [links.got, 2]]},
        client={"maxRetries": 0},
    )
    links.add(
        "of a type that bytes don't tell",
        links.url,
        [links.text("\x01 some picture of a format without a name", "image/x-fox")],
        {"error": None, "sent": links.sent},
    )


def _redirects(links: Links) -> None:
    hop = {"status": 302, "text": "", "headers": {"location": "https://other.example.com/2.png"}}
    # Redirects go through an httpx client, which logs every address.
    hidden = {**links.whole, "hides": [links.signature]}
    links.add(
        "redirected",
        links.url,
        [hop, PICTURE],
        {**hidden, "sent": [links.first, [links.got, 1], ["GET https://other.example.com/2.png", 1]]},
    )
    relative = {**hop, "headers": {"location": "/2.png"}}
    links.add(
        "redirected on its host",
        links.url,
        [relative, PICTURE],
        {**links.whole, "sent": [links.first, [links.got, 1], ["GET https://cdn.example.com/2.png", 1]]},
    )
    far = {**hop, "repeat": True}
    lines = [links.first, [links.got, 1], ["GET https://other.example.com/2.png", 5]]
    links.add("redirected for ever", links.url, [far], {"error": {"class": "DownloadError"}, "sent": lines})
    plain = {**hop, "headers": {"location": "http://other.example.com/2.png"}}
    lines = [links.first, [links.got, 1], ["GET https://other.example.com/2.png", 1]]
    links.add("redirected to plain http", links.url, [plain, PICTURE], {**links.whole, "sent": lines})
    for name, goal in (
        ("to this machine", "https://127.0.0.1/2.png"),
        ("to a metadata service", "http://169.254.169.254/2.png"),
    ):
        answer = {**hop, "headers": {"location": goal}}
        links.add(
            f"redirected {name}",
            links.url,
            [answer],
            {"error": {"class": "DownloadError"}, "sent": links.sent},
            client={"imageHosts": ["*"]} if "metadata" in name else {},
        )


def _addresses(links: Links) -> None:
    refused = {"error": {"class": "DownloadError"}, "sent": [links.first]}
    for name, goal in (
        ("file", "file:///etc/passwd"),
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
        ("compatible IPv4", "https://[::127.0.0.1]/1.png"),
        ("translated IPv4", "https://[::ffff:0:127.0.0.1]/1.png"),
        ("carrier", "https://100.64.0.1/1.png"),
        ("benchmark net", "https://198.18.0.1/1.png"),
        ("protocol assignments", "https://192.0.0.192/1.png"),
        ("decimal loopback", "https://2130706433/1.png"),
        ("octal loopback", "https://0177.0.0.1/1.png"),
        ("hex loopback", "https://0x7f.1/1.png"),
        ("name without a dot", "https://intranet/1.png"),
    ):
        links.add(f"at {name}", goal, [], refused)
    for name, goal in (
        ("loopback with a dot", "https://127.0.0.1./1.png"),
        ("link local with a zone", "https://[fe80::1%25eth0]/1.png"),
    ):
        links.add(f"at {name}", goal, [], refused)
    _joined(links)
    _allowed(links)
    nowhere = {"cdn.example.com": list[str]()}
    links.add("of a host that a proxy may know", links.url, [PICTURE], links.whole, hosts=nowhere)
    inside = {"cdn.example.com": ["93.184.216.34", "10.1.2.3"]}
    links.add("whose name means a private place", links.url, [], refused, hosts=inside)


def _joined(links: Links) -> None:
    address = str(links.first[0]).partition(" ")[2]
    parts = urlsplit(address)
    for name, link, goal in (
        ("white space", f" \t{links.url}\n", links.url),
        ("plain http", "http://cdn.example.com/1.png", "https://cdn.example.com/1.png"),
        ("plain http on its port", "http://cdn.example.com:80/1.png", "https://cdn.example.com/1.png"),
        ("no scheme", "//cdn.example.com/1.png", f"{parts.scheme}://cdn.example.com/1.png"),
        ("a path", "/files/1.png?a=1", f"{parts.scheme}://{parts.netloc}/files/1.png?a=1"),
        ("no address", "1.png", urljoin(address, "1.png")),
    ):
        expect = {**links.whole, "sent": [links.first, [f"GET {goal}", 1]]}
        links.add(f"at {name}", link, [PICTURE], expect)


def _allowed(links: Links) -> None:
    """Links that are followed because the user lists their hosts, or because all names lead to a tunnel."""
    listed = {"imageHosts": ["cdn.example.com", "10.0.0.1"]}
    inside = {"cdn.example.com": ["10.1.2.3"]}
    for name, goal in (("plain", "http://cdn.example.com/1.png"), ("private", "http://10.0.0.1/1.png")):
        expect = {**links.whole, "sent": [links.first, [f"GET {goal}", 1]]}
        links.add(f"at a listed host {name}", goal, [PICTURE], expect, client=listed, hosts=inside)
    clear = "http://cdn.example.com/1.png"
    expect = {**links.whole, "sent": [links.first, [f"GET {clear}", 1]]}
    kept = {"timeout": 99}
    links.add("at a host listed before with_options", clear, [PICTURE], expect, client=listed, withOptions=kept)
    metadata = {"cdn.example.com": ["100.100.100.200"]}
    refused = {"error": {"class": "DownloadError"}, "sent": [links.first]}
    links.add("at a listed host of metadata", links.url, [], refused, client=listed, hosts=metadata)
    own = urlsplit(base_url(links.cases.tested.provider)).hostname or ""
    fake = {"cdn.example.com": ["198.18.0.7"], own: ["198.18.0.5"]}
    links.add("of a name that a tunnel makes up", links.url, [PICTURE], links.whole, hosts=fake)
    fake = {"cdn.example.com": ["198.18.0.7"], own: ["93.184.216.34"]}
    links.add("of a name that leads to a benchmark net", links.url, [], refused, hosts=fake)


def _inline(links: Links) -> None:
    inline = f"data:image/png;base64,{PNG}"
    links.add(
        "as data",
        inline,
        [],
        {"error": None, "read": [{"base64": PNG, "mediaType": "image/png"}], "sent": [links.first]},
    )
    safe = PNG.replace("+", "-").replace("/", "_")
    accepted = {"error": None, "read": links.whole["read"], "sent": [links.first]}
    links.add("as data in the alphabet of addresses", f"data:image/png;base64,{safe}", [], {**accepted, "drift": _ODD})
    links.add("as base64 alone", PNG, [], accepted)
    text = f"DATA:image/png;base64,{PNG[:20]}\n {PNG[20:]}".rstrip("=")
    links.add("as data over two lines", text, [], {"error": None, "read": links.whole["read"], "sent": [links.first]})
    links.add(
        "as data that is none",
        "data:image/png;base64,%%%",
        [],
        {"error": {"class": "NotAnImageError"}, "sent": [links.first]},
    )
    for pointer in links.place.base64:
        place = links.place
        bare = remove(links.base, answer_bodies.first_of(place.items + place.url[0]))
        body = put(put(bare, place.items + pointer, PNG), place.items + place.url[0], None)
        call_given = {**links.cases.given(links.call), "answers": [{"json": body}], "read": 1}
        expect = {"error": None, "read": links.whole["read"], "sent": [links.first]}
        links.cases.add("safety", f"image in base64 at {pointer}", place.key, call_given, expect)
