"""What cases about an image link have in common."""

from __future__ import annotations

from typing import Any

from clientsmith.language.model import ImagePath
from clientsmith.oracle import errors, media
from clientsmith.oracle.pointers import put
from clientsmith.vectors import bodies, outcome
from clientsmith.vectors.case import Cases
from clientsmith.vectors.operation_under_test import Arguments, Json

PNG = media.FILES["image/png"]
DEADLINE = 120.0
"""Seconds before a client gives up fetching an image."""


def _fetches() -> int:
    """Return how often a link is fetched that always fails with a transient error; pauses double up to a limit."""
    number, elapsed = 1, 0.0
    while (elapsed := elapsed + errors.backoffs(number + 1)[-1]) < DEADLINE:
        number += 1
    return number


FETCHES = _fetches()
PICTURE: Json = {"base64": PNG, "headers": {"content-type": "image/png"}}


class Links:
    """Cases about a link in the first place for images, and what they have in common."""

    signature = "quux"  # no part of a name that is made of hexadecimal digits
    url = f"https://cdn.example.com/1.png?signature={signature}"
    got = f"GET {url}"

    def __init__(self, cases: Cases, call: Arguments, place: ImagePath) -> None:
        self.cases, self.call, self.place = cases, call, place
        self.base = bodies.success(cases.tested, documented=False)
        self.first: list[Any] = [cases.address(call), 1]
        self.sent = [self.first, [self.got, 1]]
        read = [{"base64": PNG, "mediaType": "image/png"}]
        self.whole: Json = {"error": None, "read": read, "sent": self.sent}

    @staticmethod
    def text(text: str, kind: str) -> Json:
        """Return a repeated response with this content and type."""
        return {"text": text, "headers": {"content-type": kind}, "repeat": True}

    def add(self, name: str, url: str, answers: list[Json], expect: Json, **given: Any) -> None:
        """Add a case whose response has this link; `answers` are the responses to fetching it."""
        reply = {"json": put(self.base, self.place.items + (self.place.url or self.place.base64)[0], url)}
        if "drift" in expect:
            # The answer around the image may differ from the spec as well.
            own = outcome.differences(self.cases.tested.operation, 200, reply["json"])
            rows = sorted({tuple(row) for row in [*own, *expect["drift"]]})
            expect = {**expect, "drift": [list(row) for row in rows]}
        call = {**self.cases.given(self.call), "answers": [reply, *answers], "read": 1, **given}
        source = self.place.key
        self.cases.add("safety", f"image {name}", source, call, expect)
