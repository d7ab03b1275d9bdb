"""Cases for responses: documented ones, and copies with an unknown, odd, missing or wrongly typed value."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from clientsmith.load.json_values import mapping
from clientsmith.oracle import answer_bodies, answers, contents, errors, tasks
from clientsmith.oracle.answers import LAST_MOMENT, UNITS
from clientsmith.oracle.pointers import find, put, remove
from clientsmith.oracle.values import kind_of, types_of
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.bodies import Spot
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.links import PNG
from clientsmith.vectors.operation_under_test import LONGEST, MOST, NOW, Arguments, Json
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.validation import verdict

_OTHER: dict[str, Any] = {
    "object": "text",
    "array": "text",
    "string": {"key": 1},
    "integer": "text",
    "number": "text",
    "boolean": "text",
}


def answer_cases(cases: Cases) -> None:
    """Try every success that is documented, and every way in which one can differ from its description."""
    tested = cases.tested
    call = sample.minimal(tested)
    answer = tested.operation.answer
    if call is None:
        return
    for example in answer.examples if answer is not None else ():
        if 200 <= example.status < 300:
            _answer(cases, call, f"example {example.id}", example.key, example.body, example.status)
    source = answer.key if answer is not None else tested.operation.key
    body = bodies.success(tested, documented=False)
    _answer(cases, call, "everything", source, body)
    _encodings(cases, call, body)
    if tested.operation.submits and tested.operation.results is not None and tested.operation.task is None:
        _other_forms(cases, call, body)
    if tested.operation.task is None:
        reply = {"status": answer_bodies.status(tested.operation), "json": body, "seconds": 3}
        given = {**cases.given(call), "answers": [reply]}
        cases.add("answer", "after 3 s", source, given, {"result": {"elapsed": 3.0}, "error": None})
    for name, other in _variants(cases, body):
        _answer(cases, call, name, source, other)
    if tested.operation.results is not None and tested.operation.task is None:
        for name, other in _places(cases, body):
            _answer(cases, call, name, tested.operation.results.key, other)
        _counts(cases, call, body)
        for name, other in _failures(cases, body):
            _answer(cases, call, name, tested.operation.results.key, other)
    for name, reply, readable, says in _odd():
        if not _fails(cases):
            continue
        values, status = verdict(tested, call).values, answer_bodies.status(tested.operation)
        kind = "DecodeError"
        if readable and tested.operation.task is None:
            kind = outcome.result(tested, values, readable[0], status)["error"]["class"]
        # What can be read is compared with its description before it fails the call.
        drift = outcome.differences(tested.operation, status, readable[0]) if readable else []
        billed = tested.operation.submits or errors.asks_for_task(tested)
        paid = tested.operation.submits or (readable and isinstance(readable[0], dict))
        number = 1 if paid else errors.ATTEMPTS
        # What can't be read is asked for again where that is free; what can is compared with its description first.
        drift = drift if number == 1 else []
        events = [*["response", "retry"] * (number - 1), "response", *(["drift"] if drift else [])]
        expect: Json = {"error": {"class": kind, "status": status, "mayBeBilled": billed}}
        expect |= {"sent": [[line(tested, values), number]], "drift": drift, "events": events}
        # A submit without a task says that, and what came instead goes along.
        expect |= {} if tested.operation.task is not None else {"errorSays": [says]}
        cases.add(
            "answer",
            name,
            source,
            {**cases.given(call), "answers": [{"status": status, "repeat": True, **reply}]},
            expect,
        )


def _encodings(cases: Cases, call: Arguments, body: Any) -> None:
    tested = cases.tested
    status = answer_bodies.status(tested.operation)
    deep: Any = "the end"
    for _ in range(98):
        deep = [deep]
    text = json.dumps({**body, "field_that_is_new": "\u65e5\u672c"}, ensure_ascii=False)
    for name, answer in (
        ("in gzip", {"json": body, "gzip": True}),
        ("with a byte order mark", {"text": "\ufeff" + json.dumps(body)}),
        (
            "in UTF-16",
            {
                "base64": b64encode(text.encode("utf-16")).decode(),
                "headers": {"content-type": "application/json; charset=UTF-16"},
            },
        ),
        ("in quotes", {"text": text, "headers": {"content-type": 'application/json; charset="utf-8"; a=b'}}),
        ("in an unknown charset", {"text": text, "headers": {"content-type": "application/json; charset=no-such-one"}}),
        ("of another type", {"text": text, "headers": {"content-type": "text/plain"}}),
        ("as deep as may be", {"json": {**body, "field_that_is_new": deep}}),
    ):
        given = {**cases.given(call), "answers": [{"status": status, **answer}]}
        cases.add("answer", f"written {name}", tested.operation.key, given, {"error": None})
    given = {
        **cases.given(call),
        "answers": [{"status": status, "json": {**body, "field_that_is_new": [[deep]]}, "repeat": True}],
    }
    if _fails(cases):
        cases.add("answer", "written too deep", tested.operation.key, given, {"error": {"class": "DecodeError"}})


def _other_forms(cases: Cases, call: Arguments, body: Any) -> None:
    """What was paid for comes as the image itself, as an event, or as something that nobody understands."""
    key, status = cases.tested.operation.key, answer_bodies.status(cases.tested.operation)
    image: Json = {"status": status, "base64": PNG, "headers": {"content-type": "image/png"}}
    drift = [["", "content-type"]]
    expect: Json = {"error": None, "read": [{"base64": PNG, "mediaType": "image/png"}], "drift": drift}
    if not contents.takes_bytes(cases.tested.operation):
        cases.add("answer", "the image itself", key, {**cases.given(call), "answers": [image], "read": 1}, expect)
    stream = {"content-type": "text/event-stream"}
    event = {"status": status, "text": f": ping\n\ndata: {json.dumps(body)}\n\n", "headers": stream}
    images = outcome.images(cases.tested.operation, body)
    expect = {"error": None, "result": {"images": images, "status": status}}
    cases.add("answer", "one event", key, {**cases.given(call), "answers": [event]}, expect)
    odd = b64encode(b"\x00\x01\x02" * 1000).decode()
    garbage = {"status": status, "base64": odd, "headers": {"content-type": "application/octet-stream"}}
    expect = {"error": {"class": "DecodeError", "content": odd, "mayBeBilled": True}}
    cases.add("answer", "garbage", key, {**cases.given(call), "answers": [garbage]}, expect)


def _fails(cases: Cases) -> bool:
    """Whether a body that says nothing fails the call: it lacks a task, an image, or what every answer has."""
    operation = cases.tested.operation
    must_be_read = operation.task is not None or (operation.submits and operation.results is not None)
    return must_be_read or bool(answer_bodies.described(operation).get("required"))


def _answer(cases: Cases, call: Arguments, name: str, source: str, body: Any, status: int = 0) -> None:
    tested = cases.tested
    status = status or answer_bodies.status(tested.operation)
    values = verdict(tested, call).values
    sent = {"sent": [[line(tested, values), 1]]}
    reply: dict[str, Any] = {"json": body} if status == 200 else {"status": status, "json": body}
    given = {**cases.given(call), "answers": [reply]}
    if answers.is_failure(tested, status, body):
        return
    if tested.operation.task is None:
        expect = outcome.result(tested, values, body, status)
    else:
        task = answers.task_id(tested.operation, body)
        images = answers.images(tested.operation, body, NOW)
        expect = Json(error={"class": "DecodeError", "status": status})
        view = tasks.submit_view(tested.provider, tested.operation.task, body)
        failed = view.state in ("failure", "cancelled")
        if task or images or failed:
            done = failed or (bool(images) and (view.state == "success" or not task))
            expect = Json(task={"id": task, "done": done, "status": view.status}, error=None)
        expect["drift"] = outcome.differences(tested.operation, status, body)
    if not expect["error"]:
        drift = outcome.differences(tested.operation, status, body)
        expect["events"] = ["response", *(["drift"] if drift else [])]
    cases.add("answer", name, source, given, {**expect, **sent})


def _variants(cases: Cases, body: Any) -> Iterator[tuple[str, Any]]:
    """Yield copies of the body with one described value changed, in ways that its schema forbids or allows."""
    schema = answer_bodies.described(cases.tested.operation)
    yield "unknown field", {**body, "field_that_is_new": {"inside": [1]}}
    yield from _absent(schema, body)
    for spot in bodies.spots({**schema, "type": "object"}, body):
        name = spot.name
        here = _here(body, spot)
        if isinstance(here, dict) and spot.schema.get("properties"):
            yield f"unknown field {name}", bodies.changed(body, spot.path, {**here, "field_that_is_new": 1})
        if not isinstance(spot.path[-1], int):
            yield f"missing {name}", remove(body, spot.path)
        yield f"null {name}", bodies.changed(body, spot.path, None)
        types = types_of(dict(spot.schema))
        for kind in types:
            for value in sample.of_schema({**spot.schema, "type": kind}):
                if kind != kind_of(here) and kind != "null":
                    yield f"as {kind} {name}", bodies.changed(body, spot.path, value)
                break
        if types:
            for value in _of_another_type(types):
                yield f"type {name}", bodies.changed(body, spot.path, value)
            if "boolean" not in types:
                yield f"type boolean {name}", bodies.changed(body, spot.path, True)
            if "integer" in types and "number" not in types:
                yield f"type fraction {name}", bodies.changed(body, spot.path, 1.5)
        yield from _values(body, spot, name)


def _of_another_type(types: tuple[str, ...]) -> list[Any]:
    return [value for kind, value in _OTHER.items() if kind in types and kind_of(value) not in types][:1]


def _absent(schema: Any, body: Any) -> Iterator[tuple[str, Any]]:
    """Yield copies of the body with a described but absent value as null, empty, and of another type."""
    for spot in [bodies.Spot((), schema, True), *bodies.spots({**schema, "type": "object"}, body)]:
        here = _here(body, spot)
        for name, child in mapping(spot.schema.get("properties")).items():
            if isinstance(here, dict) and name not in here:
                types = types_of(dict(child))
                tried: list[tuple[str, Any]] = [("null", None)]
                empty = (("object", Json()), ("array", list[Any]()), ("string", ""))
                tried += [(kind, value) for kind, value in empty if kind in types]
                tried += [("type", value) for value in _of_another_type(types)]
                path = (*spot.path, name)
                for word, value in tried:
                    yield f"{word} {'.'.join(map(str, path))}", bodies.changed(body, path, value)


def _here(body: Any, spot: Spot) -> Any:
    for step in spot.path:
        body = body[step]
    return body


def _values(body: Any, spot: Spot, name: str) -> Iterator[tuple[str, Any]]:
    schema = spot.schema
    for value in sampled(schema.get("enum", ())):
        yield f"value {name} {value}", bodies.changed(body, spot.path, value)
    if "enum" in schema:
        new = "a-value-that-is-new" if isinstance(schema["enum"][0], str) else 987654
        yield f"unknown value {name}", bodies.changed(body, spot.path, new)
    for word, past in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if word in schema:
            for value in dict.fromkeys((schema[word], schema[word] + past)):
                yield f"{word} {name} {value}", bodies.changed(body, spot.path, value)
    for word, past in (("minLength", -1), ("maxLength", 1)):
        if word in schema:
            for count in (schema[word], schema[word] + past):
                if 0 < count <= LONGEST:
                    yield f"{word} {name} {count}", bodies.changed(body, spot.path, "a" * count)
    for word, past in (("minItems", -1), ("maxItems", 1)):
        if word in schema:
            items = list(sample.of_schema(schema.get("items", {})))[:1]
            for count in (schema[word], schema[word] + past):
                if 0 <= count <= MOST and items:
                    yield f"{word} {name} {count}", bodies.changed(body, spot.path, items * count)


def _places(cases: Cases, body: Any) -> Iterator[tuple[str, Any]]:
    """Yield bodies with the images in each of their places, with each fact about an image, and without images."""
    results = cases.tested.operation.results
    if results is None:
        return
    bare = answer_bodies.without_images(body, results)
    yield "no image", bare
    for number, place in enumerate(place for place in results.images if not place.body):
        for pointer in place.url:
            yield f"image as link {number} {pointer}", put(bare, place.items + pointer, bodies.LINK.format(9))
        for pointer in place.base64:
            yield f"image as base64 {number} {pointer}", put(bare, place.items + pointer, "iVBORw0KGgo=")
        link = put(bare, place.items + (place.url or place.base64)[0], bodies.LINK.format(7))
        for mine, others in ((place.url[:1], place.base64[:1]), (place.base64[:1], place.url[:1])):
            for pointer in others:
                # What the image isn't in may be null, and anything else there is odd and harms nothing.
                whole = put(bare, place.items + mine[0], "iVBORw0KGgo=") if mine else bare
                beside: tuple[tuple[str, Any], ...] = (("null", None), ("a number", 7), ("an object", Json()))
                for word, other in beside:
                    yield f"image beside {word} {number} {pointer}", put(whole, place.items + pointer, other)
        for word, pointers, values in (
            ("expires", place.expires_at, (*_units(bodies.EXPIRES, place.unit), 0, "", "1700009999", -5, True, 1e300)),
            (
                "ttl",
                place.ttl,
                (
                    *_units(bodies.TTL, place.unit),
                    "600",
                    " 600 ",
                    "0" * 16 + "600",
                    "0" * 17 + "600",
                    "0",
                    0,
                    None,
                    "soon",
                ),
            ),
            ("type", place.media_type, ("png", "JPEG", "image/webp", "unheard-of", None, 7)),
        ):
            for pointer in pointers:
                for value in values:
                    yield f"image {word} {value} {pointer}", put(link, place.items + pointer, value)
        if results.since:
            for value in (*_units(NOW - 1000, results.since_unit), "1699999000", None, "yesterday"):
                yield f"image since {value}", put(link, results.since, value)
        yield f"image link only {number}", link
        if place.items.endswith("/*"):
            yield f"image list empty {number}", put(bare, place.items.removesuffix("/*"), list[Any]())
            yield f"image null {number}", put(bare, place.items, None)
            yield f"image link empty {number}", put(bare, place.items + (place.url or place.base64)[0], "")


def _units(seconds: int, unit: str) -> tuple[Any, ...]:
    """Return a time in its unit, and the last moment and the first that is none."""
    last = int(LAST_MOMENT) * UNITS[unit]
    return (seconds,) if unit == "s" else (seconds * 1000, seconds * 1000 + 500, last - 1000, last)


def _counts(cases: Cases, call: Arguments, body: Any) -> None:
    tested = cases.tested
    results = tested.operation.results
    field = next((field for field in tested.operation.arguments if field.role == "count"), None)
    place = answer_bodies.json_place(results) if results is not None else None
    if results is None or place is None or field is None or not place.items.endswith("/*"):
        return
    wire = next(wire for wire, known in tested.fields.items() if known is field)
    call_for_two = sample.legal(tested, {**call, wire: 2})
    if call_for_two is None:
        return
    above = place.items.removesuffix("/*")
    items = find(body, place.items)
    if not items:
        return
    for count in (1, 2, 3):
        many = [put(items[0], place.url[0], bodies.LINK.format(at)) if place.url else items[0] for at in range(count)]
        _answer(cases, call_for_two, f"{count} of 2 images", results.key, put(body, above, many))
    # A model may have another number by default.
    for model in sampled([name for name, defaults in tested.operation.model_defaults.items() if wire in defaults], 20):
        call_by_default = sample.legal(tested, {tested.operation.chooser: model}, but=[wire])
        if call_by_default is not None:
            _answer(cases, call_by_default, f"as many as {model} makes by default", results.key, body)


def _failures(cases: Cases, body: Any) -> Iterator[tuple[str, Any]]:
    """Yield bodies in which some images failed, or all: in words, by a code that the table knows, and by another."""
    results = cases.tested.operation.results
    place = answer_bodies.json_place(results) if results is not None else None
    if place is None or not place.items.endswith("/*") or not (place.error_code or place.error_message):
        return
    above = place.items.removesuffix("/*")
    image = next(iter(find(body, place.items)), Json())
    known = next((row.code for row in cases.tested.provider.errors if row.code), "no-row")
    bare = image
    for pointer in (*place.url, *place.base64):
        bare = remove(bare, answer_bodies.first_of(pointer)) if pointer else Json()
    failed: list[tuple[str, Any]] = []
    for pointer in place.error_code[:1]:
        failed += [("a known code", put(bare, pointer, known)), ("a new code", put(bare, pointer, "a-new-code"))]
        failed += [("a number", put(bare, pointer, 4711)), ("nothing", put(bare, pointer, None))]
    for pointer in place.error_message[:1]:
        failed += [("words", put(bare, pointer, "it says why"))]
        for code in place.error_code[:1]:
            failed += [("a code and words", put(put(bare, pointer, "it says why"), code, known))]
    for name, item in failed:
        yield f"one failed with {name}", put(body, above, [image, item])
        yield f"the first failed with {name}", put(body, above, [item, image])
        yield f"all failed with {name}", put(body, above, [item, item])


def _odd() -> Iterator[tuple[str, dict[str, Any], list[Any], str]]:
    """Yield unusable bodies under a good status: name, response, its JSON if it has any, and the expected message."""
    kind = {"content-type": "application/json"}
    yield "empty", {"text": ""}, [], "the body is empty"
    yield "blank", {"text": " \n"}, [], "the body is empty"
    yield "html", {"text": "  <!DOCTYPE html><p>Welcome</p>"}, [], "HTML came instead"
    yield "html of an older kind", {"text": "<HTML><body>Welcome</body></HTML>"}, [], "HTML came instead"
    yield "html by its type", {"text": "Welcome", "headers": {"content-type": "text/html"}}, [], "HTML came instead"
    yield "not json", {"text": "ok", "headers": kind}, [], "isn't JSON"
    yield "cut short", {"text": '{"data": [{"url": "https://cdn', "headers": kind}, [], "isn't JSON"
    yield "nested too deeply", {"text": "[" * 150 + "]" * 150}, [], "nested too deeply"
    yield "nested far too deeply", {"text": {"$repeat": ["[", 90_000]}}, [], "nested too deeply"
    yield "of too many objects", {"text": {"$repeat": ["{", 200_001]}}, [], "too many parts"
    yield "of too many parts", {"text": {"$repeat": ["[],", 200_001]}}, [], "too many parts"
    yield "infinite number", {"text": '{"data": 1e999}'}, [], "isn't JSON"
    yield "not a number", {"text": '{"data": NaN}'}, [], "isn't JSON"
    yield "wrongly encoded", {"base64": "eyJkYXRhIjogIv/+In0="}, [], "isn't JSON"
    yield "null", {"json": None}, [None], ""
    yield "a list", {"json": []}, [list[Any]()], ""
    yield "a text", {"json": "done"}, ["done"], ""
    yield "a number", {"json": 7}, [7], ""
    yield "no fields", {"json": {}}, [Json()], ""
