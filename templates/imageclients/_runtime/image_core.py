"""What the synchronous and the asynchronous images share."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from .. import errors
from . import config
from .answers import Asset, Drift
from .client_core import ClientCore
from .download import SECONDS
from .options import System
from .portable import Portable
from .redaction import printable
from .timer import Timer


class ImageCore(Portable):
    """An image: a link that is fetched when needed, or the bytes of an answer.

    Attributes:
        url: the link, or None for an image in the answer itself.
        media_type: such as image/png: from the answer or, once read, from the bytes; None if unknown.
        expires_at: when the link dies, or None if that isn't known.
        base64: the image as the answer has it, or None for a link.
        task_id: id of the task that made it, or None; `token` is what that can be resumed with.
        operation: id of the operation whose answer has it.
        drift: once read, oddities of the bytes, such as a missing end; on_event gets them as well.
    """

    def __init__(self, asset: Asset, task_id: str | None, token: str | None = None) -> None:
        self.url = asset.url
        self.task_id = task_id
        self.token = token or task_id
        self.operation = asset.operation
        self.drift: tuple[Drift, ...] = ()
        self.media_type = asset.media_type
        self.expires_at = None if asset.expires_at is None else datetime.fromtimestamp(asset.expires_at, UTC)
        self.base64 = asset.base64
        self._data: bytes | None = asset.data

    def __repr__(self) -> str:
        is_link = self.url is not None and "://" in self.url[:10]
        where = config.without_query(self.url or "") if is_link else "in the answer"
        client: ClientCore[Any] | None = vars(self).get("_client")
        shown = where if client is None else client.key.mask(where)
        return printable(f"<{type(self).__name__} {self.media_type or 'of unknown type'}, {shown}>")

    @contextmanager
    def attaching_facts(self) -> Generator[Timer]:
        """Attach to an error the image's task and operation, and the time that it took; yields the timer for this."""
        client: ClientCore[Any] | None = vars(self).get("_client")
        timer = Timer(System() if client is None else client.options.system, SECONDS)
        try:
            yield timer
        except (errors.DownloadError, errors.ConfigurationError) as error:
            if client is not None:
                error.provider, error.operation = client.provider.name, self.operation
                error.task_id, error.may_be_billed = client.key.mask_all(self.task_id), True
                error.token = client.key.mask_all(self.token)
                error.message = client.key.mask(error.message)
                error.args = (error.message,)
                error.elapsed = timer.elapsed() if error.elapsed is None else error.elapsed
            raise
