"""Stage vectors: what must never happen: a key that shows up elsewhere, a submit sent twice, a link followed that mustn't be."""

from __future__ import annotations

from typing import Any

from clientsmith.vectors import bodies, media, outcome, sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.judge import verdict
from clientsmith.vectors.subject import KEY, Arguments
from clientsmith.vectors.wire import line

_PNG = media.FILES["image/png"]
_PICTURE = {"base64": _PNG, "headers": {"content-type": "image/png"}}
MAX_BYTES = 16 * 1024 * 1024
_FAULTS = {
    # fault: whether the server may have seen the request, whether time ran out, whether trying again can help
    "refused": (False, False, True),
    "connect-timeout": (False, True, True),
    "pool-timeout": (False, True, True),
    "no-name-server": (False, False, True),
    "unknown-host": (False, False, False),
    "certificate": (False, False, False),
    "reset": (True, False, True),
    "closed": (True, False, True),
    "read-timeout": (True, True, True),
    "write-timeout": (True, True, True),
}


def never_cases(cases: Cases) -> None:
    """Try everything that could bill twice, or give the key away."""
    subject = cases.subject
    call = sample.minimal(subject)
    if call is None:
        return
    _faults(cases, call)
    _times(cases, call)
    _echoes(cases, call)
    if subject.operation.results is not None and subject.operation.task is None:
        _links(cases, call)
    if subject.operation is subject.provider.operations[0]:
        _keys(cases)
        _addresses(cases, call)


def _address(cases: Cases, call: Arguments) -> str:
    return line(cases.subject, verdict(cases.subject, call).values)


def _faults(cases: Cases, call: Arguments) -> None:
    """No whole answer came: a request that may bill is sent again only if it certainly never arrived."""
    subject = cases.subject
    once = outcome.sends_once(subject)
    for fault, (sent, late, again) in _FAULTS.items():
        number = outcome.ATTEMPTS if again and not (once and sent) else 1
        kind = "ConnectionFailedError"
        if once and sent:
            kind = "SubmissionTimeoutError" if late else "SubmissionUnknownError"
        elif sent and late:
            kind = "RequestTimeoutError"
        error: dict[str, Any] = {"class": kind, "status": None, "operation": subject.operation.id}
        if once and sent:
            error["sentAt"] = float(1_700_000_000)
        expect = {"error": error, "sent": [[_address(cases, call), number]], "pauses": outcome.backoffs(number)}
        given = {**cases.given(call), "answers": [{"fault": fault, "repeat": True}]}
        cases.add("never", f"fault {fault}", subject.operation.key, given, expect)
        if number > 1:
            given = {**cases.given(call), "answers": [{"fault": fault}, subject.operation.id]}
            expect = {"error": None, "sent": [[_address(cases, call), 2]], "pauses": outcome.backoffs(2)}
            cases.add("never", f"fault {fault} once", subject.operation.key, given, expect)
    given = {**cases.given(call), "answers": [{"fault": "interrupt"}]}
    expect = {"error": {"class": "Interrupted", "notes": int(once)}, "sent": [[_address(cases, call), 1]]}
    cases.add("never", "fault interrupt", subject.operation.key, given, expect)
    for status in (429, 503):
        answer = {"status": status, "json": {"message": "Later"}, "headers": {"retry-after": "3"}}
        if outcome.attempts(subject, status, answer["json"]) > 1:
            expect = {"error": None, "sent": [[_address(cases, call), 2]], "pauses": [3.0]}
            given = {**cases.given(call), "answers": [answer, subject.operation.id]}
            cases.add("never", f"status {status} once", subject.operation.key, given, expect)
            for text, seconds in (("61", 61.0), ("1e3", None), ("-5", None), ("nan", None), ("60", 60.0)):
                told = {**answer, "headers": {"retry-after": text}}
                waits = [60.0] if text == "60" else [] if seconds else outcome.backoffs(2)
                found = outcome.error(subject, status, answer["json"]) if text == "61" else None
                if found is not None:
                    found.pop("message", None)
                    found["retryAfter"] = seconds
                number = 1 if text == "61" else 2
                expect = {"error": found, "sent": [[_address(cases, call), number]], "pauses": waits}
                given = {**cases.given(call), "answers": [told, subject.operation.id]}
                cases.add("never", f"status {status} retry after {text}", subject.operation.key, given, expect)


