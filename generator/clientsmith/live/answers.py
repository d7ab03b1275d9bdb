"""Compares a response with the spec: status, content type, fields, success value, times, errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.language.model import Operation, Provider, Response, Task
from clientsmith.live import places
from clientsmith.live.difference import Difference
from clientsmith.live.exchange import Exchange
from clientsmith.oracle import answers, errors, tasks
from clientsmith.oracle.answers import LAST_MOMENT, UNITS, first
from clientsmith.oracle.contents import content_of
from clientsmith.oracle.drift import absent, differences
from clientsmith.oracle.following import submitter
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.pointers import find
from clientsmith.oracle.reading import is_json_type
from clientsmith.oracle.values import same

MOST = 100
"""Most differences reported of one response."""
_SLACK = 3600.0
"""Tolerated difference between the provider's clock and ours, in seconds."""
_LONGEST_ETA = 86_400


@dataclass(frozen=True)
class Answer:
    """A response of an operation: the exchange, its decoded body, and when it was received, in Unix seconds."""

    provider: Provider
    operation: Operation
    exchange: Exchange
    status: int
    body: Any
    received: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "provider", self.provider.seen_by(self.operation))

    @property
    def is_failure(self) -> bool:
        """Whether it is an error that no acceptor of a task accepts."""
        return (
            answers.is_failure(OperationView(self.provider, self.operation), self.status, self.body)
            and self.view() is None
        )

    @property
    def response(self) -> Response | None:
        """Its documented response; a success with another status has that of the success."""
        return answers.response(self.provider, self.operation, 400 if self.is_failure_inside else self.status)

    @property
    def is_failure_inside(self) -> bool:
        """Whether it is an error under a good status."""
        return self.status < 300 and self.is_failure

    @property
    def polled(self) -> Task | None:
        """The task that it is about, where it answers a poll."""
        owner = submitter(self.provider, self.operation)
        task = owner.task if owner is not None else None
        return task if task is not None and task.poll == self.operation.id else None

    def view(self) -> tasks.View | None:
        """Return what it says about a task by the acceptors; None if it isn't about a task or none matches."""
        task = self.polled
        if task is None:
            return None
        seen = tasks.view(self.provider, task, self.status, self.body)
        by_word = seen.row is not None and seen.row.matcher == "path"
        return seen if seen.row is not None and (not by_word or self.status < 300) else None


def differences_in(answer: Answer, before: Sequence[Any] = ()) -> Iterator[Difference]:
    """Yield every difference of a response from the spec; `before` has the bodies of earlier ones to the like call."""
    yield from _status(answer)
    yield from _content_type(answer)
    if answer.body is None:
        return
    yield from _fields(answer, before)
    if answer.is_failure:
        yield from _error(answer)
    elif answer.status < 300:
        yield from _success_value(answer)
        yield from _times(answer)


def _status(answer: Answer) -> Iterator[Difference]:
    operation = answer.operation
    known = {response.status: response.key for response in operation.responses if response.status < 300}
    listed = answer.polled is not None and tasks.is_about(answer.polled, answer.status)
    if answer.status < 300 and known and answer.status not in known and not listed:
        statuses = " or ".join(map(str, known))
        yield Difference(operation.id, "status", statuses, str(answer.status), next(iter(known.values())))


def _content_type(answer: Answer) -> Iterator[Difference]:
    kind = answer.exchange.header("content-type").partition(";")[0].strip()
    response = answer.response
    if response is not None and response.content_types and answer.status < 300:
        content = content_of(answer.operation, answer.status, answer.exchange.decoded(), kind)
        if content.drifts:
            where = f"{answer.operation.id} {answer.status} content-type"
            expected = " or ".join(response.content_types)
            yield Difference(where, "content-type", expected, kind[:100] or "nothing", response.key)
    elif response is not None and response.described and answer.exchange.content and not is_json_type(kind):
        where = f"{answer.operation.id} {answer.status} content-type"
        yield Difference(where, "content-type", "application/json", kind[:100] or "nothing", response.key)


def _fields(answer: Answer, before: Sequence[Any]) -> Iterator[Difference]:
    response = answer.response
    if response is None or not response.schema:
        return
    places_and_kinds = [(difference.steps, difference.kind) for difference in differences(response.schema, answer.body)]
    each = (absent(response.schema, bodies, answer.body) for bodies in (_examples(answer, response), before))
    lacking = dict.fromkeys(path for paths in each for path in paths)
    # An image may stand elsewhere; that there is none is said of the images.
    places_and_kinds += [(path, "missing") for path in lacking if not answers.holds_image(answer.operation, path)]
    for path, kind in places_and_kinds[:MOST]:
        value = next(iter(find(answer.body, path)), None)
        spot = places.described(answer.provider, response, answer.operation.key, path)
        if kind == "unknown-value" and _is_status(answer, path):
            continue  # the row that the status map lacks says it
        where = f"{answer.operation.id} {answer.status} {spot.path or '/'}"
        expected = places.expected(kind, spot.facts) or kind
        yield Difference(where, kind, expected, places.shown_value(kind, value), spot.key)
    if len(places_and_kinds) > MOST:
        yield Difference(f"{answer.operation.id} {answer.status} /", "more", f"{MOST} are listed", "more", response.key)


