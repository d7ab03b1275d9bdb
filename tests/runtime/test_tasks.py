"""Tasks: followed until they end, within their limits, and never without a way back."""

import asyncio
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from imageclients import errors, ppio
from support.mode import Mode
from support.server import Server, hang_up, images, reply, reset
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


def test_a_task_is_polled_at_growing_pauses_until_it_is_done(mode: Mode, server: Server) -> None:
    world = World(chance=0.0)
    seen: list[tuple[Any, ...]] = []

    def progress(task: Any) -> None:
        seen.append((task.status, task.progress, task.eta, task.done))

    waiting = reply(200, {"id": "t1", "status": "waiting", "progress": 40, "eta": 9})
    result = run(mode, server, waiting, *[WAITING] * 3, DONE, world=world, on_progress=progress)
    assert world.pauses == [2.0, 3.0, 4.5, 5.0]
    assert seen[0] == ("waiting", 40, 9, False)
    assert seen[-1] == ("done", None, None, True)
    assert (result.task_id, len(result.images), result.images[0].task_id) == ("t1", 1, "t1")
    assert [request.target for request in server.seen] == ["/images", *["/tasks/t1"] * 5]


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ({"status": "failed", "error": {"message": "no foxes", "code": "E7"}}, errors.TaskFailedError, "no foxes"),
        ({"status": "failed"}, errors.TaskFailedError, "without a reason"),
        ({"status": "stopped"}, errors.TaskCancelledError, "cancelled"),
        ({"status": "done", "images": []}, errors.EmptyResultError, "no image at /images/*/url"),
        ({"status": "done", "images": None}, errors.EmptyResultError, "no image"),
        ({"status": "done"}, errors.EmptyResultError, "no image"),
        ({"id": "t2", "status": "done", "images": [{"url": "https://a.com"}]}, errors.DecodeError, "another task"),
    ],
)
def test_a_task_that_ends_otherwise_says_why_and_leaves_its_id(
    mode: Mode, server: Server, body: dict[str, Any], kind: type, text: str
) -> None:
    with pytest.raises(errors.ImageClientError, match=text.replace("*", r"\*")) as caught:
        run(mode, server, WAITING, reply(200, {"id": "t1"} | body))
    assert type(caught.value) is kind
    assert caught.value.task_id == "t1"
    assert caught.value.provider
    if "error" in body:
        assert caught.value.code == "E7"


def test_the_error_of_a_poll_may_be_the_end_of_the_task(mode: Mode, server: Server) -> None:
    with pytest.raises(errors.TaskFailedError, match="it burned"):
        run(mode, server, reply(500, {"error": {"code": "gone", "message": "it burned"}}))


def test_a_word_of_the_status_map_in_a_refused_poll_says_nothing_of_the_task(mode: Mode, server: Server) -> None:
    assert run(mode, server, reply(503, {"id": "t1", "status": "failed"}), DONE).task_id == "t1"


def test_an_unknown_status_goes_on_and_is_reported_once(mode: Mode, server: Server, caplog: Any) -> None:
    events: list[Any] = []
    odd = reply(200, {"id": "t1", "status": "dreaming"})
    server.add(BEGUN, odd, odd, DONE)
    client = mode.client(TASKED, server, on_event=events.append)
    assert len(mode.go(client.generate_image(prompt="fox")).images) == 1
    assert [event.detail["task_status"] for event in events if event.kind == "unknown-status"] == ["dreaming"]
    assert caplog.text.count("dreaming") == 1


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


@pytest.mark.parametrize(
    ("action", "cause"),
    [
        (reply(500), errors.ServerError),
        (reply(400), errors.BadRequestError),
        (reply(200, {"id": "t1", "stat": "done"}), errors.DecodeError),
        (reply(200, {"id": "t1", "status": None}), errors.DecodeError),
        (reply(200, {"id": "t1", "status": {"name": "done"}}), errors.DecodeError),
        (reply(200, {"id": "t1", "status": ["done"]}), errors.DecodeError),
        (reply(200, b"<html>busy"), errors.DecodeError),
        (reply(200, b""), errors.DecodeError),
        (reply(200, []), errors.DecodeError),
        (hang_up, errors.ConnectionFailedError),
    ],
)
def test_polls_that_fail_in_passing_are_sent_again_until_the_wait_has_no_time(
    mode: Mode, server: Server, action: Any, cause: type
) -> None:
    assert run(mode, server, action, action, DONE).task_id == "t1"
    world = World(chance=1.0)
    with pytest.raises(errors.TaskTimeoutError) as caught:
        run(mode, server, *[action] * 99, world=world, wait_timeout=30)
    assert type(caught.value.__cause__) is cause
    assert (caught.value.task_id, caught.value.may_be_billed) == ("t1", True)
    assert caught.value.elapsed == pytest.approx(30)
    assert sum(world.pauses) == pytest.approx(30), "neither longer nor shorter"


def test_a_stuck_task_ends_the_wait_at_the_specs_limit_and_can_be_waited_for_again(mode: Mode, server: Server) -> None:
    world = World()
    server.add(BEGUN, *[WAITING] * 12)
    task = mode.go(mode.client(TASKED, server, system=world).begin_generate_image(prompt="fox"))
    with pytest.raises(errors.TaskTimeoutError, match="its status is waiting") as caught:
        mode.go(task.wait())
    assert caught.value.task_id == "t1"
    assert 50 < world.now <= 60
    server.script.clear()
    server.add(DONE)
    assert len(mode.go(task.wait()).images) == 1


