"""Every fault that a server can make can be asked of the mock by its name, and strikes on the wire."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from clientsmith.mock.connection_faults import CONNECTION_FAULTS
from clientsmith.mock.faults import KNOWN, UnknownFault
from clientsmith.mock.image_faults import IMAGE_FAULTS
from clientsmith.mock.response_faults import RESPONSE_FAULTS
from clientsmith.mock.server import Mock
from clientsmith.mock.task_faults import TASK_FAULTS
from faults.on_the_wire import Line, at, head, placed, provider_in

OF_A_SERVER = {
    "V03": ["reset"],
    "V04": ["close"],
    "V05": ["silence"],
    "V06": ["slow-headers"],
    "V07": ["slow-body"],
    "V08": ["short-body"],
    "V09": ["reset-in-body"],
    "V10": ["open-chunks"],
    "V11": ["broken-json"],
    "V12": ["empty-body"],
    "V13": ["json-null"],
    "V14": ["json-array"],
    "V15": ["json-string"],
    "V16": ["empty-object"],
    "V17": ["wrong-types"],
    "V18": ["html-page"],
    "V19": ["gateway-page"],
    "V20": ["status-500"],
    "V21": ["status-503"],
    "V22": ["status-500"],
    "V23": ["reset"],
    "V24": ["retry-after-seconds"],
    "V25": ["retry-after-date"],
    "V26": ["retry-after-word"],
    "V27": ["retry-after-negative"],
    "V28": ["retry-after-nan"],
    "V29": ["retry-after-day"],
    "V30": ["error-under-200"],
    "V31": ["bad-request", "content-rejected"],
    "V32": ["bad-key"],
    "V33": ["no-balance"],
    "V34": ["error-as-text"],
    "V35": ["error-without-body"],
    "V36": ["error-that-echoes-the-key"],
    "V37": ["redirect-elsewhere"],
    "V38": ["redirect-found"],
    "V39": ["redirect-loop"],
    "V40": ["redirect-to-file"],
    "V41": ["error-in-gbk"],
    "V42": ["byte-order-mark"],
    "V43": ["deep-json"],
    "V44": ["long-integer"],
    "V45": ["huge-headers"],
    "V46": ["early-hints"],
    "V47": ["unknown-field"],
    "V48": ["gzip-bomb"],
    "V49": ["huge-body"],
    "V50": ["status-unknown"],
    "V52": ["data-prefix"],
    "V53": ["null-images", "link-and-base64"],
    "V54": ["duplicate-keys"],
    "V55": ["fewer-images", "task-with-fewer-images"],
    "V56": ["same-image-twice", "task-with-the-same-id"],
    "V59": ["close-after-answer"],
    "P01": ["task-vanishes"],
    "P02": ["not-found"],
    "P05": ["task-stuck"],
    "P07": ["status-missing"],
    "P08": ["task-fails", "task-cancelled"],
    "P09": ["task-without-images", "no-images"],
    "P10": ["null-result"],
    "P15": ["other-task"],
    "P16": ["ask-again-later", "ask-again-much-later"],
    "D01": ["link-expired"],
    "D03": ["image-cut"],
    "D04": ["image-empty"],
    "D07": ["private-link"],
    "D08": ["file-link", "ftp-link", "data-link"],
    "D09": ["image-is-svg", "image-is-webp"],
    "D10": ["image-with-a-name"],
    "D11": ["image-of-vast-size"],
    "D18": ["longer-body"],
}
"""Line of these tests to the faults of the mock that make it."""
ELSEWHERE = {
    "V01": "nothing listens there",
    "V02": "the name leads nowhere",
    "V51": "the page describes both forms, and the mock has one of them without any fault",
    "V57": "certificates: the mock talks plain HTTP on loopback",
    "V58": "a proxy in between",
    "V60": "the client's own pool",
    "V61": "the client's own clock",
}
"""Lines about servers that no answer of a server makes."""
ENDLESS = {"silence", "slow-headers", "slow-body", "stall", "early-hints", "huge-headers", "huge-body", "gzip-bomb"}


def test_M07_every_fault_of_a_server_has_a_name(stepped: Mock, line: Line) -> None:
    """Each line about a server's fault -> a name of the mock's, which its page and its address for programs list.

    What isn't made by an answer has no name: no listener, names of hosts, certificates, proxies, the client's own pool
    and clock.
    """
    lines = {f"V{at:02}" for at in range(1, 62)}
    assert lines == {one for one in OF_A_SERVER | ELSEWHERE if one[0] == "V"}
    told = {name for names in OF_A_SERVER.values() for name in names}
    assert told <= set(KNOWN)
    listed = line.ask("GET", "/_mock/faults").json["known"]
    assert listed == dict(KNOWN)
    assert all(about.endswith(".") and len(about) >= 4 for about in listed.values())


def test_M07_fault_is_asked_for_by_program_and_by_http(stepped: Mock, line: Line) -> None:
    """A fault is asked for by name, in a test or over HTTP -> it strikes; a name that there isn't is refused."""
    kind = {"content-type": "application/json"}
    for name in KNOWN:
        body = json.dumps({"name": name, "where": "ppio/*", "skip": 1, "times": 2, "chance": 0.5}).encode()
        answer = line.ask("POST", "/_mock/faults", kind, body)
        assert answer.status == 200
        assert answer.json["rules"][-1] == {"name": name, "where": "ppio/*", "skip": 1, "times": 2, "chance": 0.5}
    assert len(stepped.faults.rules) == len(KNOWN)
    wrong = line.ask("POST", "/_mock/faults", kind, b'{"name": "statsu-503"}')
    assert wrong.status == 400
    assert "status-503" in wrong.json["error"]
    with pytest.raises(UnknownFault, match="status-503"):
        stepped.fault("statsu-503")
    assert line.ask("DELETE", "/_mock/faults").json == {"rules": []}
    assert stepped.faults.rules == []


