"""`clientsmith live`: allowed by the user, within its budget, and nothing that was paid for is lost."""

import gzip
import json
import operator
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith import cli
from clientsmith.live.budget import Budget, BudgetUsedUp
from clientsmith.live.clock import Clock, RecordedClock
from clientsmith.live.comparison import Comparison
from clientsmith.live.endpoints import Endpoints
from clientsmith.live.picture import box
from clientsmith.live.scrub import Scrub
from clientsmith.live.wire import DeadlinePassed, Wire
from clientsmith.pipeline import build, check
from commands import command, specs
from imageclients import ppio
from support.live import KEY, SYNC, TASK, Live, picture, png
from support.server import Server, reply, silence
from support.spec import sync_spec
from support.world import World

WAITING: dict[str, Any] = {"id": "t1", "status": "waiting"}
DONE: dict[str, Any] = {"id": "t1", "status": "done"}
BEGUN = reply(200, {"id": "t1"})
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[Server]:
    """A scripted server on loopback."""
    made = Server()
    yield made
    made.close()


@pytest.fixture
def at_once(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Live:
    """A provider that answers with the images."""
    return Live(SYNC, server, tmp_path, monkeypatch, capsys)


@pytest.fixture
def tasked(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Live:
    """A provider that answers with a task."""
    return Live(TASK, server, tmp_path, monkeypatch, capsys)


# Allowed


def test_key_that_can_be_none_is_refused_without_being_shown(at_once: Live) -> None:
    at_once.set(f"{at_once.name}_API_KEY", "schl\u00fcssel-123")
    told = at_once()
    assert told.code == 2
    assert "no key has" in told.err
    assert "123" not in told.err + told.out


def test_address_is_asked_for_where_the_spec_has_none(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live = Live(f"servers: []\n{SYNC}", server, tmp_path, monkeypatch, capsys)
    live.set(f"{live.name}_BASE_URL", None)
    told = live()
    assert told.code == 2
    assert f"{live.name.upper()}_BASE_URL" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--case", "exmaple-two"], "did you mean example-two?"),
        (["--max-submits", "0"], "nothing to do"),
        (["--operation", "edit"], "there is generate_image"),
        (["--package", "no_such_package"], "no_such_package"),
        (["--replay", "nowhere"], "nowhere/run.json can't be read"),
        (["--json", "."], "can't be written"),
    ],
    ids=["case", "budget", "operation", "package", "recording", "report"],
)
def test_what_can_not_be_done_is_code_2_before_anything_is_sent(at_once: Live, arguments: list[str], said: str) -> None:
    told = at_once(*arguments)
    assert told.code == 2
    assert said in told.err
    assert at_once.asked == []


@pytest.mark.parametrize("arguments", [["--max-submits", "-1"], ["--timeout", "nan"], ["--api-key", "x"]])
def test_wrong_numbers_and_a_key_on_the_command_line_are_usage_errors(at_once: Live, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        at_once(*arguments)
    assert ended.value.code == 2


def test_list_shows_the_calls_from_the_cheapest_on_and_needs_neither_switch_nor_key(at_once: Live) -> None:
    at_once.set("CLIENTSMITH_LIVE", None)
    at_once.set(f"{at_once.name}_API_KEY", None)
    told = at_once("--list")
    ids = [line.split("  ")[0].rpartition("/")[2] for line in told.out.splitlines()]
    assert (told.code, ids) == (0, ["required-only", "example-large", "example-two"])


def test_each_operation_comes_once_before_any_comes_twice_and_made_up_images_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.png").write_bytes(png())
    listed: list[list[str]] = []
    for more in ([], ["--image", "mine.png"]):
        assert cli.main(["live", "bizyair", "--specs", str(ROOT / "specs"), "--list", *more]) == 0
        listed.append(capsys.readouterr().out.splitlines())
    operations = [line.split("/")[1] for line in listed[0]]
    assert operations == ["generate_image", "edit_image", "generate_image", "edit_image", "generate_image"]
    assert [line.endswith("--image") for line in listed[0]] == [False, True, False, True, False]
    assert not any(line.endswith("--image") for line in listed[1])


# Calls and their verdict


def test_answer_as_described_is_ok_with_code_0(at_once: Live) -> None:
    told = at_once(script=(at_once.images(), picture()))
    assert told.code == 0
    assert re.search(r"^ok       generate_image required-only  200, 1 image \(64x48 png\), \d", told.out, re.MULTILINE)
    assert told.out.endswith("1 call: 1 ok; no differences from the spec\n")
    assert at_once.asked == ["POST /images", "GET /0.png?sig=s3cr3t"]


def test_task_is_followed_until_its_images_are_there(tasked: Live) -> None:
    done = tasked.images(**DONE)
    told = tasked(script=(BEGUN, tasked.answer(**WAITING), done, picture()))
    assert told.code == 0, told.out
    assert "200, 2 polls, 1 image (64x48 png)" in told.out
    assert "task t1" in told.err
    assert "task t1" in told.out


def test_changed_answer_is_listed_with_the_line_and_the_source_of_the_spec(at_once: Live) -> None:
    images = [{"url": f"{at_once.server.url}/1.png", "kind": "bmp", "seed": 7, "ttl": "soon"}]
    told = at_once("--max-submits", "1", script=(at_once.answer(images=images, id=5), picture()))
    assert told.code == 1
    assert "differs  generate_image required-only" in told.out
    lines = told.out.splitlines()

    def listed(start: str) -> tuple[str, str]:
        at = next(index for index, line in enumerate(lines) if line.startswith(start))
        return lines[at], lines[at + 1]

    fields = "/operations/generate_image/responses/200/properties"
    difference, spot = listed("  generate_image 200 /images/*/seed")
    assert difference == "  generate_image 200 /images/*/seed  unknown-field  no such field -> 7  (1 time)"
    assert spot.endswith(f"  {fields}/images/items  [page#images]")
    difference, spot = listed("  generate_image 200 /images/*/kind")
    assert difference.endswith('unknown-value  one of "png", "jpeg" -> "bmp"  (1 time)')
    assert spot.endswith(f"{fields}/images/items/properties/kind  [page#images]")
    line = int(spot.split(":")[1].split()[0])
    source = (at_once.specs / f"{at_once.name}.yaml").read_text().splitlines()[line - 1]
    assert "kind: {type: string, enum: [png, jpeg]}" in source
    assert 'type  integer -> "soon"' in listed("  generate_image 200 /images/*/ttl")[0]
    assert "type  string -> 5" in listed("  generate_image 200 /id")[0]


UNIONS = """\
          id: {type: string}
          either: {type: [integer, string, "null"]}
          list: {type: [array, object], items: {type: object, properties: {x: {type: [string, integer]}}}}
          mode: {enum: [a, 1]}
          deep: {type: object, required: [y], properties: {y: {type: integer}}}
"""


def test_each_fact_is_told_once_at_a_place_of_the_answer(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live = Live(SYNC.replace("          id: {type: string}\n", UNIONS), server, tmp_path, monkeypatch, capsys)
    odd: dict[str, Any] = {"either": {"a": [1]}, "list": [{"x": {"b": 2}}, {"x": [3]}], "mode": {"c": None}, "deep": {}}
    told = live(script=(live.images(**odd), picture()))
    facts = [line.split("  ")[1:3] for line in told.out.splitlines() if " -> " in line]
    fields = {"/either": "type", "/list/*/x": "type", "/mode": "unknown-value", "/deep/y": "missing"}
    assert sorted(facts) == sorted([f"generate_image 200 {path}", kind] for path, kind in fields.items())
    assert "-> a mapping, a list  (2 times)" in told.out
    assert re.search(r"[{\[]'|\[\w+\]/|function-|literal|\bNone\b", told.out) is None


def test_answer_that_is_no_object_is_told_once(at_once: Live) -> None:
    told = at_once(script=(reply(200, b"[]"),))
    assert told.out.count("generate_image 200 /  ") == 1
    assert "generate_image 200 /  type  object -> a list  (1 time)" in told.out


def test_fault_of_the_model_alone_stands_at_its_place_of_the_answer(
    at_once: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = sys.modules[f"imageclients.{at_once.name}"].models.GenerateImageAnswer

    def fail(_: Any) -> None:
        faults: list[Any] = [
            {"type": "int_type", "loc": ("images", "list[function-after[f(), A]]", 0, "ttl", "int"), "input": {"a": 1}},
            {
                "type": "int_type",
                "loc": ("images", "list[function-after[f(), A]]", 0, "ttl", "literal['a']"),
                "input": 7,
            },
            {"type": "missing", "loc": ("images", 0, "tagged-union[A,B]", "size"), "input": {}},
        ]
        error = ValueError()
        monkeypatch.setattr(error, "errors", lambda: faults, raising=False)
        raise error

    monkeypatch.setattr(model, "model_validate", fail)
    told = at_once(script=(at_once.answer(images=[{"url": f"{at_once.server.url}/0.png", "ttl": 3600}]), picture()))
    lines = [line for line in told.out.splitlines() if " -> " in line]
    assert lines == [
        "  generate_image 200 /images/*/ttl  model  what GenerateImageAnswer takes -> a mapping  (1 time)",
        "  generate_image 200 /images/*/size  model  what GenerateImageAnswer takes -> nothing  (1 time)",
    ]


def test_same_difference_of_several_answers_is_one_entry_with_a_count(tasked: Live) -> None:
    queued = [tasked.answer(**WAITING, place=at) for at in range(3)]
    told = tasked(script=(BEGUN, *queued, tasked.images(**DONE), picture()))
    assert told.code == 1
    assert "get_task 200 /place  unknown-field  no such field -> 0, 1, 2  (3 times)" in told.out


@pytest.mark.parametrize(("height", "fits"), [(36, True), (37, False), (48, False)])
def test_shape_of_an_image_is_held_against_the_ratio_where_no_pixels_are_documented(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    height: int,
    fits: bool,
) -> None:
    spec = SYNC.replace("size: {type: string, default: 64*48, role: size}", 'size: {type: string, default: "16:9"}')
    spec = spec.replace('forms: ["W*H"]', "forms: [ratio]").replace("limits: [{side: {minimum: 16, maximum: 512}}]", "")
    spec = spec.replace("arguments: {prompt: A fox, size: 512*512}", 'arguments: {prompt: A fox, size: "1:1"}')
    live = Live(spec, server, tmp_path, monkeypatch, capsys)
    told = live("--case", "required-only", script=(live.images(), picture(64, height)))
    assert (told.code == 0) == fits, told.out
    assert ("image-size  the shape 16:9 -> 64x" in told.out) != fits


def test_type_of_the_image_and_life_of_its_link_are_held_against_what_is_told(at_once: Live) -> None:
    images = [{"url": f"{at_once.server.url}/1", "kind": "jpeg", "ttl": 60}]
    told = at_once(script=(at_once.answer(images=images), picture()))
    assert told.code == 1
    assert "media-type  image/jpeg -> image/png" in told.out
    assert "link-life  3600 s -> 60 s" in told.out


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({"error": {"code": "bad_prompt", "message": "no"}}, 400, ""),
        (
            {"error": {"code": "new_code", "message": "no"}},
            400,
            "unknown-error  a row of the error table -> 400 new_code",
        ),
        ({"error": {"code": "bad_prompt", "message": "no"}}, 422, "error-status  400 -> 422 bad_prompt"),
    ],
    ids=["documented", "another code", "another status"],
)
def test_error_is_a_failure_and_listed_where_the_table_has_it_otherwise(
    at_once: Live, body: Any, code: int, said: str
) -> None:
    told = at_once(script=(reply(code, body),))
    assert told.code == 1
    assert "failed   generate_image required-only" in told.out
    assert said in told.out
    assert ("differences from the spec" in told.out) == bool(said), "beside the one that the call failed"


def test_status_of_success_that_is_not_documented_is_listed(at_once: Live) -> None:
    body = {"images": [{"url": f"{at_once.server.url}/1.png"}]}
    told = at_once(script=(reply(201, body), picture()))
    assert told.code == 1
    assert "generate_image  status  200 -> 201" in told.out


def test_request_that_is_not_that_of_the_vectors_is_listed(at_once: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    operations = sys.modules[f"imageclients.{at_once.name}"].__name__ + ".operations"
    module = __import__(operations, fromlist=["GENERATE_IMAGE"])
    other = module.GENERATE_IMAGE._replace(constants=(), path="/images/v2")
    monkeypatch.setitem(module.PROVIDER.operations, "generate_image", other)
    monkeypatch.setattr(module, "GENERATE_IMAGE", other)
    told = at_once(script=(at_once.images(), picture()))
    assert told.code == 1
    assert f"sent-url  {at_once.server.url}/images -> {at_once.server.url}/images/v2" in told.out


def test_vendored_client_is_called_under_its_own_package(server: Server, tmp_path: Path) -> None:
    folder = specs(tmp_path, "one")
    assert command("vendor", "one", "--into", "src/shop/images", "--quiet", cwd=tmp_path).returncode == 0
    (tmp_path / "src/shop/images/one/operations.py").write_text(
        (tmp_path / "src/shop/images/one/operations.py").read_text().replace('path="/images"', 'path="/pictures"')
    )
    server.add(reply(200, {"data": []}))
    variables = {"CLIENTSMITH_LIVE": "1", "ONE_API_KEY": KEY, "ONE_BASE_URL": server.url}
    done = command("live", "one", "--package", "shop.images", "--specs", folder, cwd=tmp_path, env=variables)
    assert done.returncode == 1
    assert server.seen[0].target == "/pictures"
    assert b"sent-url" in done.stdout


def test_answer_that_nobody_could_think_of_is_recorded_and_reported(at_once: Live) -> None:
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    links = f"{at_once.server.url}/0.png"
    odd = {
        "images": [{"url": links, "ttl": 1e308, "kind": {"a": 1}}, 7, None],
        "id": "\ud800",
        "http://" * 20_000: "\\" * 99_999,
    }
    told = at_once(script=(reply(200, odd), picture()))
    assert told.code == 1
    assert "not-judged" not in told.out
    assert at_once.written()["001.json"]["response"]["body"]["json"]["images"][0]["url"] == links
    told = at_once("--record", "deep", script=(reply(200, {"deep": deep}),))
    assert told.code == 1
    assert "[[[[" in Path("deep/001.json").read_text()


def test_judge_that_fails_costs_no_report(at_once: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("what is this?")

    monkeypatch.setattr(Comparison, "differences", fail)
    told = at_once(script=(at_once.images(), picture()))
    assert told.code == 1
    assert "not-judged  an answer that can be judged -> LookupError: what is this?" in told.out
    assert "200, 1 image (64x48 png)" in told.out


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"format": 1, "provider": "else"}', '{"format": 1, "provider": "X"}']
)
def test_folder_that_is_no_recording_of_the_provider_is_code_2(at_once: Live, text: str) -> None:
    Path("recording").mkdir()
    Path("recording/run.json").write_text(text.replace("X", at_once.name))
    told = at_once("--replay", "recording")
    assert told.code == 2
    assert "recording" in told.err


def test_compressed_answer_is_recorded_as_text(at_once: Live) -> None:
    body = gzip.compress(json.dumps({"images": [{"url": f"{at_once.server.url}/0.png"}]}).encode())
    at_once(script=(reply(200, body, content_encoding="gzip", content_type="application/json"), picture()))
    assert at_once.written()["001.json"]["response"]["body"]["json"]["images"]
    again = at_once("--replay", "recording")
    assert again.code == 0, again.out


def test_wrong_key_ends_in_the_documented_error_and_counts(at_once: Live) -> None:
    refused = reply(401, {"error": {"code": "bad_key", "message": "no"}})
    told = at_once("--errors", "--max-submits", "2", script=(refused, at_once.images(), picture()))
    assert told.code == 0, told.out
    assert "2 of at most 2 submits used" in told.out
    keys = [one.headers.get("authorization") for one in at_once.server.seen]
    assert keys[1:] == [f"Bearer {KEY}", None]
    assert KEY not in str(keys[0])


def test_wrong_key_that_is_taken_is_listed(at_once: Live) -> None:
    told = at_once("--errors", script=(at_once.images(), picture()))
    assert told.code == 1
    assert "wrong key  error  AuthenticationError -> a success" in told.out


# The budget


def test_budget_holds_under_a_client_that_sends_again(server: Server) -> None:
    server.add(*(reply(503),) * 9)
    documents, _ = check([ROOT / "specs/ppio.yaml"])
    budget, clock = Budget(3), Clock()
    with httpx.Client() as inner:
        wire = Wire(
            lambda request, _: inner.send(request, stream=True),
            Endpoints(build(documents)[0], server.url),
            budget,
            clock,
            60,
            lambda _: None,
        )
        http = httpx.Client(transport=wire)
        client = ppio.Client("key", base_url=server.url, http_client=http, max_retries=8, system=World())
        with pytest.raises(BudgetUsedUp):
            client.begin_generate_image(prompt="a fox")
    assert len(server.seen) == 3
    assert budget.used == 3


def test_request_that_is_none_of_the_spec_counts_if_it_carries_the_key_or_may_change_something() -> None:
    documents, _ = check([ROOT / "specs/ppio.yaml"])
    endpoints = Endpoints(build(documents)[0], "https://api.ppio.com")
    keyed = {"authorization", "accept"}
    assert endpoints.kind("POST", "https://api.ppio.com/v3/async/qwen-image-txt2img", keyed) == "bills"
    assert endpoints.kind("GET", "https://api.ppio.com/v3/async/task-result?task_id=1", keyed) == "free"
    assert endpoints.kind("GET", "https://cdn.ppio.com/1.png?sig=1", {"accept"}) == "image"
    assert endpoints.kind("GET", "https://api.ppio.com/v4/else", keyed) == "bills"
    assert endpoints.kind("POST", "https://elsewhere.com/v3/async/task-result", {"accept"}) == "bills"


def test_calls_that_would_end_like_the_one_before_are_not_made(at_once: Live) -> None:
    refused = reply(401, {"error": {"code": "bad_key", "message": "no"}})
    told = at_once("--max-submits", "3", script=(refused,) * 3)
    assert told.code == 1
    assert at_once.submits() == 1
    assert told.out.count("not made") == 3  # two calls and the summary


def test_task_is_taken_up_again_without_any_submit(tasked: Live) -> None:
    told = tasked("--task", "t1", script=(tasked.images(**DONE), picture()))
    assert told.code == 0
    assert tasked.asked == ["GET /tasks/t1", "GET /0.png?sig=s3cr3t"]
    assert "0 of at most 0 submits used" in told.out


# Nothing that was paid for is lost


def test_id_of_a_task_is_nothing_that_a_shell_would_run(tasked: Live) -> None:
    odd = "t1; rm -rf ~ \x1b[2J"
    told = tasked("--timeout", "1", script=(reply(200, {"id": odd}), reply(404, {})))
    assert "--task 't1; rm -rf ~ \\x1b[2J'" in told.out
    assert "\x1b" not in told.out + told.err


def test_links_of_images_that_were_not_fetched_are_kept_whole(at_once: Live) -> None:
    told = at_once("--case", "example-two", script=(at_once.images(number=2), picture(), reply(410)))
    assert told.code == 1
    assert Path("recording/unfetched.txt").read_text() == f"{at_once.server.url}/1.png?sig=s3cr3t\n"
    assert "recording/unfetched.txt" in told.err
    assert "s3cr3t" not in told.out + told.err


def test_recording_that_can_not_be_finished_costs_no_result(at_once: Live) -> None:
    answer = at_once.images()

    def remove(server: Server, connection: socket.socket) -> bool:
        shutil.rmtree("recording")
        return answer(server, connection)

    told = at_once(script=(remove,))
    assert "recording lacks what came last" in told.out
    assert "200, 1 image" in told.out


def test_call_for_which_no_time_is_left_is_not_made_and_no_success(at_once: Live) -> None:
    told = at_once("--timeout", "1", "--max-submits", "2", "--json", "report.json", script=(silence,))
    assert told.code == 1
    assert "1 of at most 2 submits used" in told.out
    assert "not made generate_image example-large  the time of the run is over" in told.out
    report = json.loads(Path("report.json").read_text())
    assert [one["verdict"] for one in report["calls"]] == ["failed", "not made"]
    assert [one["where"] for one in report["drift"]] == ["generate_image required-only"]


def test_no_phase_of_a_request_may_last_longer_than_the_run() -> None:
    documents, _ = check([ROOT / "specs/ppio.yaml"])
    seen: list[Any] = []

    def send(request: httpx.Request, _: str) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200)

    endpoints = Endpoints(build(documents)[0], "https://api.ppio.com")
    wire = Wire(send, endpoints, Budget(1), RecordedClock(0, {}), 5, lambda _: None)
    with httpx.Client(transport=wire) as http:
        for seconds in (60, 2, None):
            http.get("https://cdn.ppio.com/1.png", timeout=seconds)
    limits = [[float(one["connect"]), operator.index(one["read"]), operator.index(one["write"])] for one in seen]
    assert [float(one["read"]) <= operator.index(one["read"]) for one in seen] == [True] * 3, "gevent takes a float"
    assert limits == [[5, 5, 5], [2, 2, 2], [5, 5, 5]]


def test_nothing_is_sent_after_the_deadline(server: Server) -> None:
    documents, _ = check([ROOT / "specs/ppio.yaml"])
    endpoints = Endpoints(build(documents)[0], server.url)
    wire = Wire(lambda request, call: httpx.Response(200), endpoints, Budget(1), Clock(), 0, lambda _: None)
    with httpx.Client(transport=wire) as http, pytest.raises(DeadlinePassed):
        http.get(server.url)


def test_images_are_saved_beside_the_recording(at_once: Live) -> None:
    inline = b64encode(png(text=b"inline")).decode()
    body = {"images": [{"b64": inline, "url": ""}]}
    assert at_once(script=(reply(200, body),)).code == 0
    assert Path("recording/001-1.png").read_bytes() == png(text=b"inline")
    assert at_once("--record", "other", script=(at_once.images(), picture(text=b"linked"))).code == 0
    assert Path("other/002.png").read_bytes() == png(text=b"linked")


def test_request_is_written_down_before_it_is_sent(at_once: Live) -> None:
    found: list[Any] = []

    def look(_: Server, __: socket.socket) -> bool:
        found.append(at_once.written()["001.json"])
        return False

    at_once(script=(look,))
    assert found[0]["request"]["body"]["json"]["prompt"]
    assert found[0]["response"] is None
    assert at_once.written()["001.json"]["failure"] == "RemoteProtocolError"


def test_recording_is_never_written_over(at_once: Live) -> None:
    Path("recording").mkdir()
    Path("recording/notes.txt").write_text("mine")
    told = at_once()
    assert told.code == 2
    assert "isn't empty" in told.err
    assert at_once.asked == []


def test_recording_goes_to_a_folder_of_the_moment_unless_told_otherwise(at_once: Live) -> None:
    at_once.server.script[:] = [at_once.images(), picture()]
    assert cli.main(["live", at_once.name, "--specs", str(at_once.specs)]) == 0
    (folder,) = Path("recordings").iterdir()
    assert re.fullmatch(rf"{at_once.name}-\d{{8}}T\d{{6}}Z", folder.name)


def test_ctrl_c_while_a_task_is_followed_prints_its_id_and_ends_with_130(server: Server, tmp_path: Path) -> None:
    started: list[subprocess.Popen[str]] = []

    def interrupt(it: Server, connection: socket.socket) -> bool:
        started[0].send_signal(signal.SIGINT)
        return silence(it, connection)

    server.add(reply(200, {"task_id": "paid-for-1"}), interrupt)
    variables = {"CLIENTSMITH_LIVE": "1", "PPIO_API_KEY": KEY, "PPIO_BASE_URL": server.url}
    process = subprocess.Popen(
        [sys.executable, "-m", "clientsmith", "live", "ppio", "--specs", ROOT / "specs", "--max-submits", "2"],
        cwd=tmp_path,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "task paid-for-1" in err
    assert "stopped  generate_image" in out
    assert "clientsmith live ppio --max-submits 0 --task paid-for-1" in out
    assert "not made" in out
    assert len(server.seen) == 2


# The recording


def test_image_in_base64_is_recorded_as_a_file_with_its_hash_and_length(at_once: Live) -> None:
    inline = b64encode(png(200, 200, bytes(999))).decode()
    at_once(script=(reply(200, {"images": [{"b64": inline, "url": ""}]}),))
    text = Path("recording/001.json").read_text()
    assert inline[:100] not in text
    told = at_once.written()["001.json"]["response"]["body"]["json"]["images"][0]["b64"]["$image"]
    assert told["characters"] == len(inline)
    assert told["bytes"] == len(png(200, 200, bytes(999)))


PAINTED = sync_spec(
    requestBody="{mediaType: multipart/form-data, required: [prompt, images], encoding: {images: {name: 'images[]'}}, "
    "properties: {prompt: {type: string}, images: {type: array, minItems: 1, items: {type: string, media: "
    "{kinds: [file]}}}}}",
    responses='{"200": {content: {"image/*": {type: string, format: binary}, "application/json": {properties: {image: '
    "{type: string}}}}}}",
    results='{images: [{body: true}, {items: /image, base64: ""}]}',
)


def test_parts_are_sent_and_recorded_without_their_files_and_bytes_as_a_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live = Live(PAINTED, server, tmp_path, monkeypatch, capsys)
    mine = png(300, 200, bytes(5000))
    Path("mine.png").write_bytes(mine)
    first = live("--image", "mine.png", script=(picture(),))
    assert (first.code, "no differences from the spec" in first.out) == (0, True), first.out
    assert mine in server.seen[0].body
    exchange = live.written()["001.json"]
    assert exchange["request"]["body"]["parts"][1:] == [
        {
            "name": "images[]",
            "filename": "file.png",
            "type": "image/png",
            "sha256": sha256(mine).hexdigest(),
            "bytes": len(mine),
        }
    ]
    assert exchange["response"]["body"]["file"]["name"] == "001.png"
    assert not any(path.read_bytes() == mine for path in Path("recording").iterdir())
    again = live("--image", "mine.png", "--replay", "recording")
    assert (again.code, again.out) == (first.code, first.out)
    wrong = reply(200, png(), content_type="image/jpeg")
    told = live("--image", "mine.png", "--record", "another", script=(wrong,))
    assert "generate_image 200 content-type  content-type  image/* or application/json -> image/jpeg" in told.out
    inline = reply(200, {"image": b64encode(png()).decode(), "more": 1})
    told = live("--image", "mine.png", "--record", "third", script=(inline,))
    assert "generate_image 200 /more  unknown-field  no such field -> 1" in told.out
    assert "/responses/200/content/application~1json  [page]" in told.out


@pytest.mark.parametrize("case", ["fine", "changed", "inline", "error", "reset", "timeout", "budget", "wrong key"])
def test_replay_gives_the_same_report_without_network_key_or_switch(tasked: Live, case: str) -> None:
    waiting, done = tasked.answer(**WAITING, place=3), tasked.images(**DONE)
    inline = reply(200, {**DONE, "images": [{"url": "", "b64": b64encode(png(99, 48)).decode()}]})
    script, arguments = {
        "fine": ((BEGUN, done, picture()), []),
        "changed": ((BEGUN, waiting, waiting, done, picture(10, 10)), []),
        "inline": ((BEGUN, inline), []),
        "error": ((reply(400, {"error": {"code": "odd", "message": "no"}}),), []),
        "reset": ((BEGUN, done, reply(410)), []),
        "timeout": ((BEGUN, waiting), ["--timeout", "1"]),
        "budget": ((BEGUN, done, picture()), ["--case", "required-only", "--case", "example-two"]),
        "wrong key": ((reply(401, {"error": {"code": "bad_key"}}),), ["--errors"]),
    }[case]
    first = tasked(*arguments, "--json", "one.json", script=script)
    sent = len(tasked.asked)
    tasked.set("CLIENTSMITH_LIVE", None)
    tasked.set(f"{tasked.name}_API_KEY", None)
    tasked.set(f"{tasked.name}_BASE_URL", None)
    again = tasked("--replay", "recording", "--json", "two.json")
    assert (again.code, again.out) == (first.code, first.out)
    assert Path("two.json").read_text() == Path("one.json").read_text()
    assert len(tasked.asked) == sent


def test_replay_of_a_recording_that_ends_early_says_so(tasked: Live) -> None:
    tasked(script=(BEGUN, tasked.images(**DONE), picture()))
    Path("recording/002.json").unlink()
    told = tasked("--replay", "recording")
    assert told.code == 1
    assert "the recording ends before GET /tasks/t1" in told.out or "instead of this request" in told.out
    assert "the recording recording lacks 002.json" in told.out
    assert told.out.endswith("1 call: 1 unclear; no differences from the spec so far\n")


def test_replay_of_a_recording_that_was_broken_off_says_so(tasked: Live) -> None:
    tasked(script=(BEGUN, tasked.answer(**WAITING), tasked.images(**DONE), picture()))
    Path("recording/003.json").unlink()
    Path("recording/004.json").unlink()
    told = tasked("--replay", "recording")
    assert told.code == 1
    assert "unclear  generate_image required-only" in told.out
    assert "RecordingEnds: the recording ends before GET /tasks/t1" in told.out
    assert "lacks" not in told.out


DAMAGED: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "half a file": ("001.json", lambda _: b'{"call": "x", ', "001.json isn't what a run recorded: it isn't JSON"),
    "no UTF-8": ("001.json", lambda _: b"\xff\xfe", "001.json isn't what a run recorded: it isn't JSON"),
    "empty": ("002.json", lambda _: b"", "002.json isn't what a run recorded: it isn't JSON"),
    "a list": ("002.json", lambda _: [], "002.json isn't what a run recorded: it isn't an object"),
    "no request": (
        "001.json",
        lambda data: data.pop("request") and data,
        "001.json isn't what a run recorded: /request",
    ),
    "a time in words": ("001.json", lambda data: {**data, "at": "noon"}, "/at is missing, or isn't what it should be"),
    "a vast time": ("001.json", lambda data: {**data, "at": 10**400}, "/at is missing"),
    "a status in words": ("001.json", lambda data: _put(data, status="OK"), "/response/status"),
    "headers": ("001.json", lambda data: _put(data, headers=[["a"]]), "/response/headers"),
    "a body of none": ("001.json", lambda data: _put(data, body={"txt": "a"}), "/response/body"),
    "a file without a name": ("003.json", lambda data: _put(data, body={"file": {}}), "a file without a name"),
    "another file": (
        "003.json",
        lambda data: _put(data, body={"file": {"name": "../no"}}),
        "recording/no can't be read",
    ),
    "a cut image": ("003.png", lambda data: data[:50], "003.png was changed: it has 50 bytes, recorded were"),
    "an altered image": ("003.png", lambda data: data[:-1] + b"!", "003.png was changed"),
    "another version": ("run.json", lambda data: {**data, "format": 9}, "its format is 9, and this version reads 1"),
    "another provider": ("run.json", lambda data: {**data, "provider": "else"}, 'it is a recording of "else", not of'),
    "no calls": ("run.json", lambda data: {**data, "calls": 7}, "/calls is missing, or isn't what it should be"),
    "a call of none": (
        "run.json",
        lambda data: {**data, "calls": [{"id": "a"}]},
        "run.json isn't what a run recorded: /calls",
    ),
    "no budget": ("run.json", lambda data: {**data, "maxSubmits": None}, "/maxSubmits"),
}
"""What was done to which file of a recording, and what is said of it."""


def _put(data: Any, **changed: Any) -> Any:
    return {**data, "response": {**data["response"], **changed}}


@pytest.mark.parametrize(("file", "damage", "said"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_recording_is_refused_with_its_file_and_what_is_wrong(
    tasked: Live, file: str, damage: Callable[[Any], Any], said: str
) -> None:
    assert tasked(script=(BEGUN, tasked.images(**DONE), picture())).code == 0
    path = Path("recording") / file
    broken = damage(json.loads(path.read_bytes()) if path.suffix == ".json" else path.read_bytes())
    path.write_bytes(broken if isinstance(broken, bytes) else json.dumps(broken).encode())
    told = tasked("--replay", "recording")
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert "Error(" not in told.err


def test_answer_that_speaks_of_files_itself_is_replayed(at_once: Live) -> None:
    first = at_once(script=(at_once.images(file={"name": "fox.png"}, box={"file": {}}), picture()))
    again = at_once("--replay", "recording")
    assert (again.code, again.out) == (first.code, first.out)


def test_run_that_ended_for_want_of_time_ends_so_in_its_replay(tasked: Live) -> None:
    first = tasked("--timeout", "1", script=(BEGUN, *[tasked.answer(**WAITING)] * 2, reply(500)))
    again = tasked("--replay", "recording")
    assert (again.code, again.out) == (first.code, first.out)


# Small parts


@pytest.mark.parametrize("part", ["\\", "http://", "http://a?", "%25", KEY[:-1], "&#0"])
def test_long_text_that_nearly_fits_is_soon_through(part: str) -> None:
    # A pattern that begins anew at every character, and looks far from each, would be at it for hours.
    assert Scrub(KEY).text(part * 100_000)


def test_text_without_the_key_stays_as_it_is() -> None:
    text = 'Ein "Text" mit 100 % und https://a.b/c und \\u00e4'
    assert Scrub(KEY).text(text) == Scrub("").text(text) == text


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(64, 48), (64, 48)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08\x00\x30\x00\x40\x01\x01\x11\x00\xff\xd9", (64, 48)),
        (b"GIF89a\x40\x00\x30\x00", (64, 48)),
        (b"RIFF....WEBPVP8 ....\x00\x00\x00\x9d\x01\x2a\x40\x00\x30\x00", (64, 48)),
        (b"RIFF....WEBPVP8L....\x2f\x3f\xc0\x0b\x00", (64, 48)),
        (b"RIFF....WEBPVP8X....\x00\x00\x00\x00\x3f\x00\x00\x2f\x00\x00", (64, 48)),
        (b"\xff\xd8\xff\xe0\x00", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
    ids=["png", "jpeg", "gif", "webp", "webp lossless", "webp extended", "half a jpeg", "half a png", "nothing"],
)
def test_size_is_read_from_the_first_bytes(data: bytes, size: tuple[int, int] | None) -> None:
    assert box(data) == size
