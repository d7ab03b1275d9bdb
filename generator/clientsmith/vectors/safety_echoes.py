"""Safety cases for what comes back from a server or a proxy with the key in it: no message, log or repr shows it."""

from __future__ import annotations

from clientsmith.oracle import errors
from clientsmith.oracle.pointers import put
from clientsmith.vectors import bodies, outcome
from clientsmith.vectors.case import Cases
from clientsmith.vectors.links import PICTURE, Links
from clientsmith.vectors.operation_under_test import KEY, Arguments, Json

_PROXY: Json = {"fault": "proxy", "text": f"the key {KEY} is wrong"}


def message_cases(cases: Cases, call: Arguments) -> None:
    """The words of a proxy, the phrase beside an HTTP status, a content type, and a link repeat the key."""
    tested, address = cases.tested, cases.address(call)
    operation = tested.operation

    def add(name: str, answers: list[Json], expect: Json, **given: object) -> None:
        cases.add(
            "safety", f"key repeated {name}", operation.key, {**cases.given(call), "answers": answers, **given}, expect
        )

    refused: Json = {"error": {"class": "ConnectionFailedError", "cause": None}, "errorSays": ["the proxy refuses"]}
    add("by a proxy", [{**_PROXY, "repeat": True}], {**refused, "sent": [[address, errors.ATTEMPTS]]})
    # An httpx client writes the phrase into its log.
    phrase: Json = {"status": 400, "json": {}, "phrase": f"Bad {KEY}", "repeat": True}
    number = errors.attempts(tested, 400, {})
    add("beside a status", [phrase], {"sent": [[address, number]], "logSays": ["HTTP Request"]}, httpClient={})
    if operation.submits:
        page: Json = {"text": "<html>busy</html>", "headers": {"content-type": f"text/html; key={KEY}"}}
        expect: Json = {"error": {"class": "DecodeError"}, "errorSays": ["text/html"], "sent": [[address, 1]]}
        add("in the type of a page", [page], expect)
        # The half that came may be what was paid for.
        half: Json = {"text": f"{KEY} {'.' * 99}", "drip": {"chunks": 2, "fault": "reset"}, "repeat": True}
        add("in half an answer", [half], {"sent": [[address, 1 if errors.sends_once(tested) else errors.ATTEMPTS]]})
    if operation.results is not None and operation.task is None and operation.results.images[0].url:
        _images(Links(cases, call, operation.results.images[0]))


def _images(links: Links) -> None:
    """A link with the key in it isn't followed, and neither is one shown."""
    again = {**links.whole, "sent": [links.first, [links.got, 2]], "pauses": errors.backoffs(2)}
    links.add("behind a proxy that repeats the key", links.url, [_PROXY, PICTURE], again)
    refused = {"error": {"class": "DownloadError"}, "errorSays": ["no link"], "sent": [links.first]}
    links.add("at a file named by the key", f"file:///{KEY}/1.png", [], refused)
    tested = links.cases.tested
    if errors.sends_once(tested):
        place = links.place
        body = put(
            bodies.success(tested, documented=False), place.items + place.url[0], f"https://cdn.example.com/{KEY}.png"
        )
        images = len(outcome.images(tested.operation, body))
        given = {**links.cases.given(links.call), "answers": [{"status": 500, "json": body}]}
        expect = {"error": {"status": 500, "images": images}, "sent": [links.first]}
        links.cases.add("safety", "image of an error named by the key", place.key, given, expect)


def drift_cases(cases: Cases, call: Arguments) -> None:
    """What differs in the same way each time is logged once."""
    operation = cases.tested.operation
    if operation.answer is None or not operation.answer.described or operation.task is not None:
        return
    body = {**bodies.success(cases.tested), "field_that_is_new": 1}
    if not any(kind == "unknown-field" for _, kind in outcome.differences(operation, operation.answer.status, body)):
        return
    given = {**cases.given(call), "action": "within", "times": 3}
    given["answers"] = [{"status": operation.answer.status, "json": body, "repeat": True}]
    expect: Json = {"error": None, "sent": [[cases.address(call), 3]]}
    expect["logged"] = {"(unknown-field)": 1}
    cases.add("safety", "drift that comes again", operation.key, given, expect)