def ready(mock: Mock, name: str) -> tuple[str, bytes]:
    """A request that a fault can strike, and where; a poll if it is about tasks."""
    polls = (name.startswith("status-") and name in ("status-unknown", "status-missing")) or name == "other-task"
    calls: dict[str, tuple[str, str, dict[str, Any]]] = {
        "images": ("modelverse", "generate_image", {"prompt": "a fox", "n": 2, "response_format": "b64_json"}),
        "task": ("apimart", "generate_image", {"model": "qwen-image-2.0", "prompt": "a fox", "n": 2}),
        "poll": ("ppio", "get_task_result", {"task_id": "t1"}),
    }
    provider, operation, arguments = calls["poll" if polls else "task" if name in TASK_FAULTS else "images"]
    found = provider_in(mock, provider)
    base = mock.url(provider).removeprefix(mock.address)
    request = placed(found, found.operation(operation), base, arguments)
    if polls:
        begin = placed(found, found.operation("generate_image"), base, {"prompt": "a fox"})
        with Line(mock.address) as line:
            line.ask(*begin)
        mock.world.jobs["t1"] = next(iter(mock.world.jobs.values()))
    with Line(mock.address) as line:
        return f"{provider}/{operation}", head(line, request) + request.body


def answered(mock: Mock, data: bytes, *, first: bool = False) -> bytes:
    """What comes back, until the connection ends; only its beginning where it has no end."""
    parts = urlsplit(mock.address)
    data = data.replace(b"\r\n", b"\r\nconnection: close\r\n", 1)
    came = bytearray()
    with socket.create_connection((parts.hostname or "", parts.port or 0), 30) as connection:
        connection.sendall(data)
        try:
            while chunk := connection.recv(65_536):
                came += chunk
                if first:
                    break
        except ConnectionResetError:
            came += b"(reset)"
    return b"\r\n".join(
        one for one in bytes(came).split(b"\r\n") if not one.lower().startswith((b"date:", b"connection:"))
    )


