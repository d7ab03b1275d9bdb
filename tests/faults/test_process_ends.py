"""A client that is thrown away open, or that the process ends with; and whether it can be copied or stored."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED
from imageclients import errors
from support.mode import KEY, Mode

ROOT = Path(__file__).parents[2]
PPIO = TASKED["ppio"]
OPEN = {
    "sync, deleted": """\
client = Client(KEY, base_url=url)
client.generate_image(prompt="a fox")
del client
gc.collect()
""",
    "sync, to the end": """\
client = Client(KEY, base_url=url)
client.generate_image(prompt="a fox")
""",
    "async, deleted": """\
async def main():
    client = AsyncClient(KEY, base_url=url)
    await client.generate_image(prompt="a fox")
    del client
    gc.collect()

asyncio.run(main())
""",
    "async, to the end": """\
client = AsyncClient(KEY, base_url=url)
asyncio.run(client.generate_image(prompt="a fox"))
""",
    "async, two loops": """\
client = AsyncClient(KEY, base_url=url)
asyncio.run(client.generate_image(prompt="a fox"))
asyncio.run(client.generate_image(prompt="a fox"))
""",
}
QUIET = {
    "never used": "Client(KEY, base_url=url)\nAsyncClient(KEY, base_url=url)\n",
    "closed": "with Client(KEY, base_url=url) as client:\n    client.generate_image(prompt='a fox')\n",
    "ended by an error": """\
try:
    with Client(KEY, base_url=url) as client:
        client.generate_image(prompt="a fox", n=99)
except ValueError:
    pass
""",
}


def said(url: str, code: str) -> str:
    """What a program says that has the clients and does that; it ends well."""
    start = (
        f"import asyncio, gc, sys\nsys.path.insert(0, {str(ROOT / 'generated')!r})\n"
        f"from imageclients.modelverse import AsyncClient, Client\nKEY, url = {KEY!r}, {url!r}\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", start + code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("name", OPEN)
def test_C10_client_that_is_left_open_is_warned_about(stepped: Mock, name: str) -> None:
    """A client is thrown away open, or the program ends with it -> ResourceWarning, no traceback, and no key."""
    text = said(stepped.url("modelverse"), OPEN[name])
    assert "ResourceWarning: unclosed" in text
    assert "Traceback" not in text
    assert "Exception ignored" not in text
    assert KEY not in text


@pytest.mark.parametrize("name", QUIET)
def test_C10_client_that_holds_nothing_is_thrown_away_quietly(stepped: Mock, name: str) -> None:
    """A client was never used, or was closed in any way -> nothing is said when it is thrown away."""
    assert said(stepped.url("modelverse"), QUIET[name]) == ""


@pytest.mark.parametrize("way", ["pickle", "deepcopy"])
def test_C14_nothing_that_holds_the_key_can_be_stored(mode: Mode, stepped: Mock, way: str) -> None:
    """A client or a task is pickled or copied as a whole -> TypeError that doesn't show the key."""
    client = PPIO.client(mode, stepped)
    task = mode.go(client.begin_generate_image(**PPIO.arguments))
    refuse: Any = pickle.dumps if way == "pickle" else copy.deepcopy
    for one in (client, client.with_options(timeout=5), client.key, task):
        with pytest.raises(TypeError) as caught:
            refuse(one)
        assert KEY not in f"{caught.value} {caught.value!r}"


def test_C14_copies_and_texts_of_a_client_dont_show_the_key(mode: Mode, stepped: Mock) -> None:
    """A client is copied, printed, or looked into -> the key shows nowhere; a copy works as the client does."""
    client = PPIO.client(mode, stepped)
    twin = copy.copy(client)
    task = mode.go(twin.begin_generate_image(**PPIO.arguments))
    stepped.advance(60)
    result = mode.go(task.wait())
    things = [client, twin, client.key, client.connection, client.options, task, result, *result.images]
    for one in things:
        shown = [repr(one), str(one), f"{one}", ascii(one), repr(getattr(one, "__dict__", ""))]
        assert KEY not in "".join(shown)
    assert stepped.submits == 1


def test_C14_errors_can_be_stored_whole_and_without_the_key(mode: Mode, stepped: Mock) -> None:
    """An error goes to another process -> it arrives whole: its class, text, ids and body; the key isn't in it."""
    stepped.fault("error-that-echoes-the-key", PPIO.submits)
    with pytest.raises(errors.AuthenticationError) as caught:
        mode.go(PPIO.client(mode, stepped).generate_image(**PPIO.arguments))
    stored = pickle.dumps(caught.value)
    assert KEY.encode() not in stored
    # The bytes were made a line above.
    found = pickle.loads(stored)  # noqa: S301 - the same
    assert type(found) is errors.AuthenticationError
    assert (str(found), vars(found)) == (str(caught.value), vars(caught.value))
