"""Tasks: followed until they end, within their limits, and never without a way back."""

import asyncio
import traceback
from typing import Any

import pytest

from imageclients import errors, ppio
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import STEPS, TASK_SPEC, client_module
from support.world import World

IMAGES = "data: {type: array, items: {type: object, properties: {url: {type: string}}}}"
TASKED = client_module(
    STEPS.replace("{required: [id], properties: {id", "{properties: {id")
    .replace(
        "status: {type: string}}}}",
        f'status: {{type: [string, object], properties: {{id: {{type: [string, "null"]}}}}}}, {IMAGES}}}}}}}\n'
        '    results: {images: [{items: "/data/*", url: /url}]}',
    )
    .replace("id: /id\n", "id: [/status/id, /id]\n", 1)
    .replace("queued, state", "waiting, state")
    .replace("{expected: drawing, state: retry}", "{matcher: error, expected: gone, state: failure}")
    .replace("{type: string, enum: [queued, drawing, done, failed, stopped]}", "{type: string}")
    .replace("images: {type: array,", 'images: {type: [array, "null"],')
)
BEGUN = reply(200, {"id": "t1", "status": "queued"})
NESTED = reply(200, {"id": "t1", "status": {"id": None}})
WAITING = reply(200, {"id": "t1", "status": "waiting"})
DONE = reply(200, {"id": "t1", "status": "done", "images": [{"url": "https://a.com/b.png"}]})


def run(mode: Mode, server: Server, *script: Any, world: World | None = None, **arguments: Any) -> Any:
    server.add(BEGUN, *script)
    client = mode.client(TASKED, server, system=world or World())
    return mode.go(client.generate_image(prompt="fox", **arguments))


def test_a_word_of_the_status_map_in_a_refused_poll_says_nothing_of_the_task(mode: Mode, server: Server) -> None:
    assert run(mode, server, reply(503, {"id": "t1", "status": "failed"}), DONE).task_id == "t1"


def test_an_unknown_status_may_mean_failure(mode: Mode, server: Server) -> None:
    module = client_module(TASK_SPEC.replace("acceptors:", "unknownStatus: failure\n      acceptors:"))
    server.add(BEGUN, reply(200, {"id": "t1", "status": "dreaming"}))
    with pytest.raises(errors.TaskFailedError):
        mode.go(mode.client(module, server).generate_image(prompt="fox"))


def test_a_429_during_the_wait_is_waited_for_within_its_limit(mode: Mode, server: Server) -> None:
    world = World(chance=0.0)
    run(mode, server, *[reply(429)] * 7, DONE, world=world)
    assert len(server.seen) == 9
    with pytest.raises(errors.RateLimitError) as caught:
        run(mode, server, reply(429, retry_after="3600"), world=world)
    assert (caught.value.task_id, caught.value.retry_after) == ("t1", 3600)
    # A refusal that names a time within the limit is waited for in full.
    patient = World(chance=0.0)
    run(mode, server, reply(429, retry_after="90"), DONE, world=patient, wait_timeout=300)
    assert patient.pauses == [90.0]


def test_the_specs_number_of_polls_is_kept(mode: Mode, server: Server) -> None:
    module = client_module(TASK_SPEC.replace("acceptors:", "maxAttempts: 3\n      acceptors:"))
    server.add(BEGUN, *[WAITING] * 9)
    with pytest.raises(errors.TaskTimeoutError):
        mode.go(mode.client(module, server).generate_image(prompt="fox"))
    assert len(server.seen) == 4


@pytest.mark.parametrize("wrong", ["", "  ", None, 5.0, True, b"t1", ["t1"]])
def test_what_cant_be_an_id_isnt_asked_for(mode: Mode, server: Server, wrong: Any) -> None:
    with pytest.raises(errors.InvalidRequestError, match="task_id"):
        mode.client(TASKED, server).resume_generate_image(wrong)


def test_an_answer_at_once_needs_no_poll(mode: Mode, server: Server) -> None:
    server.add(reply(200, images(server, 2)))
    client = mode.client(TASKED, server)
    task = mode.go(client.begin_generate_image(prompt="fox"))
    assert (task.done, len(mode.go(task.wait()).images)) == (True, 2)
    assert len(server.seen) == 1


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": ""}, {"id": True}])
def test_a_submit_without_an_id_is_told_and_not_repeated(mode: Mode, server: Server, body: dict[str, Any]) -> None:
    server.add(reply(200, body))
    with pytest.raises(errors.DecodeError, match="no task id at /status/id or /id"):
        mode.go(mode.client(TASKED, server).begin_generate_image(prompt="fox"))
    assert len(server.seen) == 1


