"""Tasks whose addresses come with the answer: the mock gives its own, and the clients follow them."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith.mock.server import Mock
from imageclients import errors
from support.small_specs import ANSWERS
from support.spec import ADDRESS_SPEC, QUEUE_SPEC, client_module, sync_spec, whole_spec
from support.world import World

KEY = "sk-secret-0123456789"
BY_STATUS = ANSWERS["a task whose HTTP statuses are described"]


@contextmanager
def talking(spec: str, folder: Path, *, task_seconds: float = 0, stepped: bool = False) -> Generator[tuple[Mock, Any]]:
    """A mock of a spec whose tasks are done at once, and its client."""
    name, whole = whole_spec(spec)
    (folder / f"{name}.yaml").write_text(whole, encoding="utf-8")
    with (
        Mock(name, specs=folder, task_seconds=task_seconds, stepped=stepped) as mock,
        client_module(spec).Client(KEY, base_url=mock.address) as client,
    ):
        yield mock, client


def paths(mock: Mock) -> list[str]:
    """Method and path of every request, with ID for that of the task."""
    task = next(iter(mock.world.jobs))
    return [f"{one.method} {one.path}".replace(task, "ID") for one in mock.world.exchanges]


@pytest.mark.parametrize("spec", [QUEUE_SPEC, QUEUE_SPEC.replace("parameter: id, ", "")], ids=["id too", "alone"])
def test_the_addresses_of_the_answer_are_called_with_their_query(spec: str, tmp_path: Path) -> None:
    with talking(spec, tmp_path) as (mock, client):
        task = client.begin_generate_image(prompt="fox")
        result = client.resume_generate_image(task.token).wait()
        assert result.images[0].read().startswith(b"\x89PNG")
        task.cancel()
        expected = ["POST /images", *(f"GET /_tasks/{kind}?of=ID" for kind in ("poll", "result"))]
        assert paths(mock) == [*expected, "PUT /_tasks/cancel?of=ID"]
        assert [one.status for one in mock.world.exchanges] == [200, 200, 200, 202]


def test_a_task_is_followed_by_its_id_alone(tmp_path: Path) -> None:
    with talking(QUEUE_SPEC, tmp_path) as (mock, client):
        task = client.begin_generate_image(prompt="fox")
        assert len(client.resume_generate_image(task.id).wait().images) == 1
        assert paths(mock) == ["POST /images", "GET /tasks/ID/status", "GET /tasks/ID"]


def test_a_failure_is_the_error_of_the_result(tmp_path: Path) -> None:
    with talking(QUEUE_SPEC, tmp_path) as (mock, client):
        mock.fault("task-fails")
        with pytest.raises(errors.TaskContentRejectedError) as caught:
            client.generate_image(prompt="fox")
        assert (caught.value.status_code, caught.value.code) == (422, "nsfw")
        assert caught.value.token != caught.value.task_id


def test_an_address_takes_the_key_and_the_method_of_its_operation_alone(tmp_path: Path) -> None:
    with talking(QUEUE_SPEC, tmp_path) as (_mock, client), httpx.Client(trust_env=False) as http:
        address = json.loads(client.begin_generate_image(prompt="fox").token)["poll"]
        key = {"authorization": f"Bearer {KEY}"}
        assert http.get(address).status_code == 401
        assert http.put(address, headers=key).status_code == 404
        assert http.get(address.partition("?")[0], headers=key).status_code == 404
        assert http.get(address, headers=key).status_code == 200


def test_an_address_that_is_all_there_is(tmp_path: Path) -> None:
    with talking(ADDRESS_SPEC, tmp_path) as (mock, client):
        assert len(client.generate_image(prompt="fox").images) == 1
        assert paths(mock) == ["POST /images", "GET /_tasks/poll?of=ID"]


def test_a_task_that_is_told_by_http_statuses_has_its_images_in_the_last_answer(tmp_path: Path) -> None:
    with talking(BY_STATUS, tmp_path, task_seconds=1, stepped=True) as (mock, client):
        task = client.begin_generate_image(prompt="fox").refresh()
        assert not task.done
        mock.advance(2)
        assert len(task.wait().images) == 1
        assert [one.status for one in mock.world.exchanges] == [200, 202, 200]


def test_an_error_says_whether_and_when_to_try_again_as_the_provider_does(tmp_path: Path) -> None:
    spec = sync_spec(top="envelope: {message: /message, retryAfter: /wait, retryable: {header: X-Again}}")
    world = World()
    with talking(spec, tmp_path) as (mock, _):
        mock.fault("no-balance")
        with client_module(spec).Client(KEY, base_url=mock.address, system=world) as client:
            with pytest.raises(errors.PaymentRequiredError) as caught:
                client.generate_image(prompt="fox")
            assert (caught.value.status_code, len(mock.world.exchanges)) == (402, 1)
            mock.fault("retry-after-word")
            assert len(client.generate_image(prompt="fox").images) == 1
    assert (world.pauses, [one.status for one in mock.world.exchanges]) == ([1.0], [402, 429, 200])
