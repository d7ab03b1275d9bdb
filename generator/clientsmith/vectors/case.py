"""Collects cases, each under a unique readable id."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from clientsmith.oracle.uploads import uploads_of
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import Arguments, OperationUnderTest, special
from clientsmith.vectors.validation import Verdict, verdict

Case = dict[str, Any]
_OTHERS = re.compile(r"[^A-Za-z0-9._-]+").sub
_ENCODED = json.JSONEncoder(ensure_ascii=False).encode
_SORTED = json.JSONEncoder(sort_keys=True).encode


class Cases:
    """The cases of an operation. Within one topic, duplicates are dropped."""

    def __init__(self, tested: OperationUnderTest) -> None:
        self.tested = tested
        self.cases: list[Case] = []
        self.lines: list[str] = []
        """Each case as one line of JSON."""
        self._ids: set[str] = set()
        self._known: dict[tuple[int, str], Mapping[str, Any] | set[str]] = {}

    def about(self, topic: Callable[[Cases], None]) -> None:
        """Collect the cases of a topic."""
        self._known.clear()
        topic(self)

    def add(self, kind: str, name: str, source: str, given: Mapping[str, Any], expect: Mapping[str, Any]) -> None:
        """Keep a case; `source` is where the fact stands in the spec."""
        given_json, expect_json = _ENCODED(given), _ENCODED(expect)
        if self._is_known(given_json, expect_json, given):
            return
        base = f"{self.tested.provider.name}/{self.tested.operation.id}/{kind}/{slug(name)}"
        identifier, number = base, 2
        while identifier in self._ids:
            identifier, number = f"{base}-{number}", number + 1
        self._ids.add(identifier)
        operation = self.tested.operation
        head = {"id": identifier, "kind": kind, "operation": operation.id, "source": source or operation.key}
        self.cases.append({**head, "given": dict(given), "expect": dict(expect)})
        self.lines.append(f'{_ENCODED(head)[:-1]}, "given": {given_json}, "expect": {expect_json}}}')

    def _is_known(self, given_json: str, expect_json: str, given: Mapping[str, Any]) -> bool:
        """Whether an equal case exists, whatever the order of its keys. Texts of different length are never equal."""
        key = len(given_json), expect_json
        alike = self._known.get(key)
        if alike is None:
            self._known[key] = given  # of most nothing else is alike, and they needn't be sorted
            return False
        if not isinstance(alike, set):
            self._known[key] = alike = {_SORTED(alike)}
        before = len(alike)
        alike.add(_SORTED(given))
        return len(alike) == before

    def call(self, name: str, source: str, arguments: Arguments | None, **options: Any) -> Verdict | None:
        """Keep a call as accepted or refused, whichever it is."""
        if arguments is None:
            return None
        checked = verdict(self.tested, arguments)
        if checked.problems:
            self.refused(name, source, arguments, checked, **options)
        else:
            self.accepted(name, source, arguments, checked)
        return checked

    def accepted(self, name: str, source: str, arguments: Arguments, checked: Verdict) -> None:
        """Keep a call that is sent."""
        before = [(self.of(one.operation), {one.field: file}) for one, file in uploads_of(self.tested, checked.values)]
        lines = Counter(line(other, values) for other, values in before)
        sent = [*([url, times] for url, times in lines.items()), [line(self.tested, checked.values), 1]]
        expect: dict[str, Any] = {"sent": sent, "error": None}
        expect["warnings"] = [violation.expected for violation in checked.warnings]
        answers = [*(other.operation.id for other, _ in before), self.tested.operation.id]
        self.add("accept", name, source, self.given(arguments, answers=answers), expect)

    def of(self, operation: str) -> OperationUnderTest:
        """Return another operation of the provider."""
        return OperationUnderTest(self.tested.provider, self.tested.provider.operation(operation))

    def refused(
        self, name: str, source: str, arguments: Arguments, checked: Verdict, nearest: Mapping[str, str] | None = None
    ) -> None:
        """Keep a call that is refused; `nearest` has the legal value that a problem of a rule must propose."""
        problems = [dict(one.expected) for one in checked.problems]
        for one in problems:
            if nearest and one["rule"] in nearest:
                one["nearest"] = nearest[one["rule"]]
        expect = {"problems": problems, "error": {"class": "InvalidRequestError"}, "sent": []}
        self.add("refuse", name, source, {"arguments": arguments}, expect)

    def address(self, arguments: Arguments) -> str:
        """Return method and URL of a call."""
        return line(self.tested, verdict(self.tested, arguments).values)

    def given(self, arguments: Arguments, **more: Any) -> dict[str, Any]:
        """Return the `given` of a call that gets a success response."""
        action = {"action": "begin"} if self.tested.operation.task is not None else {}
        return {**action, "arguments": arguments, "answers": [self.tested.operation.id], **more}


def slug(text: str) -> str:
    """Return the name as part of a case id."""
    return _OTHERS("-", text).strip("-") or "empty"


def shown(value: Any) -> str:
    """Return a short text for a value in the name of a case."""
    word = special(value)
    if word == "$repeat":
        letter = value[word][0]
        return f"{value[word][1]}-{'astral' if ord(letter) > 0xFFFF else 'characters'}"
    if word:
        return f"{word[1:]}-{value[word] if word in ('$number', '$codePoint') else ''}"
    if isinstance(value, str):
        return value[:24].replace("*", "x").replace(":", "x") or "empty"
    return json.dumps(value)[:24] if value is not None else "null"
