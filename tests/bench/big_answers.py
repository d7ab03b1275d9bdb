"""Group answers: an image of 7.5 MB in 10 MB of base64, decoded and saved, in time and in memory."""

from __future__ import annotations

import base64
import json
import random
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from bench import children
from bench.measure import Goal, Group, Plan, Row, Samples, Table, batch, interleaved, ratios, settle
from bench.work import ARGUMENTS, KEY, PATH

SIZE = 10_000_000
"""Bytes of base64 in the answer."""
SMALLER = 1_400_000
CHUNK = 1 << 16
URL = "http://127.0.0.1:9"
DECODE, LOADS = "base64.b64decode and write", "json.loads, b64decode and write"
BY_HAND, OURS = "httpx by hand: post, json, b64decode, write", "ours: generate_image, save"
JSON = "json.loads"
PREPARED = "nothing but the answer"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(size: int) -> bytes:
    """A PNG of about so many bytes, which no compression makes smaller."""
    width = 1024
    rows = max(1, size // (3 * width + 1))
    line = random.Random(0).randbytes(3 * width)  # noqa: S311 - any noise will do
    data = zlib.compress(b"".join(b"\0" + line for _ in range(rows)), 0)
    header = struct.pack(">IIBBBBB", width, rows, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def body_of(size: int) -> bytes:
    """An answer with that picture."""
    text = base64.b64encode(picture(size)).decode()
    return json.dumps({"created": 1750667997, "data": [{"b64_json": text}]}).encode()


class Answers(httpx.BaseTransport):
    """Answers with a body in pieces, as they come from a socket."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The same for all."""
        headers = {"content-type": "application/json", "content-length": str(len(self.body))}
        return httpx.Response(200, headers=headers, content=self._pieces(), request=request)

    def _pieces(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), CHUNK):
            yield self.body[start : start + CHUNK]


def callers(body: bytes, goal: Path) -> dict[str, Callable[[], object]]:
    """Two who call, and save the picture under this path."""
    from imageclients.modelverse import Client

    http = httpx.Client(transport=Answers(body))
    client = Client(KEY, base_url=URL, http_client=http)
    told: dict[str, Any] = {**ARGUMENTS, "response_format": "b64_json"}

    def by_hand() -> object:
        response = http.post(URL + PATH, json=told)
        return goal.write_bytes(base64.b64decode(response.json()["data"][0]["b64_json"]))

    return {
        BY_HAND: by_hand,
        OURS: lambda: client.generate_image(**told).images[0].save(goal, overwrite=True),
    }


def timed(body: bytes, goal: Path, rounds: int) -> dict[str, Samples]:
    """Seconds of both, and of no more than the work itself."""
    text: str = json.loads(body)["data"][0]["b64_json"]
    cases: dict[str, Callable[[], object]] = {
        DECODE: lambda: goal.write_bytes(base64.b64decode(text)),
        LOADS: lambda: goal.write_bytes(base64.b64decode(json.loads(body)["data"][0]["b64_json"])),
    }
    ready = {title: batch(case, 1) for title, case in (cases | callers(body, goal)).items()}
    settle()
    return interleaved(ready, rounds)


def read(body: bytes, rounds: int) -> dict[str, Samples]:
    """Seconds of ways to read a body, and of a whole call that gets it."""
    from pydantic import BaseModel
    from pydantic_core import from_json

    from imageclients.modelverse import Client, models

    model: type[BaseModel] = models.GenerateImageAnswer
    client = Client(KEY, base_url=URL, http_client=httpx.Client(transport=Answers(body)))
    told: dict[str, Any] = {**ARGUMENTS, "response_format": "b64_json"}
    ready: dict[str, Callable[[], object]] = {
        JSON: lambda: json.loads(body),
        "pydantic_core.from_json": lambda: from_json(body),
        "pydantic: model_validate_json": lambda: model.model_validate_json(body),
        "ours: generate_image": lambda: client.generate_image(**told),
    }
    return interleaved({title: batch(case, 1) for title, case in ready.items()}, rounds)


def main(told: dict[str, Any]) -> Any:
    """Seconds of each; or, so that the memory of one can be seen from outside, only that one."""
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        goal = Path(name) / "image.png"
        if "rounds" in told:
            # Made here and kept, because making it takes more memory than anything that is measured.
            body = body_of(SIZE * 3 // 4)
            Path(told["keep"]).write_bytes(body)
            smaller = read(body_of(SMALLER * 3 // 4), told["rounds"])
            return {"saved": timed(body, goal, told["rounds"]), "read": smaller}
        for case in callers(body_of(1000), goal).values():
            case()  # loads all modules
        body = Path(told["kept"]).read_bytes()
        callers(body, goal).get(told["once"], lambda: None)()
        return None


def measure(plan: Plan) -> Group:
    """The time in one process, the memory in a process each."""
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        kept = str(Path(name) / "answer.json")
        found = children.answer("bench.big_answers", {"rounds": plan.rounds(15, 7), "keep": kept})
        peaks = {kind: [_peak(kind, kept) for _ in range(plan.rounds(5, 3))] for kind in (PREPARED, BY_HAND, OURS)}
    table = Table(
        "10 MB of base64, decoded and saved", "ms", [Row(*one) for one in found["saved"].items()], base=DECODE
    )
    smaller = Table("1.4 MB of base64, read", "ms", [Row(*one) for one in found["read"].items()], base=JSON)
    body = [float(SIZE)] * len(peaks[PREPARED])
    more = {
        kind: [one - none for one, none in zip(samples, peaks[PREPARED], strict=True)]
        for kind, samples in peaks.items()
        if kind != PREPARED
    }
    rows = [Row("the answer", body), *(Row(kind, samples) for kind, samples in more.items())]
    memory = Table("most memory beside the answer in the transport", "MB", rows, base="the answer")
    goals = [
        Goal(9, "a base64 answer of 10 MB decoded and saved / b64decode and write", table.ratio(OURS), 1.5),
        Goal(9, "its memory / the answer", ratios(more[OURS], body), 3.0),
    ]
    return Group("answers", [smaller, table, memory], goals)


def _peak(kind: str, kept: str) -> float:
    told = json.dumps({"once": kind, "kept": kept})
    return children.spend([children.PEERS, "-m", "bench.big_answers", told], PYTHONPATH=children.path()).peak


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
