"""Writers of one folder that are killed, meet each other, or find what they don't expect."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clientsmith import cli
from clientsmith.output import tree
from clientsmith.output.fingerprint import NOTHING, digest
from clientsmith.output.lock import only_writer
from clientsmith.output.manifest import MANIFEST, Manifest, manifest_text
from clientsmith.render.headers import MADE
from commands import SMALL, command, specs
from commands import tree as files_of

HEADER = f"# {MADE}templates/a.py; not to be edited.\n"


def made(**texts: str) -> dict[str, bytes]:
    """Generated modules in a package, with these texts below their headers."""
    return {f"p/{name}.py": f"{HEADER}{text}\n".encode() for name, text in texts.items()}


OLD, NEW = made(a="1", b="1", gone="1"), made(a="2", b="2", new="2")

KILLED = """
import os, signal, sys
from pathlib import Path
import test_writers
from clientsmith.output import tree

left = int(sys.argv[1])

def until_killed(step):
    def counted(*arguments, **words):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return step(*arguments, **words)
    return counted

for name in ("mkdir", "write_bytes", "replace", "unlink"):
    setattr(Path, name, until_killed(getattr(Path, name)))
tree.write(Path("out"), test_writers.NEW)
"""


def killed_after(steps: int, folder: Path) -> bool:
    """Whether a writer of the new files was killed before this step; false where it was done before."""
    words = [sys.executable, "-c", KILLED, str(steps)]
    path = os.pathsep.join(map(str, Path(__file__).parents[:2]))
    done = subprocess.run(words, cwd=folder, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert done.returncode in (0, -9)
    return done.returncode == -9


def written(root: Path, files: dict[str, bytes]) -> bool:
    """Whether the folder has these files and a manifest of them, and nothing else."""
    manifest = manifest_text(Manifest(NOTHING, {name: digest(content) for name, content in files.items()}))
    return files_of(root) == {**files, MANIFEST: manifest.encode()}


@pytest.mark.parametrize("then", [OLD, NEW], ids=["the older files", "the newer files"])
def test_writer_killed_at_any_step_is_repaired_by_the_next_one(tmp_path: Path, then: dict[str, bytes]) -> None:
    root, steps = tmp_path / "out", 0
    while True:
        tree.write(root, OLD)
        assert written(root, OLD)
        killed = killed_after(steps, tmp_path)
        assert tree.edited(root, then) == [], steps
        tree.write(root, then)
        assert written(root, then), steps
        if not killed:
            break
        steps += 1
    assert steps > 12


def test_file_that_was_edited_after_a_killed_run_is_still_known_as_edited(tmp_path: Path) -> None:
    root = tmp_path / "out"
    tree.write(root, OLD)
    assert killed_after(8, tmp_path)
    (root / "p/a.py").write_text("mine = True\n")
    assert tree.edited(root, OLD) == ["p/a.py"]


def test_update_that_was_killed_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spec = specs(tmp_path, "one") / "one.yaml"
    vendor = ["vendor", "one", "--into", "shop", "--quiet"]
    assert cli.main(vendor) == 0
    before = files_of(tmp_path / "shop")
    spec.write_text(SMALL.format(name="one").replace("Make an", "Paint an"))
    replace, left = Path.replace, [2]

    def killed(path: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        assert cli.main(vendor) == cli.INTERRUPTED
    assert files_of(tmp_path / "shop") != before
    spec.write_text(SMALL.format(name="one"))
    assert cli.main(vendor) == 0
    assert files_of(tmp_path / "shop") == before


def test_writers_of_one_package_at_once_leave_what_each_of_them_was_asked_for(tmp_path: Path) -> None:
    names = ["one", "two", "three"]
    specs(tmp_path, *names)
    start = [sys.executable, "-m", "clientsmith", "vendor", "--into", "shop", "--quiet"]
    for running in [subprocess.Popen([*start, name], cwd=tmp_path) for name in names]:
        assert running.wait() == 0
    assert {f"{name}/client.py" for name in names} <= files_of(tmp_path / "shop").keys()
    assert command("vendor", "one", "--into", "shop", "--check", cwd=tmp_path).returncode == 0


def test_writer_waits_for_another_one_and_says_so(tmp_path: Path) -> None:
    specs(tmp_path, "one")
    words = [sys.executable, "-m", "clientsmith", "generate"]
    with only_writer(tmp_path / "generated", lambda: None):
        running = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert running.stderr is not None
        assert running.stderr.readline() == "waiting for the clientsmith that writes generated\n"
        assert files_of(tmp_path / "generated") == {}
    with running:
        assert "generated/imageclients/one/client.py" in running.stderr.read()
    assert running.returncode == 0


def test_folder_that_stays_empty_is_removed_again(tmp_path: Path) -> None:
    with only_writer(tmp_path / "a/b", lambda: None):
        assert (tmp_path / "a/b").is_dir()
    assert not (tmp_path / "a").exists()


# What is removed, and what is read


def test_file_without_our_header_is_never_removed(tmp_path: Path) -> None:
    root = tmp_path / "out"
    tree.write(root, OLD)
    mine = {"p/mine.py": b"mine = True\n", "p/mine.txt": b"mine", "p/mine.json": b"{}"}
    for name, content in mine.items():
        (root / name).write_bytes(content)
    told = json.loads((root / MANIFEST).read_text())
    told["files"] |= {name: digest(content) for name, content in mine.items()}
    (root / MANIFEST).write_text(json.dumps(told))
    difference = tree.write(root, NEW)
    assert difference.leftover == ("p/gone.py",)
    assert difference.foreign == tuple(sorted(mine))
    assert mine.items() <= files_of(root).items()


def test_part_of_a_file_that_is_not_ours_is_never_removed(tmp_path: Path) -> None:
    root = tmp_path / "out"
    tree.write(root, OLD)
    parts = {"p/.a.py.17.part": b"", "p/.mine.17.part": b"mine", "p/a.py.17.part": b"mine"}
    for name, content in parts.items():
        (root / name).write_bytes(content)
    assert tree.compare(root, OLD).leftover == ("p/.a.py.17.part",)
    tree.write(root, OLD)
    assert files_of(root).keys() & parts.keys() == {"p/.mine.17.part", "p/a.py.17.part"}


def test_every_edited_file_is_named_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one")
    assert cli.main(["vendor", "one", "--into", "shop", "--quiet"]) == 0
    edited = sorted(name for name in files_of(tmp_path / "shop") if name.endswith(".py"))
    for name in edited:
        path = tmp_path / "shop" / name
        path.write_bytes(path.read_bytes() + b"edited = True\n")
    assert len(edited) > 20
    assert cli.main(["vendor", "one", "--into", "shop"]) == cli.OUTPUT
    said = capsys.readouterr().err
    assert f"{len(edited)} files were edited" in said
    assert [line.strip() for line in said.splitlines() if line.startswith("  ")] == [f"shop/{name}" for name in edited]
    assert cli.main(["vendor", "one", "--into", "shop", "--check"]) == cli.PROBLEMS
    said = capsys.readouterr().err
    assert said.count("changed   shop/") == len(edited)
    assert f"shop differs from the specs in {len(edited)} files: " in said


@pytest.mark.parametrize("kind", ["pipe", "device", "200 MB"])
@pytest.mark.parametrize("name", ["p/a.py", "p/gone.py", MANIFEST])
def test_pipes_devices_and_large_files_are_not_read(tmp_path: Path, kind: str, name: str) -> None:
    root = tmp_path / "out"
    tree.write(root, OLD)
    path = root / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.touch()
        os.truncate(path, 200_000_000)
    if (kind, name) == ("device", "p/a.py"):
        with pytest.raises(tree.TreeError, match="by a link"):
            tree.compare(root, NEW)
        return
    difference = tree.compare(root, NEW)
    assert name == MANIFEST or name in (*difference.changed, *difference.foreign)
    assert name not in difference.leftover


@pytest.mark.parametrize("name", ["p/aux.py", "p/com1/a.py", "p/a.", "p/a ", "p/a?.py", "p/A.py"])
def test_names_that_windows_can_not_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(tree.TreeError, match="Windows"):
        tree.write(tmp_path / "out", {"p/a.py": b"", name: b""})
    assert not list(tmp_path.rglob("*.py"))


@pytest.mark.parametrize("words", [["vendor", "one", "--into", "src/nul"], ["generate", "--out", "Aux.d"]])
def test_folders_that_windows_can_not_have_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one")
    assert cli.main(words) == cli.OUTPUT
    assert "is the name of a device on Windows" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["specs"]