def test_the_first_place_that_has_an_id_counts_and_null_is_none(mode: Mode, server: Server) -> None:
    server.add(NESTED)
    assert mode.go(mode.client(TASKED, server).begin_generate_image(prompt="fox")).id == "t1"


@pytest.mark.parametrize("error", ["", {}, [], False, 0, None, {"code": "E7", "message": "slow today"}])
def test_an_error_beside_the_id_of_a_task_doesnt_lose_the_task(mode: Mode, server: Server, error: Any) -> None:
    server.add(reply(200, {"id": "t1", "error": error}))
    assert mode.go(mode.client(TASKED, server).begin_generate_image(prompt="fox")).id == "t1"


def test_an_error_without_an_id_fails_the_submit(mode: Mode, server: Server) -> None:
    server.add(reply(200, {"error": {"code": "E7", "message": "no foxes"}}))
    with pytest.raises(errors.APIStatusError, match="no foxes"):
        mode.go(mode.client(TASKED, server).begin_generate_image(prompt="fox"))


@pytest.mark.parametrize("error", ["", {}, [], False, 0, {"code": "E7", "message": "slow today"}])
def test_an_error_beside_the_images_of_a_task_doesnt_lose_them(mode: Mode, server: Server, error: Any) -> None:
    done = {"id": "t1", "status": "done", "images": [{"url": "https://a.com/b.png"}], "error": error}
    assert len(run(mode, server, reply(200, done)).images) == 1


def test_a_wait_polls_once_more_shortly_before_its_end(mode: Mode, server: Server) -> None:
    world = World(chance=0.0)
    assert run(mode, server, *[WAITING] * 3, DONE, world=world, wait_timeout=8).task_id == "t1"
    assert world.pauses == [2.0, 3.0, 2.0]


def test_each_wait_for_a_failed_task_raises_an_error_of_its_own(mode: Mode, server: Server) -> None:
    server.add(BEGUN, reply(200, {"id": "t1", "status": "failed", "error": {"message": "no foxes", "code": "E7"}}))
    task = mode.go(mode.client(TASKED, server).begin_generate_image(prompt="fox"))
    caught: list[errors.TaskFailedError] = []
    for _ in range(4):
        with pytest.raises(errors.TaskFailedError) as one:
            mode.go(task.wait())
        caught.append(one.value)
    assert len({id(error) for error in caught}) == 4
    assert len({(str(error), error.code, error.task_id) for error in caught}) == 1
    assert len({len(traceback.extract_tb(error.__traceback__)) for error in caught[1:]}) == 1


def test_an_asynchronous_callback_is_awaited_or_refused(mode: Mode, server: Server) -> None:
    seen: list[str] = []

    async def progress(task: Any) -> None:
        await asyncio.sleep(0)
        seen.append(task.status)

    if mode.is_async:
        run(mode, server, WAITING, DONE, on_progress=progress)
        assert seen == ["waiting", "done"]
    else:
        with pytest.raises(TypeError, match="only an AsyncClient can await it") as caught:
            run(mode, server, WAITING, on_progress=progress)
        assert caught.value.task_id == "t1"  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point


def test_the_reason_of_a_failed_task_has_no_query_of_a_link(mode: Mode, server: Server) -> None:
    told = {"message": "can't fetch https://cdn.fox/a.png?signature=s3cr3t"}
    with pytest.raises(errors.TaskFailedError, match=r"https://cdn\.fox/a\.png\?\*\*\*") as caught:
        run(mode, server, reply(200, {"id": "t1", "status": "failed", "error": told}))
    assert "s3cr3t" not in str(caught.value)


def test_a_task_that_fails_by_an_error_has_its_message_code_and_status(mode: Mode, server: Server) -> None:
    gone = reply(500, {"code": 500, "reason": "TASK_FAILED", "message": "it burned"}, x_request_id="r1")
    server.add(reply(200, {"task_id": "t1"}), gone)
    with pytest.raises(errors.TaskFailedError, match="the task failed: it burned") as caught:
        mode.go(mode.client(ppio, server).generate_image(prompt="fox"))
    error = caught.value
    assert (error.code, error.status_code, error.task_id, error.request_id) == ("TASK_FAILED", 500, "t1", "r1")
    assert error.body["message"] == "it burned"
    assert len(server.seen) == 2
