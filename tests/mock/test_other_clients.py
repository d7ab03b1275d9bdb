"""Clients that aren't ours: curl and the openai package call the mock as the providers' pages show it.

Only the host is another one, and the prompts are our own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from openai import AuthenticationError, BadRequestError, OpenAI

from clientsmith.mock.server import Mock

KEY = "sk-any-key-will-do"


@pytest.fixture
def modelverse() -> Iterator[Mock]:
    """A mock of this provider alone, so that its paths are those of the page."""
    with Mock("modelverse") as mock:
        yield mock


@pytest.fixture
def ppio() -> Iterator[Mock]:
    """The same; its tasks are done after a second of the mock's own time."""
    with Mock("ppio", task_seconds=1, stepped=True) as mock:
        yield mock


@pytest.fixture
def apimart() -> Iterator[Mock]:
    """The same."""
    with Mock("apimart", task_seconds=1, stepped=True) as mock:
        yield mock


HAS_KEY = ("--header", f"Authorization: Bearer {KEY}")
AS_JSON = (*HAS_KEY, "--header", "Content-Type: application/json")


def curl(*arguments: str) -> Any:
    """What curl prints, as JSON."""
    program = shutil.which("curl")
    assert program is not None, "these tests call the mock with curl: install it"
    done = subprocess.run(
        [program, "--silent", "--show-error", "--noproxy", "*", *arguments], capture_output=True, check=True, timeout=30
    )
    return json.loads(done.stdout)


def curl_json(url: str, body: str) -> Any:
    """The answer to a body that is sent as the pages show it."""
    return curl("--location", url, *AS_JSON, "--data", body)


def size_of_png(url: str) -> tuple[int, int]:
    """Width and height as the header of the image says."""
    with urlopen(url, timeout=30) as answer:  # noqa: S310 - the mock's own link
        data = answer.read()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def test_the_openai_package_makes_an_image_as_the_page_shows(modelverse: Mock) -> None:
    with OpenAI(base_url=f"{modelverse.address}/v1", api_key=KEY) as client:
        response = client.images.generate(
            model="Qwen/Qwen-Image", prompt="A fox in the snow", extra_body={"aspect_ratio": "16:9"}
        )
    assert response.data is not None
    url = response.data[0].url
    assert url is not None
    width, height = size_of_png(url)
    assert width > height
    assert abs(width * 9 - height * 16) < 16 * 16, "about 16:9"
    assert modelverse.submits == 1


def test_the_openai_package_gets_base64_where_it_asks_for_it(modelverse: Mock) -> None:
    with OpenAI(base_url=f"{modelverse.address}/v1", api_key=KEY) as client:
        response = client.images.generate(
            model="Qwen/Qwen-Image", prompt="A fox in the snow", n=2, response_format="b64_json"
        )
    assert response.data is not None
    assert [bool(one.b64_json) for one in response.data] == [True, True]


def test_the_openai_package_sees_documented_errors(modelverse: Mock) -> None:
    with OpenAI(base_url=f"{modelverse.address}/v1", api_key=KEY, max_retries=0) as client:
        with pytest.raises(BadRequestError) as caught:
            client.images.generate(model="Qwen/Qwen-Image", prompt="A fox in the snow", n=9)
        assert caught.value.code == "param_error"
    assert modelverse.submits == 0


def test_the_openai_package_is_told_that_its_key_is_wrong() -> None:
    with (
        Mock("modelverse", key="sk-the-right-one") as mock,
        OpenAI(base_url=f"{mock.address}/v1", api_key=KEY, max_retries=0) as client,
        pytest.raises(AuthenticationError) as refused,
    ):
        client.images.generate(model="Qwen/Qwen-Image", prompt="A fox in the snow")
    assert refused.value.code == "auth_error"


def test_curl_makes_an_image_at_once(modelverse: Mock) -> None:
    told = curl_json(
        f"{modelverse.address}/v1/images/generations",
        '{\n    "model": "Qwen/Qwen-Image",\n    "prompt": "A fox in the snow",\n    "aspect_ratio": "16:9"\n}',
    )
    assert told["data"][0]["url"].startswith(modelverse.address)


def test_curl_makes_a_task_and_asks_for_it(ppio: Mock) -> None:
    task = curl_json(
        f"{ppio.address}/v3/async/qwen-image-txt2img",
        '{\n    "prompt": "A fox in the snow",\n    "size": "1024*768"\n}',
    )["task_id"]
    asked = ("--location", "--request", "GET", f"{ppio.address}/v3/async/task-result?task_id={task}")
    assert curl(*asked, *HAS_KEY)["task"]["status"] == "TASK_STATUS_QUEUED"
    ppio.advance(1)
    told = curl(*asked, *HAS_KEY)
    assert told["task"]["status"] == "TASK_STATUS_SUCCEED"
    assert told["images"][0]["image_type"] == "jpeg"
    with urlopen(told["images"][0]["image_url"], timeout=30) as answer:  # noqa: S310 - the mock's own link
        assert answer.read(2) == b"\xff\xd8"


def test_curl_makes_a_task_at_the_provider_that_names_it_in_the_path(apimart: Mock) -> None:
    told = curl(
        "--request",
        "POST",
        "--url",
        f"{apimart.address}/v1/images/generations",
        *AS_JSON,
        "--data",
        '{\n      "model": "qwen-image-2.0",\n      "prompt": "A fox in the snow"\n    }',
    )
    assert told["data"][0]["status"] == "submitted"
    apimart.advance(1)
    task = f"{apimart.address}/v1/tasks/{told['data'][0]['task_id']}"
    result = curl(task, *HAS_KEY)["data"]
    assert result["status"] == "completed"
    assert size_of_png(result["result"]["images"][0]["url"][0]) == (1024, 1024)
