"""Tasks whose addresses come with the answer: where the key goes, and what leads back to them."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from typing import Any

import httpx
import pytest

from imageclients import errors
from support.mode import KEY, Mode
from support.scene import LINK, Scene
from support.server import Server, reply
from support.spec import ADDRESS_SPEC, QUEUE_SPEC, client_module

QUEUED, ALONE = client_module(QUEUE_SPEC), client_module(ADDRESS_SPEC)
OWN = "https://api.fox-images.net"
DONE: Any = (200, {"seconds": 1})
IMAGES: Any = (200, {"images": [{"url": LINK}]})


def begun(**urls: str) -> Any:
    return 200, {"id": "t1", "urls": {"get": f"{OWN}/g?sig=s3cr3t", "result": f"{OWN}/r?sig=s3cr3t", **urls}}


def keys(scene: Scene) -> list[str]:
    """Host and key of every request after the submit."""
    return [f"{one.url.host} {one.headers.get('authorization')}" for one in scene.requests[1:]]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://queue.fox.dev/g", "queue.fox.dev"),
        ("https://eu.fox-images.net/g", "eu.fox-images.net"),
        ("https://fox-images.net/g", ""),
        ("https://a.eu.fox-images.net/g", ""),
        ("http://queue.fox.dev/g", ""),
        ("https://queue.fox.dev:8443/g", ""),
        ("https://queue.fox.dev.evil.com/g", ""),
        ("https://queue.fox.dev@evil.com/g", ""),
        ("https://user:word@queue.fox.dev/g", ""),
        ("https://evil.com/queue.fox.dev", ""),
        ("https://evil.com#@queue.fox.dev/", ""),
        ("https://evil.com?@queue.fox.dev/", ""),
        ("https://evil.com\\@queue.fox.dev/", ""),
        ("https://queue.fox.dev\t.evil.com/g", ""),
        ("https://queue\u3002fox\u3002dev/g", ""),
        ("https://ｑueue.fox.dev/g", ""),
    ],
)
def test_the_key_goes_to_listed_hosts_over_https_alone(mode: Mode, address: str, host: str) -> None:
    scene = Scene(begun(get=address), DONE, IMAGES)
    result = mode.go(scene.client(mode, QUEUED).generate_image(prompt="fox"))
    assert len(result.images) == 1
    assert keys(scene) == [f"{host or 'api.fox-images.net'} Bearer {KEY}", f"api.fox-images.net Bearer {KEY}"]
    assert scene.requests[1].url.path == ("/g" if host else "/tasks/t1/status")


def test_an_address_elsewhere_is_an_error_that_leads_back_where_there_is_no_other_way(mode: Mode) -> None:
    scene = Scene((200, {"id": "t1", "polling_url": "https://evil.com/g?sig=s3cr3t"}))
    with pytest.raises(errors.DecodeError, match="the key mustn't go to") as caught:
        mode.go(scene.client(mode, ALONE).generate_image(prompt="fox"))
    assert (caught.value.task_id, caught.value.may_be_billed, len(scene.requests)) == ("t1", True, 1)
    assert json.loads(caught.value.token or "") == {"id": "t1", "poll": "https://evil.com/g?sig=s3cr3t"}
    assert "s3cr3t" not in f"{caught.value} {caught.value!r}"


def test_listed_hosts_belong_to_the_documented_servers(mode: Mode) -> None:
    scene = Scene(begun(get="https://queue.fox.dev/g", result="https://eu.fox-images.net/r"), DONE, IMAGES)
    client = mode.client(QUEUED, "https://gateway.fox.dev/v1", http_client=mode.http(scene), system=scene)
    mode.go(client.generate_image(prompt="fox"))
    assert [str(one.url) for one in scene.requests[1:]] == [
        "https://gateway.fox.dev/v1/tasks/t1/status",
        "https://gateway.fox.dev/v1/tasks/t1",
    ]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_of_an_address_gets_no_key(mode: Mode, server: Server, status: int) -> None:
    other = Server(reply(200, {}), reply(200, {}))
    server.add(
        reply(200, {"id": "t1", "polling_url": f"{server.url}/g"}), reply(status, b"", location=f"{other.url}/g")
    )
    http: Any = (httpx.AsyncClient if mode.is_async else httpx.Client)(follow_redirects=True, trust_env=False)
    mode.closing(http)
    with pytest.raises(errors.APIStatusError, match="isn't followed") as caught:
        mode.go(mode.client(ALONE, server, http_client=http).generate_image(prompt="fox"))
    assert caught.value.task_id == "t1"
    assert (len(server.seen), other.seen) == (2, [])
    other.close()


def test_queries_of_addresses_are_in_no_log_and_no_note(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.add(reply(200, {"id": "t1", "polling_url": f"{server.url}/g?sig=s3cr3t"}), reply(200, {"status": "waiting"}))

    def stop(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        mode.go(mode.client(ALONE, server).generate_image(prompt="fox", on_progress=stop))
    assert [one.target for one in server.seen] == ["/images", "/g?sig=s3cr3t"]
    notes = " ".join(caught.value.__notes__)
    assert "resume_generate_image(error.token)" in notes
    assert "s3cr3t" not in notes + caplog.text
    assert json.loads(caught.value.token)["poll"].endswith("?sig=s3cr3t")  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point


def test_a_token_takes_the_task_up_in_another_process(mode: Mode) -> None:
    first = mode.go(Scene(begun()).client(mode, QUEUED).begin_generate_image(prompt="fox"))
    scene = Scene(DONE, IMAGES, (404, {}))
    result = mode.go(scene.client(mode, QUEUED).resume_generate_image(first.token).wait())
    assert [str(one.url) for one in scene.requests] == [f"{OWN}/g?sig=s3cr3t", f"{OWN}/r?sig=s3cr3t"]
    assert (result.task_id, result.token) == ("t1", first.token)
    assert pickle.loads(pickle.dumps(result)).token == first.token  # noqa: S301 - made here
    with pytest.raises(errors.LinkExpiredError) as caught:
        mode.go(result.images[0].read())
    twin = copy.deepcopy(caught.value)
    assert (caught.value.task_id, caught.value.token, twin.token) == ("t1", first.token, first.token)


def test_an_id_that_can_not_be_enough_is_refused_before_anything_is_sent(mode: Mode) -> None:
    scene = Scene()
    with pytest.raises(errors.InvalidRequestError, match="give the token of the task"):
        scene.client(mode, ALONE).resume_generate_image("t1")
    assert scene.requests == []


def test_a_task_without_addresses_has_its_id_as_token(mode: Mode) -> None:
    task = mode.go(Scene((200, {"id": "t1"})).client(mode, QUEUED).begin_generate_image(prompt="fox"))
    assert task.token == "t1"


def test_the_key_in_an_address_is_in_no_token(mode: Mode) -> None:
    scene = Scene(begun(get=f"{OWN}/g?key={KEY}"), (202, {"queue_position": 3}))
    task = mode.go(scene.client(mode, QUEUED).begin_generate_image(prompt="fox"))
    assert KEY not in task.token
    mode.go(task.refresh())
    assert (str(scene.requests[1].url), task.queue_position) == (f"{OWN}/g?key={KEY}", 3)


def test_a_result_that_fails_is_the_failure_of_the_task_and_stays_it(mode: Mode) -> None:
    scene = Scene(begun(), DONE, (422, {"code": "nsfw", "message": "a fox"}))
    task = mode.go(scene.client(mode, QUEUED).begin_generate_image(prompt="fox"))
    for _ in range(2):
        with pytest.raises(errors.TaskContentRejectedError, match="the task failed: a fox"):
            mode.go(task.wait())
    assert len(scene.requests) == 3


def test_a_result_that_is_not_there_yet_is_fetched_without_another_poll(mode: Mode) -> None:
    scene = Scene(begun(), DONE, (404, {}), (503, {}), IMAGES)
    assert len(mode.go(scene.client(mode, QUEUED).generate_image(prompt="fox")).images) == 1
    assert [one.url.path for one in scene.requests] == ["/images", "/g", "/r", "/r", "/r"]
