"""Cases for error responses: each row of the error table, each status, each place of the request id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientsmith.language.model import ErrorRow
from clientsmith.oracle import answers, errors
from clientsmith.oracle.errors import error_body
from clientsmith.oracle.pointers import find, put
from clientsmith.vectors import outcome, sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import Arguments, Json, plain
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.validation import verdict

MESSAGE = "This is what the provider says about it"
_TOLD = (("code", "code"), ("request id", "requestId"))
STATUSES = (
    300,
    302,
    304,
    400,
    401,
    402,
    403,
    404,
    408,
    409,
    413,
    415,
    422,
    429,
    451,
    499,
    500,
    501,
    502,
    503,
    504,
    520,
    599,
)


def error_cases(cases: Cases) -> None:
    """Try every error that is documented, and those that every server has."""
    tested = cases.tested
    call = sample.minimal(tested)
    if call is None:
        return
    envelope = tested.provider.envelope
    if envelope.error_body is not None:
        for example in envelope.error_body.examples:
            _error(cases, call, f"example {example.id}", example.key, example.status, example.body)
    for row in sampled(tested.provider.errors):
        for status in _statuses(row):
            name = f"row {row.kind} {row.code or row.type} {status}"
            _error(cases, call, name, row.key, status, body(cases, row.code, row.type))
        if row.code:
            # The code decides, whatever status it comes under.
            for status in (418, 500, 503):
                _error(cases, call, f"row code {row.code} {status}", row.key, status, body(cases, row.code, ""))
        if row.code.isdecimal():
            content = body(cases, row.code, row.type)
            for pointer in envelope.code:
                content = put(content, pointer, int(row.code))
            _error(cases, call, f"row number {row.code}", row.key, 418, content)
        for pointer in envelope.code[1:] if row.code else ():
            content = put(put(body(cases, "", ""), pointer, row.code), envelope.code[0], "no-code-of-the-table")
            _error(cases, call, f"row code {row.code} at {pointer}", row.key, 418, content)
    for status in STATUSES:
        _error(cases, call, f"status {status}", tested.operation.key, status, body(cases, "", ""))
    _error(cases, call, "unknown code", place(cases), 400, body(cases, "code-that-is-new", "type-that-is-new"))
    _inside(cases, call)
    _ids(cases, call)
    _retries(cases, call)
    _texts(cases, call)


def place(cases: Cases) -> str:
    """Return the key of the envelope, or of the operation if the spec has no envelope."""
    provider = cases.tested.provider
    known = any(find(provider.document.data, provider.envelope.key))
    return provider.envelope.key if known else cases.tested.operation.key


def _statuses(row: ErrorRow) -> Iterator[int]:
    if isinstance(row.status, str):
        yield from (int(row.status[0]) * 100 + more for more in (0, 7, 99))
    elif row.status is not None:
        yield row.status
    else:
        yield 418


def body(cases: Cases, code: str, kind: str) -> dict[str, Any]:
    """Return an error body, its parts placed as the envelope says."""
    made: dict[str, Any] = error_body(cases.tested.provider, code=code or None, kind=kind, message=MESSAGE)
    return made


def _error(
    cases: Cases,
    call: Arguments,
    name: str,
    source: str,
    status: int,
    content: Any,
    headers: dict[str, str] | None = None,
) -> None:
    """Add the exception that a response must become, and how often the request is sent."""
    tested = cases.tested
    if not answers.is_failure(tested, status, content):
        return
    answer: dict[str, Any] = {"status": status, "json": content, "repeat": True}
    if headers:
        answer["headers"] = headers
    pauses = errors.waits(tested.provider, errors.attempts(tested, status, content, headers), content)
    number = len(pauses) + 1
    error = outcome.error(tested, status, content, headers)
    if not tested.provider.envelope.message:
        error["message"] = MESSAGE
    # What a request that failed may have made is kept, should it be billed.
    task = answers.task_id(tested.operation, content) if errors.may_be_billed(tested, status, content) else ""
    expect = {
        "error": {**error, "taskId": task or None},
        "sent": [[line(tested, verdict(tested, call).values), number]],
        "pauses": pauses,
        "events": [*["response", "retry"] * (number - 1), "response"],
        "errorSays": [f"status {status}", *(f"{label} {error[fact]}" for label, fact in _TOLD if error[fact])],
    }
    cases.add("answer", f"error {name}", source, {**cases.given(call), "answers": [answer]}, expect)


def _inside(cases: Cases, call: Arguments) -> None:
    envelope, provider = cases.tested.provider.envelope, cases.tested.provider
    for pointer in envelope.failure:
        for row in provider.errors[:3]:
            content = put(
                body(cases, row.code, row.type),
                pointer,
                answers.first(body(cases, row.code, row.type), (pointer,)) or {"message": MESSAGE},
            )
            _error(cases, call, f"inside 200 {row.kind} {row.code or row.type}", place(cases), 200, content)
    if envelope.success:
        content = put({"message": MESSAGE}, envelope.success, "not what success says")
        _error(cases, call, "no success inside 200", place(cases), 200, content)
        for value in envelope.expected:
            almost = f"{value} " if isinstance(value, str) else str(value)
            content = put({"message": MESSAGE}, envelope.success, almost)
            _error(cases, call, f"almost {value} inside 200", place(cases), 200, content)


def _ids(cases: Cases, call: Arguments) -> None:
    envelope = cases.tested.provider.envelope
    for at, pointer in enumerate(envelope.request_id):
        content = put(body(cases, "", ""), pointer, f"request-{at}")
        _error(cases, call, f"request id at {pointer}", place(cases), 422, content)
        _error(cases, call, f"request id at {pointer} first", place(cases), 422, content, {"x-request-id": "other"})
        _error(cases, call, f"request id number at {pointer}", place(cases), 422, put(content, pointer, 4711))
    for name in (*envelope.request_id_headers, "X-Request-Id", "Request-Id"):
        _error(cases, call, f"request id in {name}", place(cases), 422, body(cases, "", ""), {name: "request-7"})


def _retries(cases: Cases, call: Arguments) -> None:
    """Add errors that say whether, and when, the same request may succeed later."""
    envelope, tested = cases.tested.provider.envelope, cases.tested
    name = envelope.retryable_header
    for status in (400, 401, 429, 500, 503) if name else ():
        for word in ("true", "false", "TRUE", " False ", "1", ""):
            content = body(cases, "", "")
            _error(cases, call, f"status {status} and {name} {word}", place(cases), status, content, {name: word})
    address = line(tested, verdict(tested, call).values)
    for pointer in envelope.retry_after:
        busy = body(cases, "", "")
        if errors.attempts(tested, 429, busy) == 1:
            continue
        for value in (3, "3", " 3 ", 1.5, "1.5", 60, 61, 0, -5, True, None, 1e300, "1e2", "soon", [3]):
            answer: Json = {"status": 429, "json": put(busy, pointer, value)}
            pauses = errors.waits(tested.provider, 2, answer["json"])
            given = {**cases.given(call), "answers": [answer, tested.operation.id]}
            kind = errors.class_name(tested, 429, answer["json"])
            failed = (
                None if pauses else {"class": kind, "retryAfter": errors.told_to_wait(tested.provider, answer["json"])}
            )
            expect: Json = {"error": failed, "pauses": pauses, "sent": [[address, len(pauses) + 1]]}
            cases.add("answer", f"told to wait {value} at {pointer}", place(cases), given, expect)
        answer = {"status": 429, "json": put(busy, pointer, 3), "headers": {"retry-after": "7"}}
        given = {**cases.given(call), "answers": [answer, tested.operation.id]}
        expect = {"error": None, "pauses": [7.0], "sent": [[address, 2]]}
        cases.add("answer", f"told to wait at {pointer} and by a header", place(cases), given, expect)


def _texts(cases: Cases, call: Arguments) -> None:
    tested = cases.tested
    address = line(tested, verdict(tested, call).values)
    odd: tuple[tuple[str, int, Json, str], ...] = (
        (
            "html",
            502,
            {"text": "<html><h1>Bad   gateway</h1></html>", "headers": {"content-type": "text/html"}},
            "Bad gateway",
        ),
        ("text", 400, {"text": "no such thing"}, "no such thing"),
        ("empty", 404, {"text": ""}, "404"),
        ("list", 422, {"json": [{"loc": ["body"]}]}, "422"),
        (
            "redirect",
            307,
            {"text": "", "headers": {"location": "https://other.example.com/v1?signature=quux"}},
            "other.example.com/v1",
        ),
        ("redirect to nowhere", 300, {"text": "choose"}, "redirects to 'nowhere'"),
        ("redirect of the last kind", 399, {"text": "choose"}, "redirects to 'nowhere'"),
        ("detail", 422, {"json": {"detail": "it says so here"}}, "it says so here"),
        ("other error", 422, {"json": {"error": "it says so there"}}, "it says so there"),
        ("long text", 400, {"text": "abc " * 2000}, "status 400"),
        ("many links", 400, {"text": {"$repeat": ["http://", 20_000]}}, "http://"),
        ("text over several lines", 400, {"text": "one\n\n  two"}, "one two"),
        ("other message", 422, {"json": {"error": {"message": "it says so inside"}}}, "it says so inside"),
    )
    for name, status, reply, words in odd:
        content = reply.get("json")
        number = errors.attempts(tested, status, content)
        error = outcome.error(tested, status, content)
        error.pop("message", None)
        text = plain(reply.get("text"))
        if text:
            # The beginning of a text is all that is shown of it.
            error["body"] = text[:2000]
            if status < 300 or status >= 400:
                shown = " ".join(text.split())[:200]
                error["message"] = f"the provider answered {status}: {shown}"
        expect = {"error": error, "errorSays": [words], "sent": [[address, number]]}
        given = {**cases.given(call), "answers": [{"status": status, "repeat": True, **reply}]}
        cases.add("answer", f"error as {name}", tested.operation.key, given, expect)
