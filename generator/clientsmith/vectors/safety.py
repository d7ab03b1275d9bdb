"""Safety cases: no submit sent twice, no endless response, no repeated key."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from clientsmith.oracle import answer_bodies, errors
from clientsmith.oracle.authentication import without_key
from clientsmith.oracle.pointers import put
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import request
from clientsmith.vectors.links import Links
from clientsmith.vectors.operation_under_test import KEY, LARGEST, NOW, Arguments, Json, plain
from clientsmith.vectors.safety_connections import connection_cases
from clientsmith.vectors.safety_copies import copy_cases, raw_case
from clientsmith.vectors.safety_echoes import drift_cases, message_cases
from clientsmith.vectors.safety_hooks import hook_cases
from clientsmith.vectors.safety_keys import address_cases, echo_cases, key_cases
from clientsmith.vectors.safety_links import link_cases
from clientsmith.vectors.safety_settings import added_cases, keyed_cases, setting_cases
from clientsmith.vectors.validation import verdict

MAX_BYTES = 16 * 1024 * 1024
_FAULTS = {
    # fault: whether the server may have seen the request, whether time ran out, whether trying again can help, words
    "refused": (False, False, True, "connection refused"),
    "connect-timeout": (False, True, True, "no connection within"),
    "pool-timeout": (False, True, True, "pool"),
    "no-name-server": (False, False, True, "name isn't known"),
    "unknown-host": (False, False, False, "name isn't known"),
    "certificate": (False, False, False, "the certificate isn't accepted (self-signed certificate)"),
    "reset": (True, False, True, "connection reset by peer"),
    "closed": (True, False, True, "the answer broke off"),
    "read-timeout": (True, True, True, "no whole answer within"),
    "write-timeout": (True, True, True, "no whole answer within"),
}


def safety_cases(cases: Cases) -> None:
    """Try everything that could bill twice, or give the key away."""
    tested = cases.tested
    call = sample.minimal(tested)
    if call is None:
        return
    _faults(cases, call)
    _times(cases, call)
    _echoes(cases, call)
    echo_cases(cases, call)
    _unchecked(cases)
    for derive in (
        message_cases,
        drift_cases,
        hook_cases,
        copy_cases,
        raw_case,
        connection_cases,
        added_cases,
        keyed_cases,
    ):
        derive(cases, call)
    if tested.operation.results is not None and tested.operation.task is None:
        link_cases(cases, call)
    if tested.operation is tested.provider.operations[0]:
        key_cases(cases)
        address_cases(cases, call)
        setting_cases(cases, call)


def _faults(cases: Cases, call: Arguments) -> None:
    """Add responses that break off: a billable request is retried only if it certainly never arrived."""
    tested = cases.tested
    once = errors.sends_once(tested)
    for fault, (sent, late, again, says) in _FAULTS.items():
        number = errors.ATTEMPTS if again and not (once and sent) else 1
        kind = "ConnectionFailedError"
        if once and sent:
            kind = "SubmissionTimeoutError" if late else "SubmissionUnknownError"
        elif sent and late:
            kind = "RequestTimeoutError"
        error: Json = {"class": kind, "status": None, "operation": tested.operation.id}
        error["mayBeBilled"] = (once and sent) or errors.asks_for_task(tested)
        if once and sent:
            error["sentAt"] = float(NOW)
            # The hash of what was asked for: the key is no part of it.
            body = plain(without_key(tested.provider, request(tested, verdict(tested, call).values))["body"])
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body is not None else ""
            error["bodySha256"] = sha256(text.encode()).hexdigest()
        expect: Json = {"error": error, "sent": [[cases.address(call), number]], "pauses": errors.backoffs(number)}
        expect["errorSays"] = [says, *(["wasn't sent again"] if once and sent else [])]
        expect["events"] = [*["failure", "retry"] * (number - 1), "failure"]
        given = {**cases.given(call), "answers": [{"fault": fault, "repeat": True}]}
        cases.add("safety", f"fault {fault}", tested.operation.key, given, expect)
        if number > 1:
            given = {**cases.given(call), "answers": [{"fault": fault}, tested.operation.id]}
            expect = {"error": None, "sent": [[cases.address(call), 2]], "pauses": errors.backoffs(2)}
            cases.add("safety", f"fault {fault} once", tested.operation.key, given, expect)
    given = {**cases.given(call), "answers": [{"fault": "interrupt"}]}
    expect = {"error": {"class": "Interrupted", "notes": int(once)}, "sent": [[cases.address(call), 1]]}
    cases.add("safety", "fault interrupt", tested.operation.key, given, expect)
    # However patient the server is, a request takes three minutes at most with all that it waits for.
    patient = {"status": 429, "json": {}, "headers": {"retry-after": "60"}, "repeat": True}
    if errors.attempts(tested, 429, {}) > 1:
        expect = {"sent": [[cases.address(call), 4]], "pauses": [60.0, 60.0, 60.0]}
        cases.add(
            "safety",
            "asked to wait for ever",
            tested.operation.key,
            {**cases.given(call), "answers": [patient]},
            expect,
        )
    for status in (429, 503):
        answer: Json = {"status": status, "json": {"message": "Later"}, "headers": {"retry-after": "3"}}
        if errors.attempts(tested, status, answer["json"]) > 1:
            expect = {"error": None, "sent": [[cases.address(call), 2]], "pauses": [3.0]}
            given = {**cases.given(call), "answers": [answer, tested.operation.id]}
            cases.add("safety", f"status {status} once", tested.operation.key, given, expect)
            expected_error = outcome.error(tested, status, answer["json"]) | {"retryAfter": 61.0}
            expected_error.pop("message", None)
            waits_asked: tuple[tuple[str, Json | None, list[float]], ...] = (
                ("60", None, [60.0]),
                ("61", expected_error, []),
                ("1e3", None, errors.backoffs(2)),
                ("-5", None, errors.backoffs(2)),
                ("nan", None, errors.backoffs(2)),
                ("1.5", None, [1.5]),
                ("1.5.5", None, errors.backoffs(2)),
                ("0", None, errors.backoffs(2)),
                ("Tue, 14 Nov 2023 22:13:25 GMT", None, [5.0]),
                ("Tuesday, 14-Nov-23 22:13:25 GMT", None, [5.0]),
                ("Tue Nov 14 22:13:25 2023", None, [5.0]),
                ("Tue, 14 Nov 2023 22:13:15 GMT", None, errors.backoffs(2)),
                ("Tue, 14 Nov 99999 22:13:15 GMT", None, errors.backoffs(2)),
            )
            for text, refused, waits in waits_asked:
                reply = {**answer, "headers": {"retry-after": text}}
                expect = {
                    "error": refused,
                    "sent": [[cases.address(call), 2 if refused is None else 1]],
                    "pauses": waits,
                }
                given = {**cases.given(call), "answers": [reply, tested.operation.id]}
                cases.add("safety", f"status {status} retry after {text}", tested.operation.key, given, expect)


def _times(cases: Cases, call: Arguments) -> None:
    """Add slowly dripping responses, bounded by the total timeout, and the largest response."""
    tested = cases.tested
    operation = tested.operation
    once = errors.sends_once(tested)
    seconds = operation.timeout
    body = bodies.success(tested)
    sent = [[cases.address(call), 1]]
    for name, limit, options in ("", seconds, Json()), (" of one's own", 5, {"timeout": 5}):
        answer: Json = {"json": body, "drip": {"chunks": 1, "seconds": limit}}
        given = {**cases.given(call), "answers": [answer], "client": options}
        cases.add("safety", f"as slow as may be{name}", operation.key, given, {"error": None, "sent": sent})
        kind = "SubmissionTimeoutError" if once else "RequestTimeoutError"
        expect: Json = {"error": {"class": kind, "elapsed": float(limit + 1)}, "sent": sent}
        answer = {"json": body, "drip": {"chunks": 1, "seconds": limit + 1}}
        given = {**given, "answers": [answer], "client": {**options, "maxRetries": 0}}
        cases.add("safety", f"too slow{name}", operation.key, given, expect)
    _largest(cases, call)
    cut = {"json": body, "drip": {"chunks": 2, "fault": "reset"}, "repeat": True}
    number = 1 if once else errors.ATTEMPTS
    kind = "SubmissionUnknownError" if once else "ConnectionFailedError"
    expect = {"error": {"class": kind}, "sent": [[cases.address(call), number]]}
    cases.add("safety", "broken off", operation.key, {**cases.given(call), "answers": [cut]}, expect)


def _largest(cases: Cases, call: Arguments) -> None:
    operation = cases.tested.operation
    most = operation.max_response_bytes or MAX_BYTES
    sent = [[cases.address(call), 1]]
    # No JSON, so that nothing but its length is looked at.
    for name, size, packed in (
        ("as large as may be", most, False),
        ("too large", most + 1, False),
        ("too large once unpacked", most + 1, True),
    ):
        if size > (MAX_BYTES + 1 if packed else LARGEST):
            continue
        answer = {"text": "x", "bytes": size, "repeat": True, **({"gzip": True} if packed else {})}
        reply = (
            operation.task is not None or operation.submits or bool(answer_bodies.described(operation).get("required"))
        )
        if reply:
            says = {"errorSays": ["larger"]} if size > most else {"errorHides": ["larger"]}
            # What can't be read is asked for again where that is free; what is too large would be so again.
            again = size <= most and not operation.submits
            lines = [[cases.address(call), errors.ATTEMPTS]] if again else sent
            expect = {"error": {"class": "DecodeError", "status": 200}, **says, "sent": lines}
            cases.add("safety", name, operation.key, {**cases.given(call), "answers": [answer]}, expect)


def _echoes(cases: Cases, call: Arguments) -> None:
    tested = cases.tested
    envelope = tested.provider.envelope
    content: dict[str, Any] = {f"your key {KEY}": KEY}
    for pointers in (envelope.code, envelope.type, envelope.message or ("/message",), envelope.request_id):
        for pointer in pointers[:1]:
            content = put(content, pointer, f"the key {KEY} is wrong")
    sent = [[cases.address(call), 1]]
    html = {"text": f"<html>{KEY}</html>", "headers": {"content-type": "text/html", "x-request-id": KEY}}
    message = (envelope.message or ("/message",))[0]
    links = {"json": put({}, message, f"see {Links.url} now")}
    for name, answer in (
        ("error", {"status": 400, "json": content}),
        ("page", {"status": 400, **html}),
        ("redirect", {"status": 302, "text": "", "headers": {"location": f"https://other.example.com/?key={KEY}"}}),
    ):
        cases.add(
            "safety",
            f"key repeated in {name}",
            tested.operation.key,
            {**cases.given(call), "answers": [answer]},
            {"sent": sent},
        )
    expect = {"errorSays": ["https://cdn.example.com/1.png?***"], "errorHides": [Links.signature], "sent": sent}
    cases.add(
        "safety",
        "signed link in an error",
        tested.operation.key,
        {**cases.given(call), "answers": [{"status": 400, **links}]},
        expect,
    )
    if tested.operation.task is not None or tested.operation.submits:
        cases.add(
            "safety",
            "key repeated in a page of success",
            tested.operation.key,
            {**cases.given(call), "answers": [html]},
            {"error": {"class": "DecodeError"}, "sent": sent},
        )


def _unchecked(cases: Cases) -> None:
    """Add an unvalidated call without arguments: its request still has a body with the fixed values."""
    tested = cases.tested
    # A path without its parameters is no address.
    if tested.operation.has_body and not any(field.location == "path" for field in tested.operation.arguments):
        given = {**cases.given({}), "client": {"validation": "off"}}
        expect: Json = {"requests": [request(tested, verdict(tested, {}).values)], "error": None, "warnings": []}
        cases.add("safety", "unchecked and without arguments", tested.operation.key, given, expect)