def test_the_users_limit_counts_instead_of_the_specs(mode: Mode, server: Server) -> None:
    world = World()
    with pytest.raises(errors.TaskTimeoutError):
        run(mode, server, *[WAITING] * 9, world=world, wait_timeout=8)
    assert world.now <= 8
    server.script.clear()
    assert run(mode, server, *[WAITING] * 40, DONE, wait_timeout=float("inf")).task_id == "t1"


def test_the_specs_number_of_polls_is_kept(mode: Mode, server: Server) -> None:
    module = client_module(TASK_SPEC.replace("acceptors:", "maxAttempts: 3\n      acceptors:"))
    server.add(BEGUN, *[WAITING] * 9)
    with pytest.raises(errors.TaskTimeoutError):
        mode.go(mode.client(module, server).generate_image(prompt="fox"))
    assert len(server.seen) == 4


def test_a_task_is_taken_up_again_from_its_id_alone(mode: Mode, server: Server) -> None:
    server.add(WAITING, DONE)
    task = mode.client(TASKED, server).resume_generate_image("t1")
    assert server.seen == []
    assert (task.id, task.status, task.done) == ("t1", None, False)
    assert mode.go(mode.go(task.refresh()).wait()).task_id == "t1"


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


def test_a_task_can_be_cancelled_where_that_is_documented(mode: Mode, server: Server) -> None:
    server.add(BEGUN, reset, reply(200, {}), reply(200, {"id": "t1", "status": "stopped"}))
    task = mode.go(mode.client(TASKED, server).begin_generate_image(prompt="fox"))
    assert task.status == "queued"
    mode.go(task.cancel())
    assert server.seen[-1].target == "/tasks/t1/cancel"
    with pytest.raises(errors.TaskCancelledError):
        mode.go(task.wait())
    assert not hasattr(mode.client(ppio, server).resume_generate_image("t1"), "cancel")


def interrupted(stop: Callable[[], None]) -> World:
    class Stopped(World):
        def sleep(self, seconds: float) -> None:
            stop()

    return Stopped()


def test_ctrl_c_during_the_wait_leaves_the_id_on_the_exception(mode: Mode, server: Server) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        run(mode, server, WAITING, world=interrupted(stop))
    assert caught.value.task_id == "t1"  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point
    assert any("resume_generate_image('t1')" in note for note in caught.value.__notes__)


def test_a_callback_that_fails_reaches_the_user_with_the_id(mode: Mode, server: Server) -> None:
    def fail(_: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        run(mode, server, WAITING, on_progress=fail)
    assert caught.value.task_id == "t1"  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point


def test_cancelling_the_asyncio_task_ends_the_wait_and_leaves_the_id(server: Server) -> None:
    async def main() -> None:
        slept = asyncio.Event()

        class Long(World):
            async def sleep_async(self, seconds: float) -> None:
                slept.set()
                await asyncio.Event().wait()

        async with TASKED.AsyncClient("sk-1234", base_url=server.url, system=Long()) as client:
            waiting = asyncio.create_task(client.generate_image(prompt="fox"))
            await slept.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await waiting
            assert caught.value.task_id == "t1"  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue] - the point
            server.add(BEGUN, WAITING)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await client.generate_image(prompt="fox")

    server.add(BEGUN, WAITING)
    asyncio.run(main())


def test_ctrl_c_during_a_submit_says_that_it_may_be_billed(mode: Mode) -> None:
    def stop(_: Any) -> Any:
        raise KeyboardInterrupt

    client = mode.client(TASKED, http_client=mode.http(stop))
    with pytest.raises(KeyboardInterrupt) as caught:
        mode.go(client.generate_image(prompt="fox"))
    assert "billed" in caught.value.__notes__[0]


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


def test_numbers_too_large_for_a_float_dont_break_a_poll(mode: Mode, server: Server) -> None:
    huge = {"id": "t1", "progress": 10**400, "eta": -(10**400)}
    seen: list[Any] = []
    waiting, done = huge | {"status": "waiting"}, huge | {"status": "done", "images": [{"url": "https://a.com/b"}]}
    result = run(mode, server, reply(200, waiting), reply(200, done), on_progress=seen.append)
    assert (len(result.images), len(seen)) == (1, 2)


def test_a_wait_polls_once_more_shortly_before_its_end(mode: Mode, server: Server) -> None:
    world = World(chance=0.0)
    assert run(mode, server, *[WAITING] * 3, DONE, world=world, wait_timeout=8).task_id == "t1"
    assert world.pauses == [2.0, 3.0, 2.0]


@pytest.mark.parametrize("limit", [1000, 300, float("inf")])
def test_a_poll_that_says_to_ask_again_much_later_is_heeded_for_a_minute(
    mode: Mode, server: Server, limit: float
) -> None:
    world = World(chance=0.0)
    slow = reply(200, {"id": "t1", "status": "waiting"}, retry_after="700")
    run(mode, server, slow, DONE, world=world, wait_timeout=limit)
    assert world.pauses == [60.0]


def test_a_poll_that_comes_late_doesnt_undo_the_end() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if len(asked) == 2:
            return httpx.Response(200, json={"id": "t1", "status": "failed"})
        task.refresh()  # ends it while the first answer is on its way
        return httpx.Response(200, json={"id": "t1", "status": "waiting"})

    with httpx.Client(transport=httpx.MockTransport(handle)) as http, TASKED.Client("sk-1", http_client=http) as client:
        task = client.resume_generate_image("t1")
        task.refresh()
    assert (task.status, task.done, len(asked)) == ("failed", True, 2)


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
