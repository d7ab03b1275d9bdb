"""Recorded live runs: the key and signatures are taken out before a file is written, with nothing in between."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from imageclients import errors
from imageclients.modelverse import Client
from support.live import KEY, SYNC, TASK, Live, forms, picture, traces
from support.server import Action, Server, reply

SIGNATURE = "Signature=s3cr3t"
FOUND = traces(KEY)


@pytest.fixture(params=[SYNC, TASK], ids=["answered at once", "a task"])
def live(
    request: pytest.FixtureRequest,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Live:
    """A provider that is called for real, and recorded."""
    return Live(str(request.param), server, tmp_path, monkeypatch, capsys)


def script(live: Live) -> tuple[Any, ...]:
    """Answers that repeat the key in every form and place, and have signed links."""
    said: dict[str, Any] = {f"echo {at}": form for at, form in enumerate(forms(KEY))}
    headers: dict[str, Any] = {"x_echo": f"Bearer {KEY}", "set_cookie": f"session={KEY}", "x_api_key": "other"}
    headers["location"] = f"https://a.b/?k={KEY}"
    said |= {KEY: 1, "deep": [[{"k": f"x{KEY}y"}]], "note": f"https://x.y/z?sig={KEY}"}
    done = {"id": "t1", "status": "done", "images": [{"url": f"{live.server.url}/1.png?{SIGNATURE}"}], **said}
    begun = (reply(200, {"id": "t1", **said}, **headers),) * ("get_task" in _spec(live))
    return *begun, reply(200, done, **headers), picture(text=KEY.encode())


def _spec(live: Live) -> str:
    return (live.specs / f"{live.name}.yaml").read_text("utf-8")


@pytest.mark.parametrize("ending", ["well", "with an error", "with a page"])
def test_K14_recording_has_neither_key_nor_signature_in_any_form(live: Live, ending: str) -> None:
    """A live run is recorded, and the provider repeats the key in any form -> no file has it, nor a signature.

    Why not otherwise: the prompts of a live run are examples of the spec, which anybody may read, and no others can be
    asked for; without them a recording couldn't be compared with what should have been sent.
    """
    answers = script(live)
    if ending == "with an error":
        answers = (*answers[:-2], reply(401, {"error": {"code": "bad_key", "message": " ".join(forms(KEY))}}))
    elif ending == "with a page":
        answers = (*answers[:-2], reply(418, f"<html>{' '.join(forms(KEY))}</html>".encode(), content_type="text/html"))
    told = live("--json", "report.json", script=answers)
    assert live.submits() == 1
    assert live.server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    files = [path for path in live.folder.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for text in (told.out, told.err, *(path.read_bytes().decode("latin-1") for path in files)):
        assert FOUND(text) == []
        assert "s3cr3t" not in text
    assert "***" in "".join(path.read_text("latin-1") for path in files)
    exchange = live.written()["001.json"]
    assert exchange["request"]["body"]["json"] == live.server.seen[0].json
    names = {name.lower() for side in ("request", "response") for name, _ in exchange[side]["headers"]}
    assert names.isdisjoint({"authorization", "set-cookie", "cookie", "x-api-key"})


def test_K14_recording_is_nobody_elses_and_complete_in_every_moment(live: Live) -> None:
    """A run is recorded -> its files are for their owner alone, and at no moment is there one with the key."""
    seen: list[str] = []

    answer: Action
    answer, *rest = script(live)

    def look(server: Server, connection: socket.socket) -> bool:
        seen.extend(path.read_bytes().decode("latin-1") for path in Path("recording").iterdir())
        return answer(server, connection)

    live(script=(look, *rest))
    assert any('"prompt": "' in text for text in seen), "the request was written down before it was answered"
    assert all(FOUND(text) == [] for text in seen)
    assert stat.S_IMODE(Path("recording").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path("recording").iterdir()} == {0o600}


def test_K14_link_of_an_image_that_was_paid_for_and_not_fetched_is_kept(live: Live) -> None:
    """The image of a paid call can't be fetched -> its link is kept whole, in a file that is named after that.

    Why not otherwise: without the signature the image would be lost; no other file has it, and none has the key.
    """
    answers = (*script(live)[:-1], *[reply(404)] * 9)
    told = live(script=answers)
    kept = Path("recording/unfetched.txt")
    assert SIGNATURE in kept.read_text("utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    others = [path for path in Path("recording").iterdir() if path != kept]
    for text in (told.out, told.err, *(path.read_bytes().decode("latin-1") for path in others)):
        assert "s3cr3t" not in text
        assert FOUND(text) == []
    assert FOUND(kept.read_text("utf-8")) == []


def test_K14_exchanges_that_the_mock_remembers_have_no_key(stepped: Mock) -> None:
    """The mock shows what it was asked, on its page too -> the key isn't among it."""
    stepped.fault("error-that-echoes-the-key", "modelverse/generate_image", skip=1)
    with Client(KEY, base_url=stepped.url("modelverse"), max_retries=0) as client:
        client.generate_image(prompt="a fox")
        with pytest.raises(errors.AuthenticationError, match="not valid"):
            client.generate_image(prompt="a fox")
    assert len(stepped.requests) == 2
    assert KEY not in json.dumps([vars(one) for one in stepped.requests], default=str)
