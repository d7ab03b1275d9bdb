# Made by `clientsmith generate` from templates/imageclients/_runtime/image_flow.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Fetching an image, step by step, without doing any I/O."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..errors import DownloadError
from . import answer, config, download, retry
from .effects import Exchange, Flow, Resolve, Sleep
from .transport import Failure

if TYPE_CHECKING:
    from .core import ClientCore, ImageCore


def fetch(client: ClientCore[Any], image: ImageCore) -> Flow[tuple[bytes, str]]:
    """The bytes and the media type of an image; behind a link it is fetched without the key."""
    options, system = client.options, client.options.system
    started = system.monotonic()
    # A data URI in the place of a link is an image that came with the answer.
    link = image.url if image.url is not None and image.url[:5].lower() != "data:" else None
    attempt = 0
    while True:
        attempt += 1
        try:
            if link is None:
                return answer.inline_image(image.url or image.base64 or "")
            return (yield from _fetch_once(client, link, started + download.SECONDS, image.expires_at))
        except DownloadError as error:
            elapsed = system.monotonic() - started
            delay = retry.delay_before_next(attempt, options.max_retries, elapsed, error.retry_after, system.random)
            if link is None or not error.passing or delay is None or elapsed + delay >= download.SECONDS:
                error.provider, error.task_id, error.elapsed = client.provider.name, image.task_id, elapsed
                raise
            yield Sleep(delay)


def _fetch_once(
    client: ClientCore[Any], url: str, deadline: float, expires_at: datetime | None
) -> Flow[tuple[bytes, str]]:
    system = client.options.system
    hop = 0
    while True:
        shown = config.without_query(url)
        host = download.check_link(url, client.base_url)
        if host:
            found = yield Resolve(host)
            if not found and client.connection.given is None:
                raise DownloadError(f"{shown!a}: the host's name isn't known", passing=True)
            download.check_addresses(shown, found)
        limit = max(0.001, deadline - system.monotonic())
        came = yield Exchange("GET", url, {}, None, limit, download.MAX_BYTES, False)
        if isinstance(came, Failure):
            raise DownloadError(f"{shown!a}: {came.message}", passing=not came.permanent) from came.cause
        if came.status not in (301, 302, 303, 307, 308):
            break
        url = download.next_hop(url, came.headers.get("location"), hop)
        hop += 1
    if not 200 <= came.status < 300:
        expired = None if expires_at is None else system.time() - expires_at.timestamp()
        raise download.status_error(shown, came.status, expired, retry.retry_after(came.headers, system.time()))
    if len(came.content) > download.MAX_BYTES:
        raise DownloadError(f"{shown!a} is larger than {download.MAX_BYTES} bytes")
    return came.content, download.image_type(came.content, came.headers.get("content-type", ""), shown)
