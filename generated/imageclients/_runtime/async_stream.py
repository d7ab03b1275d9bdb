# Made by `clientsmith generate` from templates/imageclients/_runtime/async_stream.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The asynchronous stream of events.

Made, like its twin, from templates/_parts/stream.py.j2.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self, cast

from . import stream_flow
from .async_client import AsyncBaseClient, AsyncImage, AsyncResult
from .stream_core import StreamCore, StreamEvent


class AsyncStream(StreamCore[AsyncImage]):
    __doc__ = StreamCore.__doc__

    client: AsyncBaseClient

    @property
    def result(self) -> AsyncResult[Any]:
        """The result, with all images: it is there after the last event. Its `raw` is that event's data.

        Raises:
            ImageClientError: the error that ended the stream; or it wasn't read to its end.
        """
        return cast("AsyncResult[Any]", self.finished())

    async def __aiter__(self) -> AsyncIterator[StreamEvent[AsyncImage]]:
        try:
            while (event := await self.client.run_effects(stream_flow.following(self))) is not None:
                yield event
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connection; what hasn't come yet is lost."""
        await self.client.run_effects(stream_flow.close(self))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()
