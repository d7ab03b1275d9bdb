"""Saving an image: through a file beside its goal, and never to what is no path."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from imageclients import errors
from imageclients._runtime import files


def test_a_part_file_is_named_after_its_goal_and_is_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    move = files._move  # pyright: ignore[reportPrivateUsage] - what stands there in between is what is tested

    def watched(part: Path, goal: Path, *, overwrite: bool) -> None:
        seen.append((part.name, stat.S_IMODE(part.stat().st_mode)))
        move(part, goal, overwrite=overwrite)

    monkeypatch.setattr(files, "_move", watched)
    before = os.umask(0o022)
    try:
        files.store(tmp_path / ("a" * 30 + ".png"), b"1", overwrite=False)
        files.store(tmp_path / ("a" * 30 + ".png"), b"2", overwrite=True)
    finally:
        os.umask(before)
    assert [re.sub("[0-9a-f]{8}", "#", name.replace("a" * 20, "A")) for name, _ in seen] == [".A.#.part"] * 2
    assert [mode for _, mode in seen] == [0o644, 0o644]
    assert [path.name for path in tmp_path.iterdir()] == ["a" * 30 + ".png"]


@pytest.mark.parametrize("path", ["a\0b", 5, "x" * 5_000])
def test_what_is_no_path_is_refused(path: Any, tmp_path: Path) -> None:
    wanted = path if isinstance(path, int) else str(tmp_path / path)
    goal: Any = wanted
    with pytest.raises(errors.DownloadError, match=r"is no path to save to|can't be written|doesn't exist"):
        files.store(files.target(goal, None, overwrite=False), b"", overwrite=False)
