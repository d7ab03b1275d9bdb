"""The types of the generated clients: strict for two checkers, and of use to a user's editor."""

import re
import shutil
from pathlib import Path

import pytest

import everything
from commands import ROOT, command
from typecheck import Found, assert_types, mypy, pyright

RIGHT = """\
import asyncio
from pathlib import Path

from pydantic import BaseModel

from imageclients import AsyncResult, Result, Task, aimanyi, apimart, bizyair, modelverse, ppio
from imageclients._runtime.size_limits import Size
from imageclients.errors import APIStatusError, TaskFailedError


def of_any_provider(result: Result[BaseModel] | AsyncResult[BaseModel]) -> str:
    return str(result.answer)


def seen(task: Task[BaseModel]) -> None:
    task.wait(on_progress=seen)


def every_method() -> list[str | None]:
    found: list[str | None] = []
    with apimart.Client("key", max_retries=1) as client:
        one = client.generate_image(
            model="qwen-image-2.0", prompt="a fox", size="16:9", resolution="2K", n=2, image_urls=["https://a.dev/1.png"]
        )
        task = client.begin_generate_image(model="qwen-image-2.0-pro", prompt="a fox")
        again = client.resume_generate_image(task.id)
        two = again.wait(timeout=60)
        status: str | None = client.resume_generate_image(123).refresh().status
        seen(again)
        client.generate_image(model="qwen-image-2.0", prompt="a fox", on_progress=seen)
        found += [of_any_provider(one), of_any_provider(client.get_task(task_id="t"))]
        three = client.get_task(task_id=task.id, language="en")
        found += [image.url for result in (one, two, three) for image in result.images] + [status]
    with aimanyi.Client(base_url="https://a.dev", validation="warn") as client2:
        path: Path = client2.generate_image(prompt="a fox", size=Size(1024, 768), seed=1).images[0].save("fox.png")
        found.append(path.name)
    with modelverse.Client() as client3:
        data: bytes = client3.generate_image(prompt="a fox", aspect_ratio="9:21", guidance_scale=2).images[0].read()
        found.append(str(len(data)))
    with ppio.Client() as client4:
        four = client4.generate_image(prompt="a fox", watermark=None)
        name: str = four.answer.task.status
        five = client4.get_task_result(task_id="t")
        found += [name, five.answer.task.task_id, client4.begin_generate_image(prompt="x").id]
        found.append(client4.resume_generate_image("t").wait().task_id)
    with bizyair.Client(base_url="https://a.dev") as client5:
        client5.generate_image(prompt="a fox", image_size="1328x1328", cfg=4)
        client5.edit_image(prompt="a hat", image=Path("fox.png"), image2=b"...")
    return found


async def asynchronous() -> str | None:
    async with ppio.AsyncClient() as client:
        try:
            result = await client.generate_image(prompt="a fox")
        except TaskFailedError as error:
            return error.task_id
        except APIStatusError as error:
            return str(error.status_code)
        await result.images[0].save("fox.png")
        of_any_provider(result)
        task = await client.begin_generate_image(prompt="a fox")
        return (await (await task.refresh()).wait()).images[0].url


print(every_method(), asyncio.run(asynchronous()))
"""

# One mistake a line.
WRONG = """\
from imageclients import apimart, bizyair
from imageclients.ppio import Client

client = apimart.Client()
client.generate_image(model="qwen-image-3.0", prompt="a fox")
client.generate_image(model="qwen-image-2.0", promt="a fox")
client.generate_image(model="qwen-image-2.0")
client.generate_image(model="qwen-image-2.0", prompt="a fox", size="1024x1024")
client.generate_image(model="qwen-image-2.0", prompt="a fox", n="2")
client.generate_image(model="qwen-image-2.0", prompt="a fox", image_urls="https://a.dev/1.png")
client.generate_image("a fox")
client.begin_generate_image(model="qwen-image-2.0", prompt=1)
client.get_task()
client.get_task(task_id="t", language="fr")
client.draw(prompt="a fox")
client.resume_generate_image("t").cancel()
bizyair.Client().generate_image(prompt="a fox")
bizyair.Client().edit_image(prompt="a hat", image=1)
Client(validation="loose")
Client().generate_image(prompt="a fox").answer.task.state
Client().generate_image(prompt="a fox").images[0].width
"""
MISTAKES = {f"use.py:{number}" for number, line in enumerate(WRONG.splitlines(), 1) if number > 4 and line}


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """A folder of a user, beside a copy of the committed clients."""
    for name in ("imageclients", "conformance"):
        shutil.copytree(ROOT / "generated" / name, tmp_path / "site" / name)
    (tmp_path / "user").mkdir()
    return tmp_path / "user"


def checked(user: Path, program: str) -> tuple[Found, Found]:
    (user / "use.py").write_text(program)
    site = user.parent / "site"
    return mypy(user, site, user / "use.py"), pyright(user, site)


def test_right_use_of_every_method_has_no_error(user: Path) -> None:
    assert checked(user, RIGHT) == ({}, {})


def test_every_method_of_every_client_is_used_rightly() -> None:
    for path in (ROOT / "generated/imageclients").glob("*/client.py"):
        for name in re.findall(r"^    def (\w+)\(", path.read_text("utf-8"), re.MULTILINE):
            assert f".{name}(" in RIGHT, f"{path.parent.name}.{name}"


def test_each_mistake_is_an_error_of_both_checkers(user: Path) -> None:
    for found in checked(user, WRONG):
        assert found.keys() == MISTAKES, found


def test_committed_clients_have_strict_types_on_their_own(user: Path) -> None:
    assert_types(user.parent, user.parent / "site")


def test_clients_of_every_word_of_the_language_have_strict_types(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/everything.yaml").write_text(everything.SPEC, "utf-8")
    assert command("generate", cwd=tmp_path).returncode == 0
    assert_types(tmp_path, tmp_path / "generated")