def _times(cases: Cases, call: Arguments) -> None:
    """The total time of a request, kept while bytes drip, and the largest answer."""
    subject = cases.subject
    operation = subject.operation
    once = outcome.sends_once(subject)
    seconds = operation.timeout
    body = bodies.success(subject)
    sent = [[_address(cases, call), 1]]
    for name, more, options in (("", seconds, {}), (" of one's own", 5, {"timeout": 5})):
        answer = {"json": body, "drip": {"chunks": 1, "seconds": more}}
        given = {**cases.given(call), "answers": [answer], **({"client": options} if options else {})}
        cases.add("never", f"as slow as may be{name}", operation.key, given, {"error": None, "sent": sent})
        answer = {"json": body, "drip": {"chunks": 1, "seconds": more + 1}}
        options = {**options, "maxRetries": 0}
        error: dict[str, Any] = {"class": "SubmissionTimeoutError" if once else "RequestTimeoutError", "elapsed": float(more + 1)}
        given = {**given, "answers": [answer], "client": options}
        cases.add("never", f"too slow{name}", operation.key, given, {"error": error, "sent": sent})
    most = operation.max_response_bytes or MAX_BYTES
    full = {"json": body, "bytes": most, "gzip": True}
    cases.add("never", "as large as may be", operation.key, {**cases.given(call), "answers": [full]}, {"error": None, "sent": sent})
    full = {**full, "bytes": most + 1}
    expect = {"error": {"class": "DecodeError", "status": 200}, "sent": sent}
    cases.add("never", "too large", operation.key, {**cases.given(call), "answers": [full]}, expect)
    cut = {"json": body, "drip": {"chunks": 2, "fault": "reset"}, "repeat": True}
    number = 1 if once else outcome.ATTEMPTS
    kind = "SubmissionUnknownError" if once else "ConnectionFailedError"
    expect = {"error": {"class": kind}, "sent": [[_address(cases, call), number]]}
    cases.add("never", "broken off", operation.key, {**cases.given(call), "answers": [cut]}, expect)


def _echoes(cases: Cases, call: Arguments) -> None:
    """A server that repeats the key in everything that it says."""
    subject = cases.subject
    envelope = subject.provider.envelope
    told: dict[str, Any] = {f"your key {KEY}": KEY}
    for pointers in (envelope.code, envelope.type, envelope.message or ("/message",), envelope.request_id):
        for pointer in pointers[:1]:
            told = bodies.put(told, pointer, f"the key {KEY} is wrong")
    sent = [[_address(cases, call), 1]]
    html = {"text": f"<html>{KEY}</html>", "headers": {"content-type": "text/html", "x-request-id": KEY}}
    links = {"json": bodies.put({}, (envelope.message or ("/message",))[0], "see https://cdn.example.com/a?token=abc123 now")}
    for name, answer in (
        ("error", {"status": 400, "json": told}),
        ("page", {"status": 400, **html}),
        ("redirect", {"status": 302, "text": "", "headers": {"location": f"https://other.example.com/?key={KEY}"}}),
    ):
        cases.add("never", f"key repeated in {name}", envelope.key or subject.operation.key, {**cases.given(call), "answers": [answer]}, {"sent": sent})
    expect = {"errorSays": ["https://cdn.example.com/a?***"], "errorHides": ["abc123"], "sent": sent}
    cases.add("never", "signed link in an error", subject.operation.key, {**cases.given(call), "answers": [{"status": 400, **links}]}, expect)
    if subject.operation.task is not None or subject.operation.submits:
        cases.add("never", "key repeated in a page of success", subject.operation.key, {**cases.given(call), "answers": [html]}, {"error": {"class": "DecodeError"}, "sent": sent})


