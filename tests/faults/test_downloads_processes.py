"""Images that are saved by a process that dies, or by several at once."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.pictures_of_the_mock import files, image
from imageclients import errors
from support.mode import Mode

DIES = """\
import asyncio, os, signal, sys
from imageclients import bizyair

real = os.fdopen

def dying(number, *rest):
    file = real(number, *rest)
    class Dying:
        def __enter__(self): return self
        def __exit__(self, *told): ...
        def write(self, data):
            file.write(data[:len(data) // 2])
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    return Dying()

os.fdopen = dying
kind, address, goal = sys.argv[1:]
call = {"prompt": "a fox", "image_size": "64x48"}

def sync():
    bizyair.Client("sk-1", base_url=address).generate_image(**call).images[0].save(goal, overwrite=True)

async def main():
    result = await bizyair.AsyncClient("sk-1", base_url=address).generate_image(**call)
    await result.images[0].save(goal, overwrite=True)

sync() if kind == "sync" else asyncio.run(main())
"""


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_D15_process_that_is_killed_leaves_a_part_and_the_old_file(stepped: Mock, tmp_path: Path, kind: str) -> None:
    """The process is killed in the middle of the write -> the old file is as it was, and beside it is a .part file.

    Why not otherwise: there is no fsync. After a crash of the whole machine a file may be lost that was just written,
    as with every program that doesn't ask for it, and asking costs more time than most images.
    """
    goal = tmp_path / "fox.png"
    goal.write_bytes(b"old")
    command = [sys.executable, "-c", DIES, kind, stepped.url("bizyair"), str(goal)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    part, whole = sorted(files(tmp_path).items())
    assert whole == ("fox.png", b"old")
    assert part[0].startswith(".fox.png.")
    assert part[0].endswith(".part")
    assert part[1].startswith(b"\x89PNG")


def outcomes(mode: Mode, found: list[Any], goal: Path) -> list[Any]:
    """What comes of saving all images under one path at the same moment."""
    if mode.is_async:

        async def main() -> list[Any]:
            return await asyncio.gather(*(one.save(goal) for one in found), return_exceptions=True)

        return list(mode.go(main()))
    barrier = Barrier(len(found))

    def save(one: Any) -> Any:
        barrier.wait(30)
        try:
            return one.save(goal)
        except errors.DownloadError as error:
            return error

    with ThreadPoolExecutor(len(found)) as pool:
        return list(pool.map(save, found))


def test_D16_of_two_that_save_under_one_name_one_gets_it(mode: Mode, stepped: Mock, tmp_path: Path) -> None:
    """Eight images are saved under one name at once -> one of them is there, whole; the other calls are told."""
    found = [image(mode, stepped) for _ in range(8)]
    data = [mode.go(one.read()) + bytes([number]) for number, one in enumerate(found)]
    for one, own in zip(found, data, strict=True):
        one._data = own  # images of one call look alike: each gets a mark of its own
    for round_ in range(5):
        goal = tmp_path / f"{round_}.png"
        told = outcomes(mode, found, goal)
        (winner,) = [number for number, outcome in enumerate(told) if outcome == goal]
        assert goal.read_bytes() == data[winner]
        assert all(type(one) is errors.DownloadError and "xists" in str(one) for one in told if one != goal)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{number}.png" for number in range(5)]