def _is_status(answer: Answer, path: tuple[str | int, ...]) -> bool:
    owner = submitter(answer.provider, answer.operation)
    status = owner.task.status if owner is not None and owner.task is not None else ""
    return bool(status) and "".join(f"/{step}" for step in path) == status


def _examples(answer: Answer, response: Response) -> list[Any]:
    """Return the documented bodies with the same status, and of a task in the same state."""
    seen = answer.view()
    owner = submitter(answer.provider, answer.operation)
    examples: list[Any] = []
    for example in response.examples:
        if example.status != answer.status:
            continue
        if owner is not None and owner.task is not None and not answer.is_failure:
            other = tasks.view(answer.provider, owner.task, example.status, example.body)
            if seen is None or other.row != seen.row:
                continue
        examples.append(example.body)
    return examples


def _success_value(answer: Answer) -> Iterator[Difference]:
    envelope = answer.provider.envelope
    value = first(answer.body, (envelope.success,)) if envelope.success else None
    if value is not None and not any(same(value, expected_value) for expected_value in envelope.expected):
        expected = " or ".join(shown(expected_value) for expected_value in envelope.expected)
        where = f"{answer.operation.id} {answer.status} {envelope.success}"
        yield Difference(where, "success-value", expected, shown(value), f"{envelope.key}/success")


def _times(answer: Answer) -> Iterator[Difference]:
    """Yield times in milliseconds, past or far away, and impossible progress and ETA."""
    results = answer.operation.results
    key = f"{answer.operation.key}/results"
    for place in (place for place in results.images if not place.body) if results is not None else ():
        for item in find(answer.body, place.items):
            for pointer in place.expires_at:
                for value in find(item, pointer):
                    yield from _moment(answer, value, place.items + pointer, place.key, answer.received, place.unit)
            for pointer in place.ttl:
                for value in find(item, pointer):
                    if (number := _number(value)) is not None and number <= 0:
                        yield _impossible(answer, place.items + pointer, "seconds to live", value, place.key)
    if results is not None and results.since:
        for value in find(answer.body, results.since):
            yield from _moment(answer, value, results.since, key, None, results.since_unit)
    task = answer.polled
    if task is None:
        return
    for pointers, most, words in ((task.progress, 100, "0 to 100"), (task.eta, _LONGEST_ETA, "seconds to go")):
        for value in (value for pointer in pointers for value in find(answer.body, pointer)):
            if (number := _number(value)) is not None and not 0 <= number <= most:
                yield _impossible(answer, pointers[0], words, value, task.key)


def _moment(answer: Answer, value: Any, pointer: str, key: str, after: float | None, unit: str) -> Iterator[Difference]:
    number = _number(value)
    if number is None:
        return
    number /= UNITS[unit]
    if number >= LAST_MOMENT:
        yield _impossible(answer, pointer, f"Unix {'milli' if unit == 'ms' else ''}seconds", value, key)
    elif after is not None and number <= after:
        yield _impossible(answer, pointer, "a time to come", value, key)
    elif after is None and number > answer.received + _SLACK:
        yield _impossible(answer, pointer, "a time that is over", value, key)


def _impossible(answer: Answer, pointer: str, expected: str, value: Any, key: str) -> Difference:
    return Difference(f"{answer.operation.id} {answer.status} {pointer}", "time", expected, shown(value), key)


def _number(value: Any) -> float | None:
    digits = isinstance(value, str) and value.strip().isdecimal() and len(value) < 20
    number = int(value) if digits else value
    return float(number) if isinstance(number, int | float) and not isinstance(number, bool) else None


def _error(answer: Answer) -> Iterator[Difference]:
    """Yield an error that the error table doesn't have, or has with another status."""
    provider, rows = answer.provider, answer.provider.errors
    codes = errors.codes(provider, answer.body)
    kind = first(answer.body, provider.envelope.type)
    kind = kind if isinstance(kind, str | int) and not isinstance(kind, bool) and kind != "" else None
    by_code = [row for row in rows if row.code and row.code in codes]
    by_type = [row for row in rows if row.type and row.type == kind and errors.fits_status(row, answer.status)]
    by_status = [row for row in rows if not row.code and not row.type and errors.fits_status(row, answer.status)]
    received = f"{answer.status}" + (f" {codes[0]}" if codes else "") + (f" of type {kind}" if kind else "")
    where, table = f"{answer.operation.id} error", "/errors" if rows else ""
    # Where the table has codes, one that it doesn't have is news, though a row for its type or the status fits.
    unknown_code = bool(codes) and not by_code and any(row.code for row in rows)
    unknown_type = kind is not None and not by_code and not by_type and any(row.type for row in rows)
    if unknown_code or unknown_type or not (by_code or by_type or by_status):
        yield Difference(where, "unknown-error", "a row of the error table", received, table)
    elif by_code and not any(errors.fits_status(row, answer.status) for row in by_code):
        expected = " or ".join(str(row.status) for row in by_code)
        yield Difference(where, "error-status", expected, received, by_code[0].key)
