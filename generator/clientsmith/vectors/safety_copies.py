"""Safety cases for pickled or copied results and errors: the same facts, without the client and its key."""

from __future__ import annotations

from typing import Any

from clientsmith.oracle import answer_bodies, errors
from clientsmith.oracle.pointers import put
from clientsmith.vectors import bodies, outcome
from clientsmith.vectors.case import Cases
from clientsmith.vectors.links import PICTURE, Links
from clientsmith.vectors.operation_under_test import KEY, Arguments, Json
from clientsmith.vectors.validation import verdict

WAYS = ("pickle", "copy", "deepcopy")


def copy_cases(cases: Cases, call: Arguments) -> None:
    """Copy what a call comes to."""
    tested = cases.tested
    operation, address = tested.operation, cases.address(call)

    def copied(name: str, expect: Json, **given: Any) -> None:
        for way in WAYS:
            call_given = {**cases.given(call), **given, "copied": way}
            cases.add("safety", f"{way} of {name}", operation.key, call_given, expect)

    sent = [[address, 1]]
    body: Json = {f"new {KEY}": KEY}
    for pointer in tested.provider.envelope.message[:1]:
        body = put(body, pointer, "It says why")
    answer = {"status": 400, "json": body, "headers": {"x-echo": KEY}}
    if errors.attempts(tested, 400, body) == 1:
        facts = {**outcome.error(tested, 400, body), "cause": None, "elapsed": 0.0}
        facts.pop("message", None)
        copied("an error", {"error": facts, "sent": sent}, answers=[answer])
    problems = [{"field": "no_such_argument", "rule": "unknown"}]
    refused = {"error": {"class": "InvalidRequestError"}, "problems": problems, "sent": []}
    copied("a refusal", refused, arguments={**call, "no_such_argument": 1}, answers=[])
    _lost(cases, call)
    if operation.results is not None and operation.task is None:
        _results(cases, call)


def _lost(cases: Cases, call: Arguments) -> None:
    """An error whose cause is one of httpx, which has the request and so the key: that one isn't pickled."""
    once = errors.sends_once(cases.tested)
    kind = "SubmissionUnknownError" if once else "ConnectionFailedError"
    number = 1 if once else errors.ATTEMPTS
    for way in WAYS:
        given = {**cases.given(call), "answers": [{"fault": "reset", "repeat": True}], "copied": way}
        facts = {"class": kind, "cause": None if way == "pickle" else "ReadError"}
        expect = {"error": facts, "sent": [[cases.address(call), number]]}
        cases.add("safety", f"{way} of a lost answer", cases.tested.operation.key, given, expect)


def _results(cases: Cases, call: Arguments) -> None:
    """A result with its images; a link that nobody has read needs the client, which a pickle hasn't."""
    tested = cases.tested
    body = {**bodies.success(tested), f"new {KEY}": [KEY]}
    for pointer in tested.provider.envelope.request_id[:1]:
        body = put(body, pointer, f"request {KEY}")
    status = answer_bodies.status(tested.operation)
    facts: Json = {"images": outcome.images(tested.operation, body), "status": status}
    headers = {"X-Several": ["a", KEY], "x-request-id": "request-1"}
    several = "a, ***" if tested.provider.security.place else f"a, {KEY}"
    for way in WAYS:
        answer = {"status": status, "json": body, "headers": headers}
        given = {**cases.given(call), "answers": [answer], "copied": way}
        shown = {"content-type": "application/json", "x-several": several, "x-request-id": "request-1"}
        expect = {"error": None, "result": {**facts, "headers": shown}}
        cases.add("safety", f"{way} of a result", tested.operation.key, given, expect)
    place = tested.operation.results.images[0] if tested.operation.results is not None else None
    if place is None or not place.url:
        return
    links = Links(cases, call, place)
    whole = {**links.whole, "read": links.whole["read"] * 2}
    links.add("read and pickled", links.url, [PICTURE], whole, copied="pickle", readCopy=True)
    unread = {"error": {"class": "DownloadError"}, "sent": [links.first], "errorHides": [links.signature]}
    links.add("pickled and not read", links.url, [], unread, read=0, copied="pickle", readCopy=True)
    for way in WAYS[1:]:
        links.add(f"read from its {way}", links.url, [PICTURE], links.whole, read=0, copied=way, readCopy=True)


def raw_case(cases: Cases, call: Arguments) -> None:
    """What came is kept as it came: status, headers under small names, and the body with whatever is new in it."""
    tested = cases.tested
    if tested.operation.results is None or tested.operation.task is not None:
        return
    status = answer_bodies.status(tested.operation)
    # The key is hidden everywhere else; what came stays as it came.
    body = {**bodies.success(tested, documented=False), "a new field": KEY}
    outcome_expected = outcome.result(tested, verdict(tested, call).values, body, status)
    if "result" not in outcome_expected:
        return
    answer = {"status": status, "json": body, "seconds": 2, "headers": {"X-Several": ["a", "b"], "X-Mixed": "Ab"}}
    shown = {"content-type": "application/json", "x-several": "a, b", "x-mixed": "Ab"}
    facts: Json = {
        "headers": shown,
        "status": status,
        "elapsed": 2.0,
        "otherTaskIds": [],
        "answer": tested.operation.model,
    }
    for code in (status, 203):
        given = {**cases.given(call), "answers": [{**answer, "status": code}]}
        expect: Json = {"error": None, "result": {**facts, "status": code}}
        cases.add("safety", f"raw answer {code}", tested.operation.key, given, expect)