def _links(cases: Cases, call: Arguments) -> None:
    """Links of images: fetched without the key, only over https, never from a private place, and not for ever."""
    subject = cases.subject
    results = subject.operation.results
    if results is None:
        return
    place = results.images[0]
    base = bodies.success(subject, documented=False)
    first = [_address(cases, call), 1]

    def link(name: str, url: str, answers: list[dict[str, Any]], expect: dict[str, Any], **given: Any) -> None:
        pointer = (place.url or place.base64)[0]
        told = {"json": bodies.put(base, place.items + pointer, url)}
        asked = {**cases.given(call), "answers": [told, *answers], "read": True, **given}
        cases.add("never", f"image {name}", results.key, asked, expect)

    if place.base64 and not place.url:
        return
    url = "https://cdn.example.com/1.png?signature=abc"
    got = f"GET {url}"
    whole = {"error": None, "read": [{"base64": _PNG}], "sent": [first, [got, 1]]}
    link("from another host", url, [_PICTURE], whole)
    for name, fault in (("reset", {"fault": "reset"}), ("server error", {"status": 502, "text": ""}), ("cut short", {"base64": "iVBORw0KGgoAAAAN"}), ("empty", {"text": ""})):
        link(f"after a blip {name}", url, [fault, _PICTURE], {**whole, "sent": [first, [got, 2]], "pauses": outcome.backoffs(2)})
    link("in parts", url, [{**_PICTURE, "drip": {"chunks": 5, "seconds": 20}}], whole)
    for name, answer, kind, number in (
        ("too slow", {**_PICTURE, "drip": {"chunks": 1, "seconds": 121}}, "DownloadError", 1),
        ("expired", {"status": 403, "text": "expired"}, "LinkExpiredError", 1),
        ("gone", {"status": 410, "text": ""}, "LinkExpiredError", 1),
        ("not there", {"status": 404, "text": ""}, "LinkExpiredError", 1),
        ("refused", {"status": 400, "text": ""}, "DownloadError", 1),
        ("page", {"text": "<html>no</html>", "headers": {"content-type": "text/html"}}, "NotAnImageError", 1),
        ("page as image", {"text": "<html>no</html>", "headers": {"content-type": "image/avif"}}, "NotAnImageError", 1),
        ("of another type than told", {"text": "not a png", "headers": {"content-type": "image/png"}}, "NotAnImageError", 1),
        ("never whole", {"base64": "iVBORw0KGgoAAAAN", "repeat": True}, "NotAnImageError", outcome.ATTEMPTS),
        ("server error", {"status": 500, "text": "", "repeat": True}, "DownloadError", outcome.ATTEMPTS),
        ("redirect to nowhere", {"status": 302, "text": ""}, "DownloadError", 1),
        ("certificate", {"fault": "certificate"}, "DownloadError", 1),
    ):
        expect = {"error": {"class": kind}, "sent": [first, [got, number]], "errorHides": ["abc"]}
        link(name, url, [answer], expect)
    link("of a type that bytes don't tell", url, [{"text": "some picture", "headers": {"content-type": "image/avif"}}], {"error": None, "sent": [first, [got, 1]]})
    hop = {"status": 302, "text": "", "headers": {"location": "https://other.example.com/2.png"}}
    link("redirected", url, [hop, _PICTURE], {**whole, "sent": [first, [got, 1], ["GET https://other.example.com/2.png", 1]]})
    relative = {**hop, "headers": {"location": "/2.png"}}
    link("redirected on its host", url, [relative, _PICTURE], {**whole, "sent": [first, [got, 1], ["GET https://cdn.example.com/2.png", 1]]})
    far = {**hop, "repeat": True}
    lines = [first, [got, 1], ["GET https://other.example.com/2.png", 5]]
    link("redirected for ever", url, [far], {"error": {"class": "DownloadError"}, "sent": lines})
    for name, goal in (("to plain http", "http://other.example.com/2.png"), ("to this machine", "https://127.0.0.1/2.png")):
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
    link("as data", inline, [], {"error": None, "read": [{"base64": _PNG}], "sent": [first]})
    link("as data that is none", "data:image/png;base64,%%%", [], {"error": {"class": "NotAnImageError"}, "sent": [first]})
    link("saved", url, [_PICTURE], whole, read=False, save="fox.png")
    for pointer in place.base64:
        told = {"json": bodies.put(bodies.without(base, bodies.steps(place.items + place.url[0])), place.items + pointer, _PNG)}
        told["json"] = bodies.put(told["json"], place.items + place.url[0], None)
        asked = {**cases.given(call), "answers": [told], "read": True}
        cases.add("never", f"image in base64 at {pointer}", results.key, asked, {"error": None, "read": [{"base64": _PNG}], "sent": [first]})


