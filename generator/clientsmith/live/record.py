"""Writes down every exchange, without the key; images go into files of their own.

A file is written when its request goes out and again when the answer is there, so that nothing that was paid for is
lost, whatever ends the program.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

from clientsmith.language.types import MULTIPART
from clientsmith.live.exchange import Exchange
from clientsmith.live.options import Refusal
from clientsmith.live.scrub import MASK, Scrub
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.links import of_its_end
from clientsmith.oracle.multipart import parse
from clientsmith.oracle.reading import read

FORMAT = 1
RUN, UNFETCHED = "run.json", "unfetched.txt"
FOLDER = Path("recordings")
IMAGE = "$image"
"""The key of an image in a recorded body: its file, and the text before its base64."""
_LONGEST_TEXT = 1 << 20
_SHORTEST_DATA = 2000
_SECRET = re.compile(r"authorization|cookie|api-?key|secret|(auth|access|session|security|csrf)-?token", re.IGNORECASE)
_BASE64 = re.compile(r"(data:[\w/+.;=-]*,)?([A-Za-z0-9+/\s]+={0,2})\s*", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
_SUFFIXES = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"RIFF", "webp"), (b"GIF8", "gif"))


class Recorder:
    """A folder with `run.json`, a file per exchange and a file per image, for nobody but the user.

    Raises:
        Refusal: the folder has something in it, or can't be made.
    """

    def __init__(self, folder: Path, scrub: Scrub, key_header: str) -> None:
        self.folder, self.trouble = folder, ""
        self._scrub, self._key_header = scrub, key_header.lower()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            taken = any(folder.iterdir())
        except OSError as error:
            raise Refusal(f"{folder} can't be recorded in: {error.strerror}") from error
        if taken:
            raise Refusal(f"{folder} isn't empty: a recording is never written over; give another folder")

    def run(self, facts: dict[str, Any]) -> None:
        """Write down what the run is about."""
        self._write(RUN, _text(self._scrub.data({"format": FORMAT, **facts})))

    def unfetched(self, links: list[str]) -> str:
        """Keep links as they are, signature and all: without them their images are lost; tells the file."""
        try:
            self._write(UNFETCHED, "".join(f"{self._scrub.key(link)}\n" for link in links).encode())
        except OSError as error:
            return f"nowhere: {error.strerror}"
        return str(self.folder / UNFETCHED)

    def exchange(self, exchange: Exchange) -> None:
        """Write down an exchange, as far as it got.

        Raises:
            OSError: it can't be written, and the request isn't sent yet.
        """
        try:
            facts = {"call": exchange.call, "at": exchange.at, "request": self._request(exchange)}
            self._write(f"{exchange.number:03}.json", _text({**facts, **self._answer(exchange)}))
        except Exception as error:
            if not exchange.done:
                raise
            # Whatever it is, the answer goes on to the user: it is paid for.
            self.trouble = f"{self.folder} lacks what came last: {getattr(error, 'strerror', None) or error}"

    def _request(self, exchange: Exchange) -> dict[str, Any]:
        headers = [(name, value) for name, value in exchange.headers.items() if name != self._key_header]
        # A link that needs no key may be signed: then its query is as good as one.
        url = exchange.url.partition("?")[0] + (f"?{MASK}" if "?" in exchange.url else "")
        return {
            "method": exchange.method,
            "url": self._scrub.text(url) if exchange.signed else self._scrub.key(exchange.url),
            "kind": exchange.kind,
            "headers": self._headers(headers),
            "body": self._sent(exchange),
        }

    def _sent(self, exchange: Exchange) -> dict[str, Any] | None:
        """The body of a request; the files among its parts are the user's own, and their hashes say enough."""
        kind = exchange.headers.get("content-type", "")
        if not kind.startswith(MULTIPART):
            return self._body(exchange.body, f"{exchange.number:03}-sent")
        parts: list[dict[str, Any]] = []
        for part in parse(exchange.body, kind):
            content = b64decode(part.pop("base64", ""))
            facts = {"sha256": sha256(content).hexdigest(), "bytes": len(content)} if "filename" in part else {}
            parts.append({**self._scrub.data(part), **facts})
        return {"parts": parts}

    def _answer(self, exchange: Exchange) -> dict[str, Any]:
        if not exchange.done:
            return {"response": None, "failure": "", "seconds": None}
        response = None
        if exchange.status is not None:
            # The body is written as it is without its compression.
            framing = ("content-encoding", "content-length", "transfer-encoding")
            headers = [(name, value) for name, value in exchange.answer_headers if name.lower() not in framing]
            body = self._body(exchange.decoded(), f"{exchange.number:03}", exchange.header("content-type"))
            if body is not None and "json" in body:
                # JSON is written in UTF-8, whatever it came in.
                headers = [(name, _CHARSET.sub("", value)) for name, value in headers]
            response = {"status": exchange.status, "headers": self._headers(headers), "body": body}
        return {"response": response, "failure": exchange.failure, "seconds": exchange.seconds}

    def _headers(self, headers: list[tuple[str, str]]) -> list[list[str]]:
        return [
            [self._scrub.text(name), self._scrub.text(value)] for name, value in headers if not _SECRET.search(name)
        ]

    def _body(self, content: bytes, name: str, content_type: str = "") -> dict[str, Any] | None:
        if not content:
            return None
        data = read(content, content_type)
        if data is not None:
            bare = self._without_images(data, name, [0])
            return {"json": self._with_ends(self._scrub.data(bare), bare)}
        text = content.decode("utf-8", "replace")
        if len(content) > _LONGEST_TEXT or "\ufffd" in text or "\0" in text:
            return {"file": self._file(name, content)}
        return {"text": self._scrub.text(text)}

    def _with_ends(self, scrubbed: Any, value: Any) -> Any:
        """The value without its secrets, in which links keep of their query what says when they end."""
        if isinstance(scrubbed, list):
            return [self._with_ends(*pair) for pair in zip(sequence(scrubbed), sequence(value), strict=True)]
        if isinstance(scrubbed, dict):
            pairs = zip(mapping(scrubbed).items(), mapping(value).values(), strict=False)
            return {name: self._with_ends(inside, before) for (name, inside), before in pairs}
        if isinstance(value, str) and isinstance(scrubbed, str) and scrubbed.endswith(f"?{MASK}"):
            end = self._scrub.key(of_its_end(value))
            return f"{scrubbed}&{end}" if end else scrubbed
        return scrubbed

    def _without_images(self, value: Any, name: str, count: list[int]) -> Any:
        """A JSON value with each image in base64 put into a file."""
        if isinstance(value, list):
            return [self._without_images(item, name, count) for item in sequence(value)]
        if isinstance(value, dict):
            return {key: self._without_images(item, name, count) for key, item in mapping(value).items()}
        match = _BASE64.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return value
        compact = "".join(match[2].split()).rstrip("=")
        try:
            image = b64decode(compact + "=" * (-len(compact) % 4), validate=True)
        except ValueError:
            return value
        # A word may look like base64; a long one that isn't an image is data all the same.
        if not _suffix(image) and len(value) < _SHORTEST_DATA:
            return value
        count[0] += 1
        file = self._file(f"{name}-{count[0]}", image)
        return {IMAGE: {**file, "prefix": match[1] or "", "characters": len(value)}}

    def _file(self, name: str, content: bytes) -> dict[str, Any]:
        """Write a file; its hash and length are those of what came."""
        file = f"{name}.{_suffix(content) or 'bin'}"
        self._write(file, self._scrub.content(content))
        return {"name": file, "sha256": sha256(content).hexdigest(), "bytes": len(content)}

    def _write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, readable for its owner alone."""
        path = self.folder / name
        beside = self.folder / f".{name}"
        with open(beside, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as stream:
            stream.write(content)
        beside.replace(path)


def _suffix(content: bytes) -> str:
    return next((suffix for start, suffix in _SUFFIXES if content.startswith(start)), "")


def _text(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
