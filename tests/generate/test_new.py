"""`clientsmith new NAME` writes a spec that is valid at once, and never over another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientsmith import cli, scaffold
from support.spec import breaches


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_spec_is_valid_and_says_what_to_do(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "fox_images"]) == 0
    assert "specs/fox_images.yaml" in capsys.readouterr().err
    assert cli.main(["validate"]) == 0
    written = (empty / "specs/fox_images.yaml").read_text("utf-8")
    assert written.count("TODO") > 10
    assert "title: Fox Images " in written


def test_the_client_of_a_new_spec_keeps_its_contract() -> None:
    assert breaches(scaffold.text("newly_made"), "newly_made") == []


def test_another_folder_is_made(empty: Path) -> None:
    assert cli.main(["new", "fox", "--specs", "facts/of/ours"]) == 0
    assert cli.main(["validate", "--specs", "facts/of/ours"]) == 0


def test_a_spec_that_is_there_stays_as_it_is(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "specs").mkdir()
    (empty / "specs/fox.yaml").write_text("mine")
    assert cli.main(["new", "fox"]) == 3
    assert "is there already" in capsys.readouterr().err
    assert (empty / "specs/fox.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["Fox", "../fox", "errors", "class", "con", "fo x", "", "a" * 41, "fox.yaml", "/etc/fox"]
)
def test_a_name_that_is_none_writes_nothing(empty: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert cli.main(["new", name]) == 2
    assert capsys.readouterr().err
    assert list(empty.iterdir()) == []
    assert not (empty.parent / "fox.yaml").exists()


def test_a_folder_that_is_a_file_is_no_place(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "specs").write_text("mine")
    assert cli.main(["new", "fox"]) == 3
    assert "can't be written" in capsys.readouterr().err
