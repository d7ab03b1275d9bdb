"""A run with nothing to do: what it may import, what counts as an input, and that every touched file is noticed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith import cli, load, paths
from clientsmith.load.files import files_below, spec_files
from clientsmith.output import fingerprint
from clientsmith.output.fingerprint import Inputs, inputs_of
from clientsmith.output.manifest import MANIFEST, Manifest, is_current, manifest_text, read_manifest
from commands import ROOT, command, specs, tree

SLOW = ("yaml", "jinja2", "jsonschema", "datamodel_code_generator", "httpx", "ruff", "starlette", "PIL")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the specs `one` and `two` and their clients; the working folder."""
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one", "two")
    assert cli.main(["generate", "--quiet"]) == 0
    return tmp_path


@pytest.mark.parametrize("words", [[], ["--check"]], ids=["generate", "check"])
def test_nothing_slow_is_imported(project: Path, words: list[str]) -> None:
    code = f"""import sys
before = set(sys.modules)
from clientsmith.cli import main
code = main(["generate", *{words!r}])
print(sorted(set({SLOW!r}) & (set(sys.modules) - before)), code)"""
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[] 0\n", "generated is up to date\n")


def _edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"#\n")


def _same_size(path: Path) -> None:
    """An edit that neither the size nor the time of a file tells."""
    was = path.stat()
    path.write_bytes(path.read_bytes().replace(b"e", b"o", 1))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def _linked(path: Path) -> None:
    shutil.copy(path, path.parent / "../../beside.txt")
    path.unlink()
    path.symlink_to("../../beside.txt")


def _linked_folder(path: Path) -> None:
    path.parent.rename("moved")
    path.parent.symlink_to(Path("moved").resolve())


def _no_specs() -> None:
    shutil.rmtree("specs")
    Path("specs").mkdir()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


CLIENT = "generated/imageclients/one/client.py"
TOUCHED: dict[str, Callable[[], object]] = {
    "edited file": lambda: _edit(Path(CLIENT)),
    "edited file of the same size and time": lambda: _same_size(Path(CLIENT)),
    "missing file": lambda: Path(CLIENT).unlink(),
    "file that isn't ours": lambda: Path("generated/imageclients/one/mine.txt").write_text(""),
    "file in a folder of its own": lambda: shutil.copytree("specs", "generated/conformance/own"),
    "link that isn't ours": lambda: Path("generated/openapi/mine").symlink_to("/"),
    "link in place of a file": lambda: _linked(Path(CLIENT)),
    "link in place of a folder": lambda: _linked_folder(Path(CLIENT)),
    "folder in place of a file": lambda: _folder(Path(CLIENT)),
    "no folder": lambda: shutil.rmtree("generated"),
    "no manifest": lambda: Path("generated", MANIFEST).unlink(),
    "broken manifest": lambda: Path("generated", MANIFEST).write_text("{"),
    "edited spec": lambda: _edit(Path("specs/one.yaml")),
    "new spec": lambda: specs(Path(), "three"),
    "removed spec": lambda: Path("specs/one.yaml").unlink(),
    "renamed spec": lambda: Path("specs/one.yaml").rename("specs/three.yaml"),
    "no specs": _no_specs,
}


def _is_current() -> bool:
    return is_current(Path("generated"), inputs_of(spec_files(Path("specs")), paths.TEMPLATES))


@pytest.mark.parametrize("touch", TOUCHED.values(), ids=TOUCHED)
@pytest.mark.usefixtures("project")
def test_what_was_touched_is_noticed(touch: Callable[[], object]) -> None:
    assert _is_current()
    touch()
    assert not _is_current()


@pytest.mark.usefixtures("project")
def test_caches_of_python_and_hidden_specs_are_no_change() -> None:
    cache = Path("generated/imageclients/one/__pycache__")
    cache.mkdir()
    (cache / "client.cpython-311.pyc").write_bytes(b"")
    Path("generated/imageclients/one/old.pyc").write_bytes(b"")
    Path("specs/.one.yaml").write_bytes(b"\0")
    assert _is_current()


def test_spec_that_can_not_be_read_is_told_as_a_problem(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: str | Path, *_: object) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(fingerprint, "read_spec", refuse)
    monkeypatch.setattr(load, "read_spec", refuse)
    assert cli.main(["generate"]) == 1
    assert "specs/one.yaml:1:1: unreadable-file: can't be read: Permission denied" in capsys.readouterr().err


