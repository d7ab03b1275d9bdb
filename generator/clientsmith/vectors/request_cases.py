"""Cases for arguments and the exact request that they make."""

from __future__ import annotations

from typing import Any

from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import request, timeouts
from clientsmith.vectors.operation_under_test import Arguments, Json
from clientsmith.vectors.validation import verdict


def wire_cases(cases: Cases) -> None:
    """Try documented calls, each field alone, all together, and falsy values."""
    tested = cases.tested
    for example in tested.operation.examples:
        _wire(cases, f"example {example.id}", example.key, dict(example.arguments))
    smallest = sample.minimal(tested)
    _wire(cases, "required only", tested.operation.key, smallest)
    for wire, field in tested.fields.items():
        values = sample.values(tested, field)
        falsy: tuple[Any, ...] = (False, 0, "", [], {})
        for value in falsy:
            if _fits(field.schema, value):
                _wire(cases, f"falsy {field.name}", field.key, sample.legal(tested, {wire: value}))
        if values and wire not in (smallest or {}):
            _wire(cases, f"with {field.name}", field.key, sample.legal(tested, {wire: values[0]}))
    whole = sample.complete(tested)
    _wire(cases, "everything", tested.operation.key, whole)
    if whole is not None:
        _wire(cases, "odd characters", tested.operation.key, _odd(cases, whole))
    if smallest is not None and tested.operation.has_body:
        extra = {"another_field": {"inside": [1, None, "日本"]}}
        made = request(tested, verdict(tested, smallest).values, extra)
        cases.add(
            "wire", "extra body", tested.operation.key, cases.given(smallest, extraBody=extra), {"requests": [made]}
        )
    if smallest is not None:
        made = request(tested, verdict(tested, smallest).values)
        made["headers"]["x-trace"] = "a b"
        given = cases.given(smallest, extraHeaders={"X-Trace": "a b", "X-None": None})
        _refused_extras(cases, smallest)
        cases.add("wire", "extra headers", tested.operation.key, given, {"requests": [made]})


def _refused_extras(cases: Cases, call: Arguments) -> None:
    names = ["Host", "content-LENGTH", "Transfer-Encoding"]
    names += [cases.tested.provider.security.header] if cases.tested.provider.security.header else []
    refused: Json = {"error": {"class": "InvalidRequestError"}, "sent": []}

    def extra(name: str, rule: str, field: str, **given: Any) -> None:
        expect = {**refused, "problems": [{"field": field, "rule": rule}]}
        cases.add("refuse", f"extra {name}", cases.tested.operation.key, {"arguments": call, **given}, expect)

    for name in names:
        extra(f"header {name.lower()}", "reserved", "extra_headers", extraHeaders={name: "x"})
    for at, text in enumerate(("a\nb", "é", " a", "a\x00")):
        extra(f"header value {at}", "header", "X-Trace", extraHeaders={"X-Trace": text})
    for name in ("X Trace", "X:Trace", "", "é"):
        extra(f"header name {name}", "header", name, extraHeaders={name: "x"})
    if cases.tested.operation.has_body:
        extra("body without a number", "type", "extra_body", extraBody={"a": [{"$number": "NaN"}]})
        extra("body that is a list", "type", "extra_body", extraBody=[1])
    extra("headers that are a text", "type", "extra_headers", extraHeaders="X-Trace: 1")


def _fits(schema: Any, value: Any) -> bool:
    kinds = schema.get("type", ())
    names = (kinds,) if isinstance(kinds, str) else kinds
    word = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}[type(value)]
    return word in names or (word == "integer" and "number" in names)


def _odd(cases: Cases, call: Arguments) -> Arguments | None:
    """Return the call with characters in its texts that need escaping somewhere."""
    for wire, field in cases.tested.fields.items():
        if isinstance(call.get(wire), str) and field.media is None:
            for text in ("a/b?c#d%e&f=g+h ~\"'<>\\", "日本 \U0001f98a\n\t\u2028", ".."):
                changed = {**call, wire: text}
                checked = verdict(cases.tested, changed)
                if not checked.problems and not checked.warnings:
                    call = changed
                    _wire(cases, f"odd {field.name}", field.key, call)
    return call


def _wire(cases: Cases, name: str, source: str, arguments: Arguments | None) -> None:
    if arguments is None:
        return
    checked = verdict(cases.tested, arguments)
    if not checked.problems:
        made = request(cases.tested, checked.values)
        expect: Json = {"requests": [made], "error": None}
        if cases.tested.operation.timeout % 1 == 0:
            expect["timeouts"] = [timeouts(cases.tested.operation.timeout)]
        cases.add("wire", name, source, cases.given(arguments), expect)
