"""Makes one call with the generated client and records its outcome."""

from __future__ import annotations

import warnings
from base64 import b64decode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast

from clientsmith.language.model import Provider
from clientsmith.live import picture
from clientsmith.live.clients import Clients, Key
from clientsmith.live.clock import Clock
from clientsmith.live.exchange import Exchange
from clientsmith.live.patience import Patience
from clientsmith.live.picture import Box
from clientsmith.live.plan import Call
from clientsmith.live.wire import DeadlinePassed
from clientsmith.load.json_values import sequence
from clientsmith.oracle import tasks
from clientsmith.oracle.answers import images
from clientsmith.vectors.operation_under_test import special


@dataclass
class Picture:
    """An image of an answer: what the answer says of it, and what its bytes are.

    Attributes:
        stated_type: media type as the answer has it, or None.
        media_type: media type as the bytes have it, or None.
        size: bytes.
        fault: why it can't be had; empty for nothing.
        error: name of the exception that says so, if one did.
        digest: hash of its bytes; empty where they can't be had.
    """

    stated_type: str | None
    media_type: str | None = None
    size: int = 0
    box: Box | None = None
    fault: str = ""
    error: str = ""
    digest: str = ""

    def __str__(self) -> str:
        if self.fault:
            return "an image that can't be had"
        sides = f"{self.box[0]}x{self.box[1]} " if self.box is not None else ""
        return f"{sides}{(self.media_type or 'image').removeprefix('image/')}"


@dataclass
class Seen:
    """What came of a call.

    Attributes:
        provider: whose call it is.
        drift: operation and what the client found, in order.
        unknown: each status of the task that the map doesn't have, as it came.
        task_ids: ids of its tasks.
        tokens: what a task is taken up again with, by its id, where that is more than the id.
        result: the client's result, or None.
        error: what ended it, or None.
        unmade: why it wasn't made at all; empty where it was.
        stopped: whether the user stopped it.
    """

    call: Call
    provider: Provider
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    drift: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    unknown: list[Any] = field(default_factory=list[Any])
    task_ids: list[str] = field(default_factory=list[str])
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    pictures: list[Picture] = field(default_factory=list[Picture])
    result: Any = None
    received: float = 0.0
    error: BaseException | None = None
    unmade: str = ""
    stopped: bool = False

    def event(self, event: Any) -> None:
        """Take what the client tells its hook."""
        self.drift += [(event.operation, difference) for difference in event.detail.get("drift", ())]
        if event.kind == "unknown-status":
            self.unknown.append(event.detail["task_status"])

    def images(self) -> list[Any]:
        """The images of the result, or those that had come before the error."""
        return list(self.result.images if self.result is not None else getattr(self.error, "images", ()))

    def unfetched(self) -> list[str]:
        """Links of images that weren't read, whatever kept them from it."""
        read = [not item.fault for item in self.pictures]
        return [item.url for at, item in enumerate(self.images()) if item.url and not (at < len(read) and read[at])]

    @property
    def seconds(self) -> float:
        """How long it took, from its first request to the end of its last answer."""
        last = self.exchanges[-1] if self.exchanges else None
        return round(last.at + last.seconds - self.exchanges[0].at, 3) if last is not None else 0.0


class Performer:
    """Makes calls until the time of the run is over."""

    def __init__(
        self, clients: Clients, keys: tuple[Key, Key], base_url: str | None, http: Any, clock: Clock, until: float
    ) -> None:
        self._clients, self._keys, self._base_url, self._http = clients, keys, base_url, http
        self._clock, self._until = clock, until
        self._patience = Patience(clock, until)

    def make(self, seen: Seen) -> None:
        """Make a call; what goes wrong with it is kept and not raised, other than the user's Ctrl-C."""
        try:
            with warnings.catch_warnings():
                # That a limit is only inferred is no news to who tests the spec.
                warnings.simplefilter("ignore")
                seen.result = self._result(seen)
                seen.received = self._clock.time()
                self._read(seen)
        except KeyboardInterrupt:
            seen.stopped = True
            raise
        except Exception as error:
            # Whatever it is: the report says so, and what was paid for stays in it.
            seen.error = error
            self._read(seen)

    def _read(self, seen: Seen) -> None:
        seen.pictures += [self._picture(image) for image in seen.images()]

    def _result(self, seen: Seen) -> Any:
        call = seen.call
        key = self._keys[call.kind == "wrong-key"]
        patience = self._patience = Patience(self._clock, self._until)

        def on_event(event: Any) -> None:
            if event.kind == "poll":
                patience.poll(looks_final=_looks_final(seen))
            patience.event(event)
            seen.event(event)

        settings = {"http_client": self._http, "system": patience, "on_event": on_event}
        patient = self._clients.client(key, self._base_url, **settings)
        # What bills is sent once, whatever comes back.
        client = patient.with_options(max_retries=0, validation="off" if call.kind == "refusal" else None)
        name = call.operation.id
        if call.kind == "task":
            return getattr(patient, f"resume_{name}")(call.task_id).wait(timeout=self._left())
        names = {field.wire: field.name for field in call.operation.arguments}
        arguments = {names[wire]: _given(value) for wire, value in call.arguments.items()}
        if call.operation.task is None:
            return getattr(client, name)(**arguments)
        task = getattr(client, f"begin_{name}")(**arguments)
        if not task.done:
            task = getattr(patient, f"resume_{name}")(task.token)
        return task.wait(timeout=self._left())

    def _left(self) -> float:
        left = self._until - self._clock.monotonic()
        if left <= 0:
            raise DeadlinePassed("the time of the run is over")
        return left

    def _picture(self, image: Any) -> Picture:
        """An image, read; one that can't be had costs none of the others."""
        media_type = image.media_type
        self._patience.begin_image()
        try:
            data = image.read()
        except Exception as error:
            return Picture(media_type, fault=str(getattr(error, "message", error)), error=type(error).__name__)
        box = picture.box(data)
        broken = box is None and image.media_type in (None, *picture.KINDS)
        fault = f"its {len(data)} bytes are no image that can be shown" if broken else ""
        return Picture(media_type, image.media_type, len(data), box, fault, digest=sha256(data).hexdigest())


def _given(value: Any) -> Any:
    """An argument of a call, in which files stand in base64."""
    if isinstance(value, list):
        return [_given(item) for item in sequence(cast("Any", value))]
    return b64decode(value["$bytes"]) if special(value) == "$bytes" else value


def _looks_final(seen: Seen) -> bool:
    """Whether the last poll has images under a status that the map doesn't have."""
    task, last = seen.call.operation.task, seen.exchanges[-1]
    if task is None or last.status is None:
        return False
    body = last.json()
    poll = seen.provider.operation(task.poll)
    unknown = tasks.view(seen.provider.seen_by(poll), task, last.status, body).state == "unknown"
    return unknown and bool(images(poll, body, 0))
