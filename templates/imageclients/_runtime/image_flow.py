"""The steps of fetching an image, without I/O."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ..errors import DownloadError
from . import config, download, image_ends, retry
from .addresses import canonical
from .answers import Drift
from .client_core import ClientCore
from .effects import Flow, HttpResponse, Resolve, SendRequest
from .failures import Failure
from .image_core import ImageCore
from .inline_images import inline_image, is_url_safe
from .keyed_links import takes_key
from .keys import key_of_attempt
from .timer import Timer

_WEB = ("http://", "https://")
_LEAST_CHANCE = 0.2
"""Pauses have at least this part of their full length, so that random numbers can't make many attempts."""


def without_client(image: ImageCore) -> tuple[bytes, str]:
    """The bytes and the media type of an image that was unpickled, and so belongs to no client.

    Raises:
        DownloadError: it is a link that wasn't read before; or what it holds is no image.
    """
    text = image.base64 if image.url is None else image.url
    if text is not None and (image.url is None or text[:5].lower() == "data:"):
        return inline_image(text)
    message = (
        f"{config.without_query(text or '')!a} wasn't read before the image was pickled; call read() first, or get"
    )
    raise DownloadError(f"{message} image.url with an HTTP client of your own, without the key", task_id=image.task_id)


def fetch(client: ClientCore[Any], image: ImageCore) -> Flow[bytes]:
    """The bytes of an image, which also gets its type and its oddities. Only a link that needs the key gets it."""
    with image.attaching_facts() as timer:
        source, oddity = image.url or image.base64 or "", ""
        # Either place may hold what belongs into the other one.
        is_link = not download.is_inline(source) if image.url is not None else source[:8].lower().startswith(_WEB)
        if is_link:
            data, kind = yield from _Download(client, image, source, timer).run()
        else:
            data, kind = inline_image(source)
            oddity = "is in URL-safe base64" if is_url_safe(source) else ""
    image.media_type = kind
    oddities = [text for text in (oddity, image_ends.extent(data, kind).oddity) if text]
    image.drift = tuple(Drift("", "image", f"the image {text}", None) for text in oddities)
    if image.drift and (operation := client.provider.operations.get(image.operation)) is not None:
        client.emit("drift", operation, drift=image.drift, task_id=image.task_id)
    return data


class _Download:
    """Fetches one link, with retries until the time is over: downloads are free, and the image was paid for."""

    def __init__(self, client: ClientCore[Any], image: ImageCore, url: str, timer: Timer) -> None:
        self.client, self.image, self.url, self.timer = client, image, url, timer
        self.system = client.options.system
        self.hopeless = False
        """Whether the last attempt failed in a way that rarely passes; max_retries counts then."""

    def run(self) -> Flow[tuple[bytes, str]]:
        """The bytes and the media type.

        Raises:
            DownloadError: the link is dead, or its time is over.
        """
        attempt = 0
        while True:
            attempt += 1
            self.hopeless = False
            try:
                return (yield from self._try())
            except DownloadError as error:
                delay = self._delay(attempt, error)
                if delay is None:
                    raise
                name, reason = self.client.provider.name, self.client.key.mask(error.message)
            config.log.info("%s: an image isn't fetched yet (%s); the next attempt is in %.1f s", name, reason, delay)
            yield from self.timer.pause(delay)

    def _delay(self, attempt: int, error: DownloadError) -> float | None:
        """Seconds until the next attempt; None to give up."""
        retry_after = error.retry_after or 0.0
        if not error.passing or retry_after > retry.LONGEST_RETRY_AFTER:
            return None
        if self.hopeless and attempt > self.client.options.max_retries:
            return None
        pause = retry.backoff(attempt, lambda: max(self.system.random(), _LEAST_CHANCE))
        delay = max(pause, retry_after)
        return delay if delay < self.timer.left() else None

    def _try(self) -> Flow[tuple[bytes, str]]:
        url, hop = self.url, 0
        while True:
            shown = config.without_query(url)
            goal = download.check_link(url, self.client.base_url, self.client.options.image_hosts)
            yield from self._look_up(shown, goal)
            limit = max(0.001, self.timer.left())
            key = None
            if takes_key(self.client.provider, self.image.operation, self.client.addresses, goal.url):
                key = yield from key_of_attempt(self.client.provider, self.client.key, self.client.options.system)
            response = yield SendRequest(
                "GET", goal.url, {}, None, limit, download.MAX_BYTES, key, signed=True, is_link=True
            )
            if isinstance(response, Failure):
                raise self._failed(shown, goal, response) from response.cause
            if response.status not in (301, 302, 303, 307, 308):
                return self._image(shown, response)
            url = download.next_hop(goal.url, response.headers.get("location"), hop)
            hop += 1

    def _look_up(self, shown: str, goal: download.Goal) -> Flow[None]:
        """Check the addresses of a host before the request, unless a proxy looks them up."""
        given = self.client.connection.given
        uses_environment = given is None or getattr(given, "trust_env", False) is True
        if not goal.host or (uses_environment and download.takes_proxy(goal.url)):
            return
        addresses: list[str] = yield Resolve(goal.host)
        # A client or transport of the user's may have a proxy that can look up the host.
        if not addresses and given is None:
            self.hopeless = True
            raise DownloadError(f"{shown!a}: the host's name isn't known", passing=True)
        try:
            download.check_addresses(shown, addresses, trusted=goal.trusted)
        except DownloadError:
            own: list[str] = yield Resolve(canonical(urlsplit(self.client.base_url).hostname or ""))
            if not download.is_made_up(addresses, own):
                raise

    def _failed(self, shown: str, goal: download.Goal, failure: Failure) -> DownloadError:
        text = f"{shown!a}: {failure.message}"
        if goal.upgraded:
            self.hopeless = not failure.sent
            host = canonical(urlsplit(goal.url).hostname or "")
            text += f"; it is plain http and was tried over https only: image_hosts=[{host!r}] lets it be"
        return DownloadError(text, passing=not failure.permanent)

    def _image(self, shown: str, response: HttpResponse) -> tuple[bytes, str]:
        if not 200 <= response.status < 300:
            expires_at, now = self.image.expires_at, self.system.time()
            expired_for = None if expires_at is None else now - expires_at.timestamp()
            after = retry.retry_after(response.headers, now)
            raise download.status_error(shown, response.status, expired_for, after, response.headers, response.content)
        download.check_length(response.content, response.headers, shown)
        content_type = response.headers.get("content-type", "")
        return response.content, download.image_type(response.content, content_type, shown)