def _keys(cases: Cases) -> None:
    """Keys that can't be ones, of which none is shown."""
    security = cases.subject.provider.security
    variable = f"{cases.subject.provider.name.upper()}_API_KEY"
    if not security.header:
        return
    refused = {"error": {"class": "ConfigurationError"}, "sent": []}

    def configure(name: str, key: Any, expect: dict[str, Any], **given: Any) -> None:
        cases.add("never", f"key {name}", security.key, {"action": "configure", "client": {"apiKey": key}, **given}, expect)

    for at, text in enumerate(security.placeholders):
        configure(f"that is placeholder {at}", text, refused)
        configure(f"that is placeholder {at} in other letters", f" {text.upper()} ", refused)
    for name, key in (
        ("empty", ""),
        ("blank", " \t"),
        ("missing", None),
        ("with a line break", f"{KEY}\nX-Other: 1"),
        ("with a character beyond ASCII", f"{KEY}密"),
        ("with a zero width space", f"{KEY}\u200b"),
        ("with a blank inside", f"{KEY} {KEY}"),
        ("that is no text", 7),
        ("your_api_key", "YOUR_API_KEY"),
        ("bearer token", "Bearer <token>"),
    ):
        configure(name, key, refused)
    fine = {"error": None, "sent": [], "value": {"baseUrl": cases.subject.base_url}}
    configure("with blanks around", f" {KEY}\n", fine)
    configure("of the environment", None, fine, environment={variable: KEY})


def _addresses(cases: Cases, call: Arguments) -> None:
    """Addresses that the key may go to, and those that it mayn't."""
    source = cases.subject.provider.security.key
    refused = {"error": {"class": "ConfigurationError"}, "sent": []}

    def configure(name: str, url: str, expect: dict[str, Any], **more: Any) -> None:
        cases.add("never", f"address {name}", source, {"action": "configure", "client": {"baseUrl": url, **more}}, expect)

    for name, url in (
        ("in the clear", "http://api.example.com"),
        ("with a user", "https://user:word@api.example.com"),
        ("with a query", "https://api.example.com/?a=1"),
        ("with a fragment", "https://api.example.com/#a"),
        ("without a scheme", "api.example.com"),
        ("of another scheme", "ftp://api.example.com"),
        ("without a host", "https://"),
        ("with a blank", "https://api.example.com/a b"),
        ("with port 0", "https://api.example.com:0"),
        ("with a bad port", "https://api.example.com:99999"),
        ("with a backslash", "https://api.example.com\\@other.example.com"),
    ):
        configure(name, url, refused)
    for name, url in (("with a slash", "https://api.example.com/v9/"), ("of this machine", "http://127.0.0.1:8000"), ("localhost", "http://localhost:8000/a")):
        configure(name, url, {"error": None, "value": {"baseUrl": url.rstrip("/")}})
    told = {"error": None, "value": {"baseUrl": "http://api.example.com"}}
    configure("in the clear on purpose", "http://api.example.com", told, allowInsecure=True)
    for name, options in (
        ("timeout of zero", {"timeout": 0}),
        ("timeout that is no number", {"timeout": "soon"}),
        ("timeout true", {"timeout": True}),
        ("retries below zero", {"maxRetries": -1}),
        ("retries beyond reason", {"maxRetries": 21}),
        ("retries true", {"maxRetries": True}),
        ("validation unheard of", {"validation": "lenient"}),
    ):
        cases.add("never", f"option {name}", source, {"action": "configure", "client": options}, refused)
    address = _address(cases, call)
    for number in (0, 2, 20):
        sent = [[address, min(number + 1, 21)]]
        answers = [{"fault": "refused", "repeat": True}]
        expect = {"error": {"class": "ConnectionFailedError"}, "sent": sent}
        cases.add("never", f"option {number} retries", source, {**cases.given(call), "answers": answers, "client": {"maxRetries": number}}, expect)
