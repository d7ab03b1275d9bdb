"""Cases for streams of events: whole, cut, in odd framing, with errors inside, too slow and too large."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from clientsmith.language.model import Stream
from clientsmith.oracle import answers, streams
from clientsmith.oracle.errors import error_body
from clientsmith.oracle.pointers import put
from clientsmith.oracle.requests import EVENT_STREAM
from clientsmith.oracle.streams import Event, Reading, framed
from clientsmith.vectors import bodies, outcome, sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.errors import MESSAGE
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import KEY, NOW, Arguments, Json, literal
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.validation import verdict

_DONE = "data: [DONE]\n\n"
_LARGEST = 16 * 1024 * 1024
"""Streams that may be larger than this aren't tried at their limit."""
_IMAGES = [
    {"url": bodies.LINK.format(at), "base64": bodies.DATA, "partial": bodies.DATA, "mediaType": "png"} for at in (1, 2)
]


def stream_cases(cases: Cases) -> None:
    """Try everything that a stream can be."""
    stream, call = cases.tested.operation.stream, sample.minimal(cases.tested)
    if stream is not None and call is not None:
        _Streams(cases, stream, call).all()


class _Streams:
    """The cases of an operation's stream."""

    def __init__(self, cases: Cases, stream: Stream, call: Arguments) -> None:
        self.cases, self.stream, self.call = cases, stream, call
        self.tested, self.operation = cases.tested, cases.tested.operation
        self.values = verdict(cases.tested, call).values
        self.sent = [[line(cases.tested, self.values), 1]]
        self.events = list(streams.sequence(stream, _IMAGES, next(self._codes(), "no-row")))
        self.early = self.events[:-1][:1]

    def _codes(self) -> Iterator[str]:
        return (row.code for row in self.tested.provider.errors if row.code)

    def all(self) -> None:
        """Add the cases."""
        self._wire()
        self._whole()
        self._cut()
        self._errors()
        self._odd()
        self._limits()
        self._others()

    def _add(self, kind: str, name: str, answer: Json, expect: Json, **given: Any) -> None:
        inputs = {"action": "stream", "arguments": self.call, "answers": [answer], **given}
        self.cases.add(kind, f"stream {name}", self.stream.key, inputs, {"sent": self.sent, **expect})

    def _answer(self, text: str, **more: Any) -> Json:
        return {"status": 200, "text": text, "headers": {"content-type": EVENT_STREAM}, **more}

    def _text(self, events: Sequence[Event], end: str = "\n") -> str:
        return "".join(framed(event, end) for event in events)

    def _reading(self, events: Sequence[Event]) -> Reading:
        return streams.read(self.tested, self.stream, events, NOW)

    def _steps(self, told: Reading) -> list[Json]:
        return [
            {
                "kind": step.kind,
                "index": step.number,
                "image": None if step.image is None else step.image.url or step.image.base64,
                "failure": None if step.failure is None else list(step.failure),
            }
            for step in told.steps
        ]

    def _result(self, told: Reading) -> Json:
        """Return what is expected of a stream that comes to its end."""
        steps = self._steps(told)
        if not told.images and told.failures:
            return {"error": {"status": 200, "mayBeBilled": True}, "streamed": steps[:-1]}
        if not told.images:
            return {"error": {"class": "EmptyResultError", "status": 200, "mayBeBilled": True}, "streamed": steps[:-1]}
        count = answers.requested(self.tested, self.values)
        images = [
            {
                "url": image.url,
                "base64": image.base64,
                "mediaType": image.media_type,
                "expiresAt": image.expires_at,
                "taskId": None,
            }
            for image in told.images
        ]
        result: Json = {
            "images": images,
            "drift": sorted(told.drift),
            "failures": [list(one) for one in told.failures],
            "requested": count,
            "partial": outcome.is_partial(self.operation, count, len(images)),
            "status": 200,
            "requestId": answers.request_id(self.tested.provider, told.last, {}),
        }
        return {"error": None, "streamed": steps, "result": result}

    def _broken(self, told: Reading, kind: str = "SubmissionUnknownError") -> Json:
        facts = {"class": kind, "status": 200, "mayBeBilled": True, "images": told.kept, "sentAt": float(NOW)}
        return {"error": {**facts, "failures": [list(one) for one in told.failures]}, "streamed": self._steps(told)}

    def _wire(self) -> None:
        extra = {"another_field": [1, None]}
        for name, given, more in (("required only", Json(), None), ("extra body", {"extraBody": extra}, extra)):
            made = streams.expected(self.tested, self.values, self.tested.sent_key, more)
            expect = {"requests": [{**made, "body": literal(made["body"])}], "error": None}
            self._add("wire", name, self._answer(self._text(self.events)), expect, **given)

    def _whole(self) -> None:
        """The same events however they are framed, and as different content types."""
        text, expect = self._text(self.events), self._result(self._reading(self.events))
        spread = "".join(
            framed(event).replace("data: {", "data: {\ndata:", 1) if "data: {" in framed(event) else framed(event)
            for event in self.events
        )
        framings = {
            "as documented": text,
            "with returns": self._text(self.events, "\r"),
            "with returns and line feeds": self._text(self.events, "\r\n"),
            "with a mark of its order": f"\ufeff{text}",
            "with comments, ids and times": f": hi\n\nid: 7\nretry: 5\n\nevent: ping\n\n{text}",
            "with a name that nobody uses": f"retry:1\nnonsense\n{text}",
            "with data in several lines": spread,
            "without the last line": text.rstrip("\n"),
            "without blanks": text.replace("data: ", "data:").replace("event: ", "event:"),
            "with more behind its end": text + self._text([Event("error", {"x": 1})]) + _DONE,
        }
        for name, content in framings.items():
            self._add("answer", name, self._answer(content), expect)
        size = len(text.encode())
        for chunks in (2, size // 7, size):
            answer = self._answer(self._text(self.events, "\r\n"), drip={"chunks": chunks})
            self._add("answer", f"in {'all its bytes' if chunks == size else f'{chunks} chunks'}", answer, expect)
        self._add("answer", "in gzip", self._answer(text, gzip=True, drip={"chunks": 3}), expect)
        kind = {"content-type": "Text/Event-Stream; charset=utf-8"}
        self._add("answer", "with a charset", {**self._answer(text), "headers": kind}, expect)
        drift = {
            **expect,
            "result": {**expect["result"], "drift": sorted([["", "content-type"], *self._reading(self.events).drift])},
        }
        for wrong in ("text/plain", "application/json", ""):
            headers = {"content-type": wrong} if wrong else Json()
            self._add("answer", f"as {wrong or 'nothing'}", {**self._answer(text), "headers": headers}, drift)

    def _cut(self) -> None:
        """The stream ends, or breaks off, after each event but the last."""
        for at in range(len(self.events)):
            came = self.events[:at]
            told, text = self._reading(came), self._text(came)
            broken = self._broken(told)
            self._add("safety", f"that ends after {at}", self._answer(text), broken)
            self._add("safety", f"that is done after {at}", self._answer(text + _DONE), broken)
            cut = Event(self.events[at].name, json.dumps(self.events[at].data)[:-1])
            half = self._broken(self._reading([*came, cut]))
            self._add("safety", f"cut in event {at}", self._answer(self._text([*came, cut])[:-2]), half)
            reset = self._answer(text + ": on\n", drip={"fault": "reset"})
            self._add("safety", f"reset after {at}", reset, {**broken, "events": self._noted(told, "response")})
        told = self._reading(self.early)
        stopped: Json = {"error": {"class": "Interrupted", "notes": 1}, "streamed": self._steps(told)}
        answer = self._answer(self._text(self.early), drip={"fault": "interrupt"})
        self._add("safety", "that is interrupted", answer, stopped)
        left = {"error": {"class": "ImageClientError", "mayBeBilled": True}, "streamed": self._steps(told)}
        if len(self.events) > 1:
            self._add("safety", "that is left", self._answer(self._text(self.events)), left, leave=1)

    def _noted(self, told: Reading, *before: str) -> list[str]:
        return [*before, *["drift"] * len(told.drift)]

    def _errors(self) -> None:
        """An error after each number of events, and with each code of the table."""
        provider = self.tested.provider
        body = error_body(provider, code=None, message=MESSAGE)
        for at in range(len(self.events)):
            self._error(f"error after {at}", self.events[:at], Event("error", body))
        for row in sampled(provider.errors):
            coded = error_body(provider, code=row.code or None, kind=row.type, message=MESSAGE)
            self._error(f"error {row.kind} {row.code or row.type}", self.early, Event("error", coded))
            if answers.is_failure(self.tested, 200, coded):
                self._error(f"failure {row.kind} {row.code or row.type}", self.early, Event("oops", coded))
        shown = error_body(provider, code=KEY, message=f"the key {KEY} is wrong")
        self._error("error with the key", self.early, Event("error", shown))
        text = self._answer(self._text(self.early) + "event: error\ndata: it broke\n\n")
        told = self._reading(self.early)
        facts = {"mayBeBilled": True, "images": told.kept}
        if not any(one.name == "error" for one in self.stream.events):
            self._add("answer", "error in words", text, {"error": facts, "errorSays": ["it broke"]})

    def _error(self, name: str, before: Sequence[Event], event: Event) -> None:
        told = self._reading([*before, event])
        if told.error is None:
            return
        error = outcome.error(self.tested, 200, told.error)
        if error["class"] == "ServerError":
            error["class"] = "SubmissionServerError"
        error |= {"mayBeBilled": True, "images": told.kept}
        if KEY in json.dumps(event.data):
            error = {"mayBeBilled": True, "images": told.kept}
        answer = self._answer(self._text([*before, event, *self.events]))
        self._add("answer", name, answer, {"error": error, "streamed": self._steps(told)})

    def _odd(self) -> None:
        """Events that nobody documented, and documented ones that lack something."""
        for name, event in (
            ("a new event", Event("a-new-event", {"x": 1})),
            ("an event that is a text", Event("a-new-event", '"text"')),
            ("an event without JSON", Event("a-new-event", "no json")),
            ("an event with the key", Event(KEY, {"x": KEY})),
        ):
            events = [event, *self.events]
            told = self._reading(events)
            expect = self._result(told)
            if KEY in event.name:
                expect = {"error": None, "streamed": self._steps(told)}
            self._add("answer", f"with {name}", self._answer(self._text(events)), expect)
        for row in self.stream.events:
            for name, at in (("number", "7"), ("truth", True), ("fraction", 0.5)):
                made = streams.made(self.stream, row, 0, _IMAGES[0])
                for pointer in row.number[:1]:
                    self._one(f"{row.name} whose index is a {name}", Event(made.name, put(made.data, pointer, at)))
            if row.state != "failure":
                self._one(f"{row.name} without its image", streams.made(self.stream, row, 0, {}))
        failures = [row for row in self.stream.events if row.state == "failure"]
        for row in failures:
            for code in dict.fromkeys((*self._codes(), "a-new-code")):
                self._failed(row.name, code)

    def _one(self, name: str, event: Event) -> None:
        """A stream with one odd event before all others, or as its end."""
        told = self._reading([event, *self.events])
        self._add("answer", f"with {name}", self._answer(self._text([event, *self.events])), self._result(told))

    def _failed(self, name: str, code: str) -> None:
        """A stream in which nothing was made."""
        row = next(one for one in self.stream.events if one.name == name)
        end = next(one for one in self.stream.events if one.state == "end")
        events = [streams.made(self.stream, row, 0, {}, code), streams.made(self.stream, end, 0, {})]
        told = self._reading(events)
        if told.images:
            return
        expect = outcome.of_failures(self.tested, told.failures, 200)
        self._add(
            "answer",
            f"in which all failed with {code}",
            self._answer(self._text(events)),
            {"error": {**expect, "mayBeBilled": True}},
        )

    def _limits(self) -> None:
        """The total time and the total size, at their limits and past them."""
        text, seconds = self._text(self.events), self.operation.timeout
        fine = {"error": None, "streamed": self._steps(self._reading(self.events))}
        self._add("safety", "as slow as may be", self._answer(text, drip={"chunks": 1, "seconds": seconds}), fine)
        late = {"error": {"class": "SubmissionTimeoutError", "mayBeBilled": True, "elapsed": float(seconds + 1)}}
        self._add("safety", "too slow", self._answer(text, drip={"chunks": 1, "seconds": seconds + 1}), late)
        told = self._reading(self.early)
        # A comment every second, and the first event before all of them.
        first = self._text(self.early)
        step = max(len(first.encode()), 64)
        chunks = int(seconds) + 2
        pings = first + ":" * (step * chunks - len(first.encode()) - 1) + "\n"
        slow = {**late, "streamed": self._steps(told)}
        slow["error"] = {"class": "SubmissionTimeoutError", "mayBeBilled": True, "images": told.kept}
        if seconds % 1 == 0 and chunks * step < 100_000:
            self._add("safety", "that drips for ever", self._answer(pings, drip={"chunks": chunks, "seconds": 1}), slow)
        most = self.operation.max_response_bytes or _LARGEST
        if most > _LARGEST:
            return
        room = most - len(text.encode()) - 1
        for name, more, packed in (
            ("as large as may be", 0, False),
            ("too large", 1, False),
            ("too large unpacked", 1, True),
        ):
            answer = self._answer("", **({"gzip": True} if packed else {}))
            answer["text"] = {"$repeat": [":", room + more, "\n" + text]}
            large = {"error": {"class": "DecodeError", "mayBeBilled": True}, "errorSays": ["larger"]}
            self._add("safety", name, answer, large if more else fine)

    def _others(self) -> None:
        """An answer that isn't a stream, errors before it begins, and connections that can be tried again."""
        body = bodies.success(self.tested)
        expect = outcome.result(self.tested, self.values, body)
        if "result" in expect:
            shown = expect["result"]
            shown["drift"] = sorted([*shown["drift"], ["", "content-type"]])
            shown.pop("answer", None)
            steps = [
                {"kind": "image", "index": at, "image": image["url"] or image["base64"], "failure": None}
                for at, image in enumerate(shown["images"])
            ]
            expect["streamed"] = [*steps, {"kind": "end", "index": None, "image": None, "failure": None}]
            self._add("answer", "that is JSON", {"status": 200, "json": body}, expect)
        text, whole = self._text(self.events), self._result(self._reading(self.events))
        twice = [[self.sent[0][0], 2]]
        again = {"error": None, "streamed": whole.get("streamed"), "sent": twice}
        self._add("safety", "after a blip", {}, again, answers=[{"fault": "refused"}, self._answer(text)])
        lost = {"error": {"class": "SubmissionUnknownError", "mayBeBilled": True}}
        self._add("safety", "whose answer is lost", {"fault": "reset"}, lost)
        for status in (400, 500):
            refused = error_body(self.tested.provider, code=None, message=MESSAGE)
            error = outcome.error(self.tested, status, refused)
            self._add("answer", f"refused with {status}", {"status": status, "json": refused}, {"error": error})
