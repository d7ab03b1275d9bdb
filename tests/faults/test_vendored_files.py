"""What a project does to vendored files, and where the specs of vendored clients come from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith import cli, paths
from clientsmith.output.found_specs import SpecFolders
from commands import ROOT, SMALL, specs, tree

SHIPPED = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the spec `one`; the working folder."""
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one")
    return tmp_path


def vendor(*arguments: str) -> int:
    return cli.main(["vendor", *arguments, "--into", "shop/images"])


def tool(*words: str) -> int:
    """The exit code of a tool of the project's, with its default settings."""
    return subprocess.run([sys.executable, "-m", *words, "."], capture_output=True, check=False).returncode


def crlf() -> None:
    for path in Path("shop/images").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


TREATMENTS: dict[str, Callable[[], object]] = {
    "CRLF line ends": crlf,
    "ruff format": lambda: tool("ruff", "format", "--isolated"),
    "ruff check --fix": lambda: tool("ruff", "check", "--isolated", "--fix", "--unsafe-fixes"),
    "black": lambda: tool("black"),
    "isort": lambda: tool("isort"),
}


@pytest.mark.parametrize("treat", TREATMENTS.values(), ids=TREATMENTS)
def test_N20_vendored_files_that_a_project_treats_like_its_own(
    treat: Callable[[], object], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Vendored files with CRLF line ends, or after the project's formatter and linter -> `--check` names no file."""
    assert vendor("one", "--with-tests") == 0
    before = tree(project / "shop")
    treat()
    assert treat is crlf or tree(project / "shop") == before
    capsys.readouterr()
    assert vendor("one", "--with-tests", "--check") == 0
    assert "changed" not in capsys.readouterr().err
    assert vendor("one") == 0
    assert "changed" not in capsys.readouterr().err


def test_N20_vendored_files_under_the_linters_of_a_project(project: Path) -> None:
    """ruff, black, isort and basedpyright at their defaults on vendored files -> they have nothing to say."""
    assert vendor("one", "--with-tests", "--quiet") == 0
    words = [("ruff", "check", "--isolated"), ("ruff", "format", "--isolated", "--check"), ("black", "--check")]
    words += [("isort", "--check"), ("basedpyright", "--warnings", "--pythonpath", sys.executable)]
    assert {name[0]: tool(*name) for name in words} == dict.fromkeys(["ruff", "black", "isort", "basedpyright"], 0)


def test_N21_own_specs_beside_the_shipped_ones(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder `specs` of the project's own -> it hides none of the shipped specs; one package takes from both."""
    name = SHIPPED[0]
    assert vendor("one", name) == 0
    said = capsys.readouterr().err
    assert f"one{' ' * (len(name) - 3)}  from specs/one.yaml\n" in said
    assert f"{name}  from the spec that came along\n" in said
    files = tree(project / "shop/images")
    assert {"one/client.py", f"{name}/client.py"} <= files.keys()
    assert vendor("one", "--check") == 0
    assert cli.main(["show", name]) == 0
    folders = SpecFolders(None)
    assert (folders.folder_of([name]), folders.folder_of(["one"])) == (paths.SPECS, Path("specs"))


def test_N21_own_spec_of_a_shipped_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An own spec with the name of a shipped one -> the own one counts, and that it does is said."""
    name = SHIPPED[0]
    (project / f"specs/{name}.yaml").write_text(SMALL.format(name=name), "utf-8")
    assert vendor(name) == 0
    assert f"{name}  from specs/{name}.yaml, not the spec that came along\n" in capsys.readouterr().err
    assert b"api.fox.dev" in tree(project / "shop/images")[f"{name}/operations.py"]


def test_N21_own_spec_that_is_not_read_beside_a_shipped_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An own spec of a shipped name that ends in .yml -> it is refused, and not left out in silence."""
    name = SHIPPED[0]
    (project / f"specs/{name}.yml").write_text(SMALL.format(name=name), "utf-8")
    assert vendor(name) == 2
    assert f"specs/{name}.yml isn't read" in capsys.readouterr().err
    assert not (project / "shop").exists()
