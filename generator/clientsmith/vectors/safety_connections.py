"""Safety cases for connections: who owns and closes them, and that no event loop waits for them."""

from __future__ import annotations

from typing import Any

from clientsmith.oracle import answer_bodies, errors
from clientsmith.oracle.operation import below
from clientsmith.vectors import bodies, outcome
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import request
from clientsmith.vectors.operation_under_test import Arguments, Json
from clientsmith.vectors.validation import verdict


def connection_cases(cases: Cases, call: Arguments) -> None:
    """Call through connections of the client's own, and through an httpx client of the user's."""
    tested = cases.tested
    operation, address = tested.operation, cases.address(call)
    source = operation.key
    within = {**cases.given(call), "action": "within"}
    # `within` calls the operation itself: one that makes a task would wait for it.
    if operation.task is None:
        closed: Json = {"connections": {"used": 1, "open": 0}}

        def own(name: str, answers: list[Any], expect: Json, **given: Any) -> None:
            call_given = {**within, "answers": answers, "httpClient": "own", **given}
            cases.add("safety", f"own connection {name}", source, call_given, {**closed, **expect})

        fine: Json = {"error": None, "sent": [[address, 2]]}
        own("for two calls", [operation.id, operation.id], fine, times=2)
        own("shared by with_options", [operation.id, operation.id], fine, times=2, withOptions={"timeout": 9})
        own("after a blip", [{"fault": "refused"}, operation.id], fine)
        if errors.attempts(tested, 400, {}) == 1:
            kind = outcome.error(tested, 400, {})["class"]
            own("after an error", [{"status": 400, "json": {}}], {"error": {"class": kind}, "sent": [[address, 1]]})
        local = "http://127.0.0.1:8000/a"
        line = address.replace(tested.base_url, below(local, operation), 1)
        own("in the clear", [operation.id], {"error": None, "sent": [[line, 1]]}, client={"baseUrl": local})
        given: Json = {**within, "httpClient": {}}
        cases.add("safety", "user's httpx client stays open", source, given, {"error": None, "sent": [[address, 1]]})
    _bodies(cases, call)
    _given_clients(cases, call)
    if operation is tested.provider.operations[0]:
        expect: Json = {"error": None, "value": {"addresses": ["192.0.2.1"]}, "sent": []}
        cases.add("safety", "pauses and lookups in an event loop", source, {"action": "system"}, expect)


def _bodies(cases: Cases, call: Arguments) -> None:
    """Answers are closed however they end; that this fails costs nothing that was read."""
    tested = cases.tested
    address, body = cases.address(call), bodies.success(tested)
    fine = {"status": answer_bodies.status(tested.operation), "json": body}

    def answered(name: str, drip: Json, expect: Json) -> None:
        given = {**cases.given(call), "answers": [{**fine, "drip": drip}]}
        cases.add("safety", f"answer {name}", tested.operation.key, given, {"sent": [[address, 1]], **expect})

    answered("that can't be closed", {"chunks": 1, "closeFault": "reset"}, {"error": None})
    stopped = {"class": "Interrupted", "notes": int(errors.sends_once(tested))}
    answered("that is interrupted halfway", {"chunks": 2, "fault": "interrupt"}, {"error": stopped})


def _given_clients(cases: Cases, call: Arguments) -> None:
    """An httpx client of the user's: its headers and parameters are for the provider, its password is for nobody."""
    tested = cases.tested
    source = tested.operation.key
    refused: Json = {"error": {"class": "ConfigurationError"}, "sent": []}
    other = {"action": "configure", "httpClient": "of the other kind"}
    cases.add("safety", "httpx client of the other kind", source, other, refused)
    made = request(tested, verdict(tested, call).values)
    made["headers"]["x-own"] = "1"
    given = {**cases.given(call), "httpClient": {"headers": {"x-own": "1", "user-agent": "fox/2"}}}
    expect: Json = {"error": None, "requests": [made], "userAgents": ["fox/2"]}
    cases.add("safety", "httpx client with headers", source, given, expect)