def test_module_and_console_script_start_here() -> None:
    assert command("generate", "--check", cwd=ROOT).stderr == b"generated is up to date\n"
    assert 'clientsmith = "clientsmith.cli:main"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies of all that counts: spec, templates, language and the program."""
    monkeypatch.setattr(paths, "SOURCE", tmp_path / "program")
    monkeypatch.setattr(paths, "SPECS", tmp_path / "language")
    specs(tmp_path, "one", "two")
    for name in ("program/sub/a.py", "templates/_parts/b.j2", "templates/c.txt", "language/provider.schema.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("first\nsecond\n")
    return tmp_path


def _hashes(root: Path) -> Inputs:
    return inputs_of([root / "specs/one.yaml", root / "specs/two.yaml"], root / "templates")


@pytest.mark.parametrize(
    "name", ["program/sub/a.py", "templates/_parts/b.j2", "templates/c.txt", "language/provider.schema.json"]
)
@pytest.mark.parametrize("change", ["edit", "rename", "remove", "add"])
def test_whatever_all_providers_share_counts_for_each(copied: Path, name: str, change: str) -> None:
    before, path = _hashes(copied), copied / name
    if change == "edit":
        path.write_text("first\nthird\n")
    elif change == "add":
        shutil.copy(path, path.with_name(f"more{path.suffix}"))
    elif "language" in name:
        return
    else:
        path.rename(path.with_name(f"more{path.suffix}")) if change == "rename" else path.unlink()
    after = _hashes(copied)
    ignored = name.startswith("language") and change == "add"
    assert (after.common == before.common) == ignored
    # So that branches which changed different things are never taken for one that has both.
    assert (after.specs["one"] == before.specs["one"]) == ignored


def test_a_spec_counts_for_its_provider_alone_and_by_name(copied: Path) -> None:
    before = _hashes(copied)
    _edit(copied / "specs/one.yaml")
    after = _hashes(copied)
    assert after.common == before.common
    assert after.specs["one"] != before.specs["one"]
    assert after.specs["two"] == before.specs["two"]
    shutil.copy(copied / "specs/one.yaml", copied / "specs/two.yaml")
    assert len(set(_hashes(copied).specs.values())) == 2


def test_line_ends_and_caches_do_not_count(copied: Path) -> None:
    before = _hashes(copied)
    for path in copied.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (copied / "program/__pycache__").mkdir()
    (copied / "program/__pycache__/a.py").write_text("")
    (copied / "templates/c.pyc").write_text("")
    (copied / "program/templates").mkdir()
    (copied / "program/templates/d.py").write_text("")
    after = _hashes(copied)
    assert (after.common, after.specs) == (before.common, before.specs)


def test_pinned_versions_count(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _hashes(copied).common

    def newer(_: str) -> str:
        return "9.9"

    monkeypatch.setattr(fingerprint, "version", newer)
    assert _hashes(copied).common != before


NAMES = ["imageclients/one/client.py", 'odd/"quoted".py', "odd/ünïcode.py", "odd/tab\t.py", "specs", "files", "models"]


@pytest.mark.parametrize("inputs", [Inputs(), Inputs("c", {"a": "1", "files": "2"}, {"a": "3"})])
@pytest.mark.parametrize("names", [[], NAMES[:1], NAMES, NAMES[4:]], ids=len)
@pytest.mark.parametrize("pending", [{}, {"new.py": ["h1", "h2"]}])
def test_manifest_is_json_and_comes_back(
    tmp_path: Path, inputs: Inputs, names: list[str], pending: dict[str, list[str]]
) -> None:
    manifest = Manifest(inputs, {name: f"hash of {number}" for number, name in enumerate(names)}, pending)
    text = manifest_text(manifest)
    for written in (text, json.dumps(json.loads(text))):
        (tmp_path / MANIFEST).write_text(written, "utf-8")
        assert read_manifest(tmp_path) == manifest


def test_manifest_of_an_earlier_version_tells_what_is_ours_and_is_not_current(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"inputs": "abc", "files": {"p/a.py": "1", "../b": "2"}}')
    assert read_manifest(tmp_path).files == {"p/a.py": "1"}
    assert not is_current(tmp_path, Inputs())


def test_committed_manifest_names_every_committed_file() -> None:
    names = {name for name in tree(ROOT / "generated") if not name.endswith((".pyc", MANIFEST))}
    assert read_manifest(ROOT / "generated").files.keys() == names


def test_folders_are_walked_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_text("")
    (tmp_path / "a/up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "a/pipe")
    assert dict(files_below(tmp_path)) == {"a/b/file": True, "a/up": False, "a/pipe": False}
