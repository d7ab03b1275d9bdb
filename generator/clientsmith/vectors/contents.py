"""Cases for answers that are bytes: their type decides, else their first bytes; and for headers of answers."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from clientsmith.load.json_values import mapping, several
from clientsmith.oracle import answers, contents, media
from clientsmith.oracle.answer_bodies import status
from clientsmith.oracle.contents import Content
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import Arguments, Json, OperationUnderTest
from clientsmith.vectors.validation import verdict

PNG = media.FILES["image/png"]


def usual_answer(tested: OperationUnderTest) -> Json:
    """Return the answer of a success: JSON, or the bytes of an image where there is nothing else."""
    if contents.takes_only_bytes(tested.operation) and tested.operation.task is None:
        kind = next(iter(_kinds(tested)), "image/png")
        return {"status": status(tested.operation), "base64": media.FILES[kind], "headers": {"content-type": kind}}
    return {"status": status(tested.operation), "json": bodies.success(tested)}


def _kinds(tested: OperationUnderTest) -> list[str]:
    """Return the types of images that the answer is documented to have, and that are known by their bytes."""
    types = contents.documented(tested.operation, status(tested.operation))
    return [kind for kind in media.FILES if any(contents.covers(one, kind) for one in types)]


def content_cases(cases: Cases) -> None:
    """Try every form in which an answer of documented media types can come."""
    tested, call = cases.tested, sample.minimal(cases.tested)
    if call is None or tested.operation.task is not None:
        return
    if contents.takes_bytes(tested.operation):
        for name, content, kind in _forms(tested):
            _content(cases, call, name, content, kind)
        refused = {"status": 400, "base64": PNG, "headers": {"content-type": "image/png"}}
        expect = {"error": {"status": 400, "class": outcome.error(tested, 400, None)["class"]}}
        cases.add("answer", "an image as an error", cases.tested.operation.key, _given(cases, call, refused), expect)
    _headers(cases, call)


def _forms(tested: OperationUnderTest) -> Iterator[tuple[str, bytes, str]]:
    """Yield names, bytes and content types of answers."""
    kinds = _kinds(tested)
    for kind in kinds:
        yield f"the bytes of {kind}", b64decode(media.FILES[kind]), kind
        yield f"the bytes of {kind} with a parameter", b64decode(media.FILES[kind]), f"{kind.upper()}; q=1"
    for kind in ("", "text/plain", "application/json", "application/octet-stream", "image/webp"):
        yield f"an image as {kind or 'nothing'}", b64decode(PNG), kind
    yield "another image as an image", b64decode(media.FILES["image/gif"]), (kinds or ["image/png"])[0]
    yield "an image cut short", b64decode(PNG)[:-9], "image/png"
    yield "an image with more behind", b64decode(PNG) + b"more", "image/png"
    made = json.dumps(bodies.success(tested, documented=False)).encode()
    for kind in ("application/json", "", "image/png", "text/html"):
        yield f"JSON as {kind or 'nothing'}", made, kind
    for kind in ("image/png", "", "application/octet-stream"):
        yield f"garbage as {kind or 'nothing'}", b"\x00\x01\x02" * 100, kind
    yield "a page as an image", b"<!doctype html><p>Busy</p>", "image/png"
    yield "nothing as an image", b"", "image/png"


def _content(cases: Cases, call: Arguments, name: str, content: bytes, kind: str) -> None:
    tested = cases.tested
    operation, values, code = tested.operation, verdict(tested, call).values, status(tested.operation)
    came = contents.content_of(operation, code, content, kind)
    answer: Json = {"status": code, "base64": b64encode(content).decode()}
    answer |= {"headers": {"content-type": kind}} if kind else {}
    expect: Json = {"sent": [[line(tested, values), 1]]}
    drift = [["", "content-type"]] * came.drifts
    if came.media_type:
        odd = [["", "image"]] * (content not in map(b64decode, media.FILES.values()))
        expect |= {"result": _bytes_result(tested, values, came, sorted([*drift, *odd])), "error": None}
    elif came.body is None:
        expect |= {"error": {"class": "DecodeError", "status": code, "mayBeBilled": operation.submits}}
    else:
        expect |= outcome.result(tested, values, came.body, code)
        if isinstance(expect.get("result"), dict):
            expect["result"]["drift"] = sorted([*expect["result"]["drift"], *drift])
            expect["result"].pop("answer", None)
    if not operation.submits and "result" not in expect:
        return
    cases.add("answer", name, operation.key, _given(cases, call, answer), expect)


def _bytes_result(tested: OperationUnderTest, values: Mapping[str, Any], came: Content, drift: list[list[str]]) -> Json:
    count = answers.requested(tested, values)
    image = {"url": None, "base64": None, "mediaType": came.media_type, "expiresAt": None, "taskId": None}
    partial = outcome.is_partial(tested.operation, count, 1)
    return {"images": [image], "drift": drift, "requested": count, "partial": partial}


def _given(cases: Cases, call: Arguments, answer: Json) -> Json:
    return {**cases.given(call), "answers": [answer]}


def _headers(cases: Cases, call: Arguments) -> None:
    """Try a documented header as it should be, and as it shouldn't."""
    tested = cases.tested
    answer = tested.operation.answer
    usual = usual_answer(tested)
    for name, schema in answer.header_schemas.items() if answer is not None else ():
        for word, text, value, drift in _texts(mapping(schema)):
            came: Json = {**usual, "headers": {**usual.get("headers", {}), name.upper(): text}}
            own = [] if "base64" in usual else outcome.differences(tested.operation, came["status"], came["json"])
            place = [[f"header {name}", drift]] if drift else []
            expect: Json = {"error": None, "drift": sorted([*own, *place])}
            if tested.operation.results is not None:
                expect["result"] = {"headerValues": {name: value}}
            key = answer.key if answer is not None else tested.operation.key
            cases.add("answer", f"header {name} {word}", f"{key}/headers/{name}", _given(cases, call, came), expect)


def _texts(schema: Json) -> Iterator[tuple[str, str, Any, str]]:
    """Yield a name, the text of a header, its value, and the drift that it is."""
    kinds = several(schema.get("type"))
    low, high = schema.get("minimum", 7), schema.get("maximum", 7)
    if "integer" in kinds or "number" in kinds:
        yield "as a number", str(max(low, min(7, high))), max(low, min(7, high)), ""
        yield "as a text", "seven", "seven", "" if "string" in kinds else "type"
        yield "with a zero before", "007", "007", "" if "string" in kinds else "type"
        if "maximum" in schema:
            yield "past its maximum", str(high + 1), high + 1, "out-of-range"
    elif "boolean" in kinds:
        yield "as true", "true", True, ""
        yield "as a text", "yes", "yes", "" if "string" in kinds else "type"
    else:
        value = next((str(one) for one in schema.get("enum", ())), "text")
        yield "as a text", value, value, ""
        if "enum" in schema:
            yield "with a new value", "a-value-that-is-new", "a-value-that-is-new", "unknown-value"
