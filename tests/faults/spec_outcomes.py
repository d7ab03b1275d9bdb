"""What becomes of a spec of a few lines: problems and nothing written, or a client that can be called."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from clientsmith import cli
from clientsmith.load import source_lines
from clientsmith.openapi import openapi_text
from imageclients.errors import InvalidRequestError
from support.spec import client_module, provider_of, whole_spec

PROMPT = "prompt: {type: string}, "
IMAGE: dict[str, Any] = {"data": [{"url": "https://cdn.fox-images.net/1.png"}]}
_HEAD = re.compile(r"[^:]+:(?P<line>\d+):(?P<column>\d+): (?P<code>[a-z0-9-]+): (?P<message>.*)")


class Problem(NamedTuple):
    """One problem as the command told it; `marked` is the text of the spec above the carets."""

    line: int
    code: str
    message: str
    marked: str
    hint: str


class Run(NamedTuple):
    """A run of `clientsmith generate` on one spec: its exit code, what it said, and every path that it made."""

    code: int
    said: str
    made: list[str]


def generate(source: str | bytes, name: str) -> Run:
    """Run the command on one spec in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="clientsmith-faults-") as folder:
        around, said = Path(folder), io.StringIO()
        specs = around / "project/specs"
        specs.mkdir(parents=True)
        (specs / f"{name}.yaml").write_bytes(source if isinstance(source, bytes) else source.encode())
        before = {*around.rglob("*")}
        with contextlib.redirect_stderr(said):
            code = cli.main(["generate", "--specs", str(specs), "--out", str(around / "project/out")])
        made = sorted(path.relative_to(around).as_posix() for path in {*around.rglob("*")} - before)
        return Run(code, said.getvalue(), made)


def refused(text: str | bytes) -> list[Problem]:
    """The problems of a spec, which the command refuses without writing anything.

    A text is completed with what every spec has; bytes are the whole file.
    """
    name, whole = ("odd", text) if isinstance(text, bytes) else whole_spec(text)
    run = generate(whole, name)
    assert (run.code, run.made) == (cli.PROBLEMS, []), run.said
    lines = source_lines(whole)
    *blocks, last = run.said.strip().split("\n\n")
    assert last.endswith("nothing was written"), run.said
    return [_problem(block.split("\n"), lines) for block in blocks]


def _problem(block: list[str], lines: list[str]) -> Problem:
    found = _HEAD.fullmatch(block[0])
    assert found is not None, block
    assert block[-1].startswith("hint: "), block
    line, start = int(found["line"]), int(found["column"]) - 1
    carets = block[2].count("^")
    marked = lines[line - 1][start : start + carets] if line <= len(lines) else ""
    return Problem(line, found["code"], found["message"], marked, block[-1].removeprefix("hint: "))


def only(text: str | bytes) -> Problem:
    """The problem of a spec that has just one."""
    (problem,) = refused(text)
    return problem


def codes(text: str | bytes) -> list[str]:
    """The codes of the problems of a spec that is refused."""
    return [problem.code for problem in refused(text)]


def quoted(text: str) -> str:
    """The text in YAML, with an escape for whatever isn't plain ASCII."""
    return '"' + re.sub(r"[^ !#-\[\]-~]", lambda found: f"\\U{ord(found[0]):08x}", text) + '"'


class Sent(NamedTuple):
    """A call that was answered: the one request that it made, and its result."""

    request: httpx.Request
    result: Any

    @property
    def body(self) -> Any:
        """The JSON that was sent."""
        return httpx.Response(200, content=self.request.content).json()


def sent(spec: str, answer: Any = IMAGE, **arguments: Any) -> Sent:
    """Call generate_image of a spec's client."""
    seen: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=answer)

    result = _call(spec, answered, arguments)
    (request,) = seen
    return Sent(request, result)


def not_sent(spec: str, **arguments: Any) -> InvalidRequestError:
    """The error of a call that is refused before anything is sent."""

    def fail(request: httpx.Request) -> httpx.Response:
        pytest.fail(f"{request.url} was asked for")

    with pytest.raises(InvalidRequestError) as caught:
        _call(spec, fail, arguments)
    return caught.value


def _call(spec: str, handler: Callable[[httpx.Request], httpx.Response], arguments: Mapping[str, Any]) -> Any:
    with httpx.Client(transport=httpx.MockTransport(handler)) as http:
        return client_module(spec).Client(api_key="sk-0123", http_client=http).generate_image(**arguments)


def openapi(spec: str) -> Any:
    """The OpenAPI document of a spec, as other tools read it."""
    return yaml.safe_load(openapi_text(provider_of(spec)))
