"""Answers from a recording instead of the network."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from clientsmith.live.clock import RecordedClock
from clientsmith.live.options import Refusal
from clientsmith.live.record import IMAGE, RUN
from clientsmith.live.recorded import wrong_exchange, wrong_run
from clientsmith.load.json_values import mapping, sequence

_NUMBER = re.compile(r"[0-9]{3,6}", re.ASCII)
_SHOWN = 5


class RecordingEnds(Exception):
    """The recording has no answer to what is asked now."""


class Recording:
    """What was recorded in a folder.

    Attributes:
        trouble: what the recording lacks; empty for nothing.

    Raises:
        Refusal: it is no recording of this provider, or a damaged one.
    """

    def __init__(self, folder: Path, provider: str) -> None:
        self._folder = folder
        self.facts = self._read(RUN, lambda data: wrong_run(data, provider))
        numbers = sorted(int(path.stem) for path in folder.glob("*.json") if _NUMBER.fullmatch(path.stem))
        exchanges = [
            self._read(f"{number:03}.json", lambda data: wrong_exchange(data, self._file)) for number in numbers
        ]
        self._left = [exchange for exchange in exchanges if exchange["response"] or exchange["failure"]]
        gone = sorted(set(range(1, max(numbers, default=0))).difference(numbers))
        missing = ", ".join(f"{number:03}.json" for number in gone[:_SHOWN]) + ", ..." * (len(gone) > _SHOWN)
        self.trouble = f"the recording {folder} lacks {missing}" if gone else ""
        moments: dict[str, list[float]] = {}
        for exchange in self._left:
            moments.setdefault(exchange["call"], []).append(float(exchange["at"]))
        self.clock = RecordedClock(float(self.facts["unixTime"]), moments)

    def send(self, request: httpx.Request, call: str) -> httpx.Response:
        """The recorded answer to the next request of a call.

        Raises:
            RecordingEnds: there is none, or it is of another request.
        """
        at = next((index for index, exchange in enumerate(self._left) if exchange.get("call") == call), None)
        if at is None:
            raise RecordingEnds(f"the recording ends before {request.method} {request.url.path}")
        recorded = self._left.pop(at)
        sent = recorded["request"]
        if (sent["method"], httpx.URL(sent["url"]).path) != (request.method, request.url.path):
            raise RecordingEnds(f"the recording has {sent['method']} {sent['url']} instead of this request")
        self.clock.reach(float(recorded["at"]) + float(recorded.get("seconds") or 0))
        if recorded.get("failure"):
            kind: Any = getattr(httpx, str(recorded["failure"]), None)
            if isinstance(kind, type) and issubclass(kind, httpx.TransportError):
                raise kind(f"recorded: {recorded['failure']}", request=request)
            raise RecordingEnds(f"the recording ends with {recorded['failure']}")
        response = recorded["response"]
        headers = [(str(name), str(value)) for name, value in response["headers"]]
        return httpx.Response(response["status"], headers=headers, content=self._content(response["body"]))

    def _content(self, body: Mapping[str, Any] | None) -> bytes:
        if body is None:
            return b""
        if "text" in body:
            return str(body["text"]).encode()
        if "file" in body:
            return self._file(body["file"]["name"])
        return json.dumps(self._with_images(body["json"])).encode()

    def _with_images(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._with_images(item) for item in sequence(value)]
        if not isinstance(value, dict):
            return value
        data = mapping(value)
        if list(data) == [IMAGE]:
            return data[IMAGE].get("prefix", "") + b64encode(self._file(data[IMAGE]["name"])).decode()
        return {name: self._with_images(item) for name, item in data.items()}

    def _file(self, name: str) -> bytes:
        try:
            # A name leads nowhere but into the folder.
            return (self._folder / Path(name).name).read_bytes()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise Refusal(f"{self._folder / Path(name).name} can't be read: {why}") from error

    def _read(self, name: str, wrong: Callable[[Any], str]) -> dict[str, Any]:
        data: Any = None
        try:
            data = json.loads(self._file(name))
            why = wrong(data)
        except (ValueError, RecursionError) as error:
            why = f"it isn't JSON: {error}"
        if why:
            raise Refusal(f"{self._folder / name} isn't what a run recorded: {why}")
        return dict(mapping(data))
