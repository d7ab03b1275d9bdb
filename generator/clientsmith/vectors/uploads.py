"""Files for fields that take links: what is sent in which order, and that a file is uploaded once."""

from __future__ import annotations

from typing import Any

from clientsmith.oracle import media
from clientsmith.oracle.uploads import uploads_of
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import line, request
from clientsmith.vectors.operation_under_test import Json
from clientsmith.vectors.validation import verdict


def upload_cases(cases: Cases) -> None:
    """Try a file in each field that takes links and uploads."""
    tested = cases.tested
    for wire, field in tested.fields.items():
        if field.media is None or field.media.upload is None:
            continue
        file = {"$bytes": media.usual(field.media.types)[1]}
        listed = "array" in field.schema.get("type", ())
        call = sample.settled(tested, {wire: sample.first(sample.values(tested, field))})
        call |= {wire: [file] if listed else file}
        checked = verdict(tested, call)
        if checked.problems:
            continue
        uploads = [(cases.of(how.operation), {how.field: text}) for how, text in uploads_of(tested, checked.values)]
        made = [request(other, values) for other, values in uploads]
        answers: list[Any] = [other.operation.id for other, _ in uploads]
        whole = cases.given(call, answers=[*answers, tested.operation.id])
        expect = {"requests": [*made, request(tested, checked.values)], "error": None}
        cases.add("wire", f"a file for {field.name}", field.key, whole, expect)
        if listed and not verdict(tested, {**call, wire: [file, file]}).problems:
            cases.call(f"a file twice for {field.name}", field.key, {**call, wire: [file, file]})
        sent = [[line(*one), 1] for one in uploads]
        lost: Json = {"error": {"class": "DecodeError", "mayBeBilled": False}, "sent": sent[:1]}
        given = cases.given(call, answers=[{"json": {}}], client={"maxRetries": 0})
        cases.add("safety", f"a file for {field.name} without a link", field.key, given, lost)
        cases.call(f"a file for {field.name} beside a slip", field.key, {**call, "no_such_argument": 1})
