"""The promise of one file: an unseen provider is one YAML file, and nothing else anywhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commands import command, tree
from typecheck import assert_types

SPEC = """\
specVersion: 1
name: nimbus
title: Nimbus Paint
sources: {guide: {title: The guide}}
servers: [{url: "https://api.nimbus.dev/v2"}]
security: {type: apiKey, in: header, name: X-Api-Key}
envelope: {code: /error/code, message: /error/message, source: guide}
errors: [{status: 402, class: paymentRequired}, {code: bad_words, class: contentRejected}]
operations:
  paint:
    summary: Paint a picture.
    method: POST
    path: /{team}/pictures
    source: guide#paint
    parameters: [{name: team, in: path, type: string, default: home}]
    requestBody:
      required: [text]
      properties:
        text: {type: string, role: prompt, pointer: /input/text, maxLength: 100, description: What to paint.}
        brush: {type: string, enum: [oil, ink]}
        shape: {type: string, enum: ["1:1", "2:1"], default: "1:1"}
        quality: {type: string, enum: [low, high], default: low}
        count: {type: integer, role: count, minimum: 1, maximum: 4}
        frame: {type: object, required: [colour], properties: {colour: {type: string}, "line-width": {type: number}}}
    size:
      fields: [{field: shape, forms: [ratio]}, {field: quality, forms: [tier]}]
      closed: true
      table:
        - {ratio: "1:1", tier: low, width: 512, height: 512}
        - {ratio: "1:1", tier: high, width: 1024, height: 1024}
        - {ratio: "2:1", tier: low, width: 512, height: 256}
        - {ratio: "2:1", tier: high, width: 1024, height: 512}
    rules:
      - {id: ink-is-single, when: {brush: {const: ink}}, then: {properties: {count: {maximum: 1}}}}
      - {id: frame-needs-brush, requires: {frame: [brush]}}
    responses: {"202": {required: [job], properties: {job: {type: string}}}}
    task:
      id: /job
      poll: {operation: look, parameter: job}
      status: /state
      acceptors:
        - {expected: drying, state: retry}
        - {expected: dry, state: success}
        - {expected: torn, state: failure}
      delay: 0.01
  look:
    summary: Look at a picture.
    method: GET
    path: /jobs/{job}
    source: guide#look
    parameters: [{name: job, in: path, type: string}]
    responses:
      "200":
        required: [state]
        properties:
          state: {type: string, enum: [drying, dry, torn]}
          pictures: {type: array, items: {type: object, properties: {link: {type: string}}}}
    results: {images: [{items: /pictures/*, url: /link}]}
"""

USE = """
import httpx
from imageclients.errors import ContentRejectedError, InvalidRequestError, PaymentRequiredError
from imageclients.nimbus import AsyncClient, Client
from imageclients.nimbus import sizes

states = iter(["drying", "dry"])
seen: list[httpx.Request] = []


def answer(request: httpx.Request) -> httpx.Response:
    seen.append(request)
    if request.method == "POST":
        return httpx.Response(202, json={"job": "j/1"})
    return httpx.Response(200, json={"state": next(states), "pictures": [{"link": "https://cdn.nimbus.dev/1.png"}]})


def refusal(status: int, code: str) -> httpx.Client:
    body = {"error": {"code": code, "message": "no"}}
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, json=body)))


with httpx.Client(transport=httpx.MockTransport(answer)) as http:
    client = Client(api_key="k-1", http_client=http)
    frame = {"colour": "red", "line-width": 1.5}
    result = client.paint(text="a fox", team="zoo", brush="oil", shape="2:1", quality="high", count=2, frame=frame)
    refused: list[str] = []
    for wrong in (
        lambda: client.paint(text="x" * 101, team="zoo"),
        lambda: client.paint(text="x", team="zoo", brush="ink", count=2),
        lambda: client.paint(text="x", team="zoo", frame={"colour": "red"}),
    ):
        try:
            wrong()
        except InvalidRequestError as error:
            refused.append(error.problems[0].rule)
for status, code, kind in ((400, "bad_words", ContentRejectedError), (402, "x", PaymentRequiredError)):
    try:
        Client(api_key="k-1", http_client=refusal(status, code)).paint(text="x", team="zoo")
    except kind as error:
        refused.append(str(error.code))

import json

print(
    json.dumps(
        {
            "body": json.loads(seen[0].content),
            "path": [request.url.raw_path.decode() for request in seen],
            "key": seen[0].headers["x-api-key"],
            "links": [image.url for image in result.images],
            "state": result.answer.state,
            "refused": refused,
            "pixels": [str(sizes.pixels(ratio="2:1", tier="high")), sizes.nearest(1000, 500).arguments],
            "twin": sorted({n for n in {*dir(Client)} ^ {*dir(AsyncClient)} if n[0] != "_"}),
        }
    )
)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that one file, after `clientsmith generate`."""
    folder = tmp_path_factory.mktemp("nimbus")
    (folder / "specs").mkdir()
    (folder / "specs/nimbus.yaml").write_text(SPEC, "utf-8")
    done = command("generate", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def test_one_file_gives_a_package_and_changes_nothing_else(project: Path) -> None:
    files = tree(project)
    assert {name for name in files if not name.startswith("generated/")} == {"specs/nimbus.yaml"}
    assert "generated/imageclients/nimbus/client.py" in files


def test_package_of_one_file_works(project: Path) -> None:
    (project / "use.py").write_text(USE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "use.py"],
        cwd=project,
        env={"PYTHONPATH": str(project / "generated"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    (project / "use.py").unlink()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["path"] == ["/v2/zoo/pictures", "/v2/jobs/j%2F1", "/v2/jobs/j%2F1"]
    assert told["body"] == {
        "input": {"text": "a fox"},
        "brush": "oil",
        "shape": "2:1",
        "quality": "high",
        "count": 2,
        "frame": {"colour": "red", "line-width": 1.5},
    }
    assert told["key"] == "k-1"
    assert told["links"] == ["https://cdn.nimbus.dev/1.png"]
    assert told["state"] == "dry"
    assert told["refused"] == ["maxLength", "ink-is-single", "frame-needs-brush", "bad_words", "x"]
    assert told["pixels"] == ["1024x512", {"shape": "2:1", "quality": "high"}]
    assert told["twin"] == []


def test_package_of_one_file_has_strict_types(project: Path) -> None:
    assert_types(project, project / "generated")
