"""Stage live: answers from a recording instead of the network."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from clientsmith.live.clock import RecordedClock
from clientsmith.live.options import Refusal
from clientsmith.live.record import FORMAT, IMAGE, RUN
from clientsmith.rules.spec import mapping, sequence


class RecordingEnds(Exception):
    """The recording has no answer to what is asked now."""


class Recording:
    """What was recorded in a folder.

    Raises:
        Refusal: it is no recording of this provider.
    """

    def __init__(self, folder: Path, provider: str) -> None:
        self._folder = folder
        self.facts = self._read(RUN)
        if self.facts.get("format") != FORMAT or self.facts.get("provider") != provider:
            raise Refusal(f"{folder} is no recording of {provider}")
        exchanges = [self._read(path.name) for path in sorted(folder.glob("[0-9]*.json"))]
        self._left = [one for one in exchanges if one.get("response") or one.get("failure")]
        moments: dict[str, list[float]] = {}
        for one in self._left:
            moments.setdefault(str(one.get("call")), []).append(float(one.get("at", 0)))
        self.clock = RecordedClock(float(self.facts.get("unixTime", 0)), moments)

    def send(self, request: httpx.Request, call: str) -> httpx.Response:
        """The recorded answer to the next request of a call.

        Raises:
            RecordingEnds: there is none, or it is of another request.
        """
        at = next((index for index, one in enumerate(self._left) if one.get("call") == call), None)
        if at is None:
            raise RecordingEnds(f"the recording ends before {request.method} {request.url.path}")
        told = self._left.pop(at)
        sent = told["request"]
        if (sent["method"], httpx.URL(sent["url"]).path) != (request.method, request.url.path):
            raise RecordingEnds(f"the recording has {sent['method']} {sent['url']} instead of this request")
        self.clock.reach(float(told["at"]) + float(told.get("seconds") or 0))
        if told.get("failure"):
            kind: Any = getattr(httpx, str(told["failure"]), None)
            if isinstance(kind, type) and issubclass(kind, httpx.TransportError):
                raise kind(f"recorded: {told['failure']}", request=request)
            raise RecordingEnds(f"the recording ends with {told['failure']}")
        response = told["response"]
        headers = [(str(name), str(value)) for name, value in response["headers"]]
        return httpx.Response(response["status"], headers=headers, content=self._content(response["body"]))

    def _content(self, body: Mapping[str, Any] | None) -> bytes:
        if body is None:
            return b""
        if "text" in body:
            return str(body["text"]).encode()
        if "file" in body:
            return self._file(body["file"])
        return json.dumps(self._with_images(body["json"])).encode()

    def _with_images(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._with_images(item) for item in sequence(value)]
        if not isinstance(value, dict):
            return value
        data = mapping(value)
        if list(data) == [IMAGE]:
            return data[IMAGE]["prefix"] + b64encode(self._file(data[IMAGE])).decode()
        return {name: self._with_images(item) for name, item in data.items()}

    def _file(self, told: Mapping[str, Any]) -> bytes:
        # A name leads nowhere but into the folder.
        return self._bytes(Path(str(told["name"])).name)

    def _read(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads(self._bytes(name))
        except ValueError as error:
            raise Refusal(f"{self._folder / name} isn't what a run recorded: {error}") from error
        return dict(mapping(data))

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise Refusal(f"{self._folder / name} can't be read: {error.strerror}") from error
