# Made by `clientsmith generate` from templates/imageclients/_runtime/sync_stream.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The synchronous stream of events.

Made, like its twin, from templates/_parts/stream.py.j2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, cast

from . import stream_flow
from .stream_core import StreamCore, StreamEvent
from .sync_client import BaseClient, Image, Result


class Stream(StreamCore[Image]):
    __doc__ = StreamCore.__doc__

    client: BaseClient

    @property
    def result(self) -> Result[Any]:
        """The result, with all images: it is there after the last event. Its `raw` is that event's data.

        Raises:
            ImageClientError: the error that ended the stream; or it wasn't read to its end.
        """
        return cast("Result[Any]", self.finished())

    def __iter__(self) -> Iterator[StreamEvent[Image]]:
        try:
            while (event := self.client.run_effects(stream_flow.following(self))) is not None:
                yield event
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection; what hasn't come yet is lost."""
        self.client.run_effects(stream_flow.close(self))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
