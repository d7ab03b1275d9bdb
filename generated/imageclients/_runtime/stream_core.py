# Made by `clientsmith generate` from templates/imageclients/_runtime/stream_core.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What the synchronous and the asynchronous streams share."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, Unpack, cast

from ..errors import ImageClientError
from .answers import DecodedResponse, Drift, ItemFailure
from .client_core import ClientCore
from .describe import Operation, StreamPlan
from .effects import Opened
from .event_stream import EVENT_STREAM, EventParser
from .jsontypes import is_mapping
from .requests import Call, Request
from .submission import Submission
from .timer import Timer

ImageT_co = TypeVar("ImageT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class StreamEvent(Generic[ImageT_co]):
    """An event of a stream.

    Attributes:
        kind: partial for an image that isn't finished, image for one that is, failure for one that isn't made, and end
            for the last event.
        index: number of the image, or of the partial image, as the provider counts; None if it doesn't.
        image: the image, or None. It can be read and saved at once.
        failure: why an image isn't made, or None.
        data: the event's data as JSON.
    """

    kind: Literal["partial", "image", "failure", "end"]
    index: int | None
    image: ImageT_co | None
    failure: ItemFailure | None
    data: Any = field(repr=False)


class StreamCore(Generic[ImageT_co]):
    """A call whose images come one after another: iterate over it, best in a with block, for its events.

    The request is sent when the first event is asked for. It is never sent again once the stream has begun, and
    leaving the loop or the block closes the connection.

    Raises:
        SubmissionUnknownError: the stream broke off, or ended too early; `images` has what had come.
        APIStatusError: the provider answered with an error, or the stream has one.
    """

    def __init__(self, client: ClientCore[Any], *call: Unpack[Call]) -> None:  # noqa: UP044 - inspect.signature can't evaluate a star
        self.client = client
        self.operation = call[0]
        self.request = request_of(client, *call)
        self.submission = Submission(Timer(client.options.system))
        self.sent_at = 0.0
        self.opened: Opened | None = None
        self.response: DecodedResponse | None = None
        self.parser = EventParser()
        self.arrived: Iterator[tuple[str, bytes]] = iter(())
        self.is_over = False
        self.content: list[bytes] = []
        self.size = 0
        self.waiting: deque[StreamEvent[ImageT_co]] = deque()
        self.images: list[Any] = []
        self.partial: Any = None
        self.failures: list[ItemFailure] = []
        self.drift: list[Drift] = []
        self.ended = False
        self.outcome: Any = None
        self.error: BaseException | None = None

    def __repr__(self) -> str:
        name = f"{self.client.provider.name}.{self.operation.id}"
        return f"<{type(self).__name__} {name}: {len(self.images)} image(s){', ended' if self.ended else ''}>"

    def finished(self) -> Any:
        """The result, which is there after the last event.

        Raises:
            ImageClientError: the error that ended the stream; or it wasn't read to its end.
        """
        if self.outcome is not None:
            return self.outcome
        if self.error is not None:
            raise self.error
        raise ImageClientError(
            "the result comes with the last event, which wasn't read",
            provider=self.client.provider.name,
            operation=self.operation.id,
            may_be_billed=self.submission.may_be_billed,
            images=tuple(self.images),
        )


def plan_of(operation: Operation) -> StreamPlan:
    """How an operation streams; only those that do have such a method."""
    return cast("StreamPlan", operation.stream)


def request_of(
    client: ClientCore[Any],
    operation: Operation,
    fields: Mapping[str, Any],
    extra_body: Mapping[str, Any] | None,
    extra_headers: Mapping[str, str] | None,
) -> Request:
    """The request for a stream: that of the call, with what asks for events."""
    body: Any = extra_body
    if extra_body is None or is_mapping(extra_body):
        body = {**(extra_body or {}), **plan_of(operation).values}
    request = client.build(operation, fields, body, extra_headers)
    return request._replace(headers={"accept": EVENT_STREAM, **request.headers}, streams=True)
