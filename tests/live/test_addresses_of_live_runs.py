"""`clientsmith live` with a provider that gives the addresses of its tasks, and results of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.live import Live, picture
from support.server import Server, reply
from support.spec import QUEUE_SPEC

ADDRESSED = QUEUE_SPEC.replace("parameter: id, ", "").replace("state: success}", "state: success}\n      delay: 0.01")


@pytest.fixture
def server() -> Iterator[Server]:
    """A scripted server on loopback."""
    made = Server()
    yield made
    made.close()


@pytest.fixture
def live(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Live:
    """A provider whose tasks can be asked for at their addresses only."""
    return Live(ADDRESSED, server, tmp_path, monkeypatch, capsys)


def begun(live: Live) -> Any:
    urls = {kind: f"{live.server.url}/q/{kind}?sig=s3cr3t" for kind in ("get", "result", "cancel")}
    return reply(200, {"id": "t1", "urls": urls})


def test_addresses_are_free_and_one_submit_is_all_that_is_made(live: Live) -> None:
    told = live("--max-submits", "1", script=(begun(live), reply(202, {}), reply(200, {}), live.images(), picture()))
    assert told.code == 0, told.out + told.err
    asked = ["/q/get", "/q/get", "/q/result", "/0.png"]
    assert live.asked == ["POST /images", *(f"GET {path}?sig=s3cr3t" for path in asked)]
    written = json.dumps(live.written())
    assert "s3cr3t" not in written


def test_replay_follows_the_addresses_that_were_recorded(live: Live) -> None:
    script = (begun(live), reply(202, {}), reply(200, {}), live.images(), picture())
    told = live("--max-submits", "1", script=script)
    again = live("--replay", "recording")
    assert (again.code, again.out) == (told.code, told.out)
    assert len(live.asked) == len(script)


def test_token_that_is_shown_takes_the_task_up_again(live: Live) -> None:
    told = live("--max-submits", "1", script=(begun(live), reply(403, {})))
    token = told.err.split(": task ")[1].splitlines()[0]
    assert json.loads(token)["poll"].endswith("/q/get?sig=s3cr3t")
    assert f"--task '{token}'" in told.out
    more = (reply(200, {}), live.images(), picture())
    told = live("--max-submits", "0", "--task", token, "--record", "second", script=more)
    assert (told.code, live.submits()) == (0, 1), told.out + told.err