@pytest.mark.parametrize("name", sorted(RESPONSE_FAULTS))
def test_M07_changed_answer_is_another_than_the_right_one(stepped: Mock, name: str) -> None:
    """A fault that changes an answer is asked for once -> the next answer is another one, and then all is right."""
    where, data = ready(stepped, name)
    right = answered(stepped, data)
    assert right.startswith(b"HTTP/1.1 200")
    stepped.fault(name, where)
    assert answered(stepped, data) != right
    assert stepped.requests[-1].fault == name
    again = answered(stepped, data)
    assert stepped.requests[-1].fault == ""
    assert again[:12] == right[:12]


@pytest.mark.parametrize("name", sorted(set(CONNECTION_FAULTS) - {"silence"}))
def test_M07_broken_connection_is_another_than_the_right_answer(stepped: Mock, name: str) -> None:
    """A fault of the connection is asked for once -> what comes is no right answer, and what comes next is one."""
    where, data = ready(stepped, name)
    right = answered(stepped, data)
    stepped.fault(name, where)
    assert answered(stepped, data, first=name in ENDLESS) != right
    assert (stepped.requests[-1].fault, stepped.requests[-1].status) == (name, 0)
    assert answered(stepped, data).startswith(b"HTTP/1.1 200")


def test_M07_silence_is_silent_until_the_client_goes(stepped: Mock) -> None:
    """Silence is asked for -> not a byte comes while the connection is open, and the mock goes on with others."""
    where, data = ready(stepped, "silence")
    stepped.fault("silence", where)
    parts = urlsplit(stepped.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 30) as connection:
        connection.sendall(data)
        while not [one for one in stepped.requests if one.fault == "silence"]:
            connection.setblocking(True)
        # Others are answered meanwhile, in full.
        assert answered(stepped, data).startswith(b"HTTP/1.1 200")
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(1)


@pytest.mark.parametrize("name", sorted(TASK_FAULTS))
def test_M07_end_of_a_task_is_another(stepped: Mock, line: Line, name: str) -> None:
    """A fault of a task is asked for -> the task that the next submit makes ends so."""
    where, data = ready(stepped, name)
    answered(stepped, data)
    stepped.fault(name, where)
    answered(stepped, data)
    assert (stepped.requests[-1].fault, stepped.requests[0].fault) == (name, "")
    stepped.advance(60)
    found = provider_in(stepped, "apimart")
    base = stepped.url("apimart").removeprefix(stepped.address)
    ids = [one.task for one in stepped.requests[:2]]
    told = [line.ask(*placed(found, found.operation("get_task"), base, {"task_id": one})) for one in ids]
    status, images = ([at(one.json, f"/data/{place}") for one in told] for place in ("status", "result/images"))
    assert (status[0], len(images[0])) == ("completed", 2)
    ends = {"task-fails": "failed", "task-cancelled": "cancelled", "task-stuck": "processing", "task-vanishes": None}
    assert status[1] == ends.get(name, "completed")
    assert len(images[1] or ()) == {"task-with-fewer-images": 1, "task-with-the-same-id": 2}.get(name, 0)


@pytest.mark.parametrize("name", sorted(IMAGE_FAULTS))
def test_M07_image_behind_a_link_is_another(stepped: Mock, line: Line, name: str) -> None:
    """A fault of images is asked for once -> the link gives something else, and then the image."""
    found = provider_in(stepped, "bizyair")
    base = stepped.url("bizyair").removeprefix(stepped.address)
    call = {"prompt": "a fox", "image_size": "64x48"}
    link = line.ask(*placed(found, found.operation("generate_image"), base, call)).json["image_url"]
    right = line.ask("GET", link.removeprefix(stepped.address))
    stepped.fault(name, "bizyair/image")
    struck, again = (line.ask("GET", link.removeprefix(stepped.address)) for _ in range(2))
    names = ("content-type", "content-disposition")
    shown = [(one.status, one.content, [one.headers.get(name) for name in names]) for one in (right, struck, again)]
    assert shown[0] == shown[2] != shown[1]
