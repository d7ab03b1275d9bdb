"""Cases for lists that come in pages: every call, and every end."""

from __future__ import annotations

from typing import Any

from clientsmith.language.model import Pages
from clientsmith.oracle import pages as lists
from clientsmith.oracle.pointers import find
from clientsmith.vectors import sample
from clientsmith.vectors.bodies import success
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import Arguments, Json
from clientsmith.vectors.validation import verdict

CURSOR = "c/1 &="


def page_cases(cases: Cases) -> None:
    """Try a list of three pages, and its ends."""
    tested, pages = cases.tested, cases.tested.operation.pages
    call = sample.minimal(tested)
    if pages is None or call is None:
        return
    call = {wire: value for wire, value in call.items() if wire != pages.parameter}
    body = success(tested)
    item: Any = next(iter(find(body, pages.items)), Json())
    counts, cursors = (2, 1, 0), (CURSOR, "c-2", "c-3")
    bodies = [lists.page(pages, body, [item] * count, cursor) for count, cursor in zip(counts, cursors, strict=True)]
    values: list[Any] = [pages.start + 1, pages.start + 2] if lists.is_numbered(pages) else list(cursors[:2])
    _add(cases, "all", call, bodies, [item] * 3, values)
    _add(cases, "at most one", call, bodies[:1], [item] * 2, [], maxPages=1)
    _add(cases, "at most two", call, bodies[:2], [item] * 3, values[:1], maxPages=2)
    _add(cases, "an empty one", call, bodies[2:], [], [])
    if lists.is_numbered(pages):
        _add(cases, "the same again", call, [bodies[0], bodies[0]], [item] * 4, values[:1])
    else:
        last = lists.page(pages, body, [item], None)
        _add(cases, "a last one", call, [bodies[0], last], [item] * 3, values[:1])
        _add(cases, "the same cursor again", call, [bodies[0], bodies[0]], [item] * 4, values[:1])
    for most in (0, -1, True, 1.5):
        given = {"action": "iterate", "arguments": call, "maxPages": most}
        expect: Json = {"error": {"class": "InvalidRequestError"}, "sent": []}
        cases.add("refuse", f"at most {most} pages", pages.key, given, expect)


def _add(
    cases: Cases, name: str, call: Arguments, bodies: list[Any], items: list[Any], values: list[Any], **given: Any
) -> None:
    """Keep a case: the values are those of the parameter after the first call, which doesn't have it."""
    tested, pages = cases.tested, _pages(cases)
    calls = [call, *({**call, pages.parameter: value} for value in values)]
    sent = [[line(tested, verdict(tested, one).values), 1] for one in calls]
    answers: list[Json] = [{"json": body} for body in bodies]
    whole = {"action": "iterate", "arguments": call, "answers": answers, **given}
    cases.add("answer", f"pages {name}", pages.key, whole, {"error": None, "value": items, "sent": sent})


def _pages(cases: Cases) -> Pages:
    pages = cases.tested.operation.pages
    if pages is None:
        raise TypeError(cases.tested.operation.id)
    return pages
