"""`clientsmith live` against a scripted server, with a spec of a few lines."""

from __future__ import annotations

import json
import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from clientsmith import cli
from clientsmith.live.clock import Clock
from support.server import Action, Server, reply
from support.spec import client_module

KEY = "sk-Canary/7+b3d~Zq0"

PARTS = """\
envelope: {code: /error/code, message: /error/message}
errors:
  - {status: 401, code: bad_key, class: authentication, source: page}
  - {status: 400, code: bad_prompt, class: contentRejected, source: page}
  - {status: 503, class: server, retryable: true, source: page}
"""
REQUEST = """\
    method: POST
    path: /images
    requestBody:
      required: [prompt]
      properties:
        prompt: {type: string, role: prompt}
        n: {type: integer, minimum: 1, maximum: 4, default: 1, role: count}
        size: {type: string, default: 64*48, role: size}
    size:
      fields: [{field: size, forms: ["W*H"]}]
      closed: false
      limits: [{side: {minimum: 16, maximum: 512}}]
      source: "page#sizes"
    examples:
      - {id: two, arguments: {prompt: A fox, n: 2}, source: "page#two"}
      - {id: large, arguments: {prompt: A fox, size: 512*512}, source: "page#large"}
"""
IMAGES = """\
          images:
            type: array
            source: "page#images"
            items:
              type: object
              required: [url]
              properties:
                url: {type: string}
                b64: {type: string}
                ttl: {type: integer}
                kind: {type: string, enum: [png, jpeg]}
    results:
      images: [{items: "/images/*", url: /url, base64: /b64, ttl: /ttl, mediaType: /kind}]
      lifetime: {seconds: 3600, source: page}
"""
SYNC = f"""\
{PARTS}
operations:
  generate_image:
{REQUEST}
    responses:
      "200":
        properties:
          id: {{type: string}}
{IMAGES}
"""
TASK = f"""\
{PARTS}
operations:
  generate_image:
{REQUEST}
    responses: {{"200": {{required: [id], properties: {{id: {{type: string}}}}}}}}
    task:
      id: /id
      poll: {{operation: get_task, parameter: id, echo: /id}}
      status: /status
      delay: 0.01
      maxDelay: 0.01
      acceptors:
        - {{expected: waiting, state: retry}}
        - {{expected: done, state: success}}
        - {{expected: failed, state: failure}}
      source: "page#status"
  get_task:
    method: GET
    path: /tasks/{{id}}
    parameters: [{{name: id, in: path, type: string}}]
    responses:
      "200":
        properties:
          id: {{type: string}}
          status: {{type: string, enum: [waiting, done, failed]}}
{IMAGES}
"""


def shortest_pause(_: Clock) -> float:
    """What a run takes for chance, so that tests don't wait."""
    return 0.0


class Told(NamedTuple):
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str


class Live:
    """A provider that follows a script, and the command that calls it in an empty working folder."""

    def __init__(
        self, spec: str, server: Server, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        package = Path(client_module(spec).__path__[0])
        self.name, self.specs = package.name, package.parents[1]
        self.server, self.folder, self._patch, self._capture = server, folder, patch, capture
        patch.chdir(folder)
        patch.setattr(Clock, "random", shortest_pause)
        self.set("CLIENTSMITH_LIVE", "1")
        self.set(f"{self.name}_API_KEY", KEY)
        self.set(f"{self.name}_BASE_URL", server.url)

    def set(self, variable: str, value: str | None) -> None:
        """Set or remove a variable of the environment."""
        if value is None:
            self._patch.delenv(variable.upper(), raising=False)
        else:
            self._patch.setenv(variable.upper(), value)

    def __call__(self, *arguments: str | Path, script: tuple[Action, ...] = ()) -> Told:
        """Run the command with these answers; it records in `recording` unless it is told otherwise."""
        self.server.script[:] = script
        words = [str(one) for one in arguments]
        if not {"--record", "--replay", "--list"} & set(words):
            words += ["--record", "recording"]
        # The folder of the specs has those of other tests, too.
        code = cli.main(["live", self.name, "--specs", str(self.specs), *words])
        out, err = self._capture.readouterr()
        return Told(code, out, err)

    @property
    def asked(self) -> list[str]:
        """Method and path of each request that came."""
        return [f"{one.method} {one.target}" for one in self.server.seen]

    def submits(self) -> int:
        """How many requests came that may bill."""
        return sum(line.startswith("POST") for line in self.asked)

    def images(self, *, number: int = 1, **more: Any) -> Action:
        """An answer with links to this server."""
        return self.answer(images=[{"url": f"{self.server.url}/{at}.png?sig=s3cr3t"} for at in range(number)], **more)

    def answer(self, **body: Any) -> Action:
        """An answer of these fields."""
        return reply(200, body)

    def written(self) -> dict[str, Any]:
        """The files of exchanges of the recording."""
        return {path.name: json.loads(path.read_text()) for path in sorted(Path("recording").glob("[0-9]*.json"))}


def png(width: int = 64, height: int = 48, text: bytes = b"") -> bytes:
    """A whole grey image of that size, with a comment."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x7f" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"tEXt", b"k\0" + text), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def picture(width: int = 64, height: int = 48, text: bytes = b"") -> Action:
    """The answer to a link."""
    return reply(200, png(width, height, text), content_type="image/png")


def forms(key: str) -> list[str]:
    """The key as it is, and as others would write it."""
    escaped = "".join(f"\\u{ord(one):04x}" for one in key)
    quoted = quote(key, safe="")
    texts = [key, quoted, quote(quoted, safe=""), key.upper(), escaped, key.replace("/", "\\/"), key.encode().hex()]
    return [*texts, *(b64encode((before + key).encode()).decode() for before in ("", "a", "Bearer ", "user:"))]


def traces(key: str) -> Callable[[str], list[str]]:
    """Finds what a text has of a key: every form, and in base64 the part that doesn't depend on its surroundings."""
    inner = [form[4:-6] if re.fullmatch(r"[A-Za-z0-9+/]+=*", form) and form != key else form for form in forms(key)]
    return lambda text: [form for form in inner if form in text]
