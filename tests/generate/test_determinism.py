"""The same specs give the same bytes, and writing them changes nothing else."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from clientsmith import cli, paths
from clientsmith.output.manifest import MANIFEST, is_inside
from clientsmith.output.tree import TreeError, compare, write
from clientsmith.render.headers import is_ours
from commands import ROOT, SMALL, command, specs, tree

LOCALES = [
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Asia/Shanghai"},
    {"PYTHONHASHSEED": "4711", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "40"},
]

HEADER = (paths.TEMPLATES / "_parts/header.j2").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the specs `one` and `two`, their clients, and nothing else; the working folder."""
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one", "two")
    assert generate() == 0
    return tmp_path


def generate(*arguments: str) -> int:
    return cli.main(["generate", *arguments])


@pytest.mark.parametrize("env", LOCALES, ids=["C", "Turkish"])
def test_other_folder_hash_seed_and_locale_give_the_same_bytes(tmp_path: Path, env: dict[str, str]) -> None:
    here, there = tmp_path / "a", tmp_path / "deep/er/b"
    shutil.copytree(ROOT / "specs", here / "specs")
    there.mkdir(parents=True)
    first = command("generate", cwd=here)
    second = command("generate", "--specs", here / "specs", "--out", there / "out", cwd=there, env=env)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert tree(here / "generated") == tree(there / "out")


def test_committed_clients_are_what_the_specs_say(capsys: pytest.CaptureFixture[str]) -> None:
    out = ROOT / "generated"
    code = cli.main(["generate", "--check", "--specs", str(ROOT / "specs"), "--out", str(out)])
    assert code == 0, capsys.readouterr().err


def test_every_file_says_where_it_is_from_and_keeps_the_tools_of_a_project_off(project: Path) -> None:
    assert cli.main(["vendor", "one", "--into", "shop", "--with-tests"]) == 0
    for name, content in {**tree(project / "generated"), **tree(project / "shop")}.items():
        if name.rpartition("/")[2] in (MANIFEST, "py.typed"):
            continue
        lines = content.decode().splitlines()
        assert is_ours(name, content), name
        assert re.search(
            "from (templates/|specs/one.yaml and templates/|specs/two.yaml and|the specs of)", lines[0] + lines[1]
        )
        if name.endswith(".py"):
            assert lines[1:7] == HEADER.splitlines()[2:8], name


def test_files_are_as_the_usual_hooks_of_a_commit_leave_them(project: Path) -> None:
    assert cli.main(["vendor", "one", "--into", "shop", "--with-tests"]) == 0
    for name, content in {**tree(project / "generated"), **tree(project / "shop")}.items():
        assert not re.search(rb"[ \t\r](\n|$)", content), name
        assert not content or (content.endswith(b"\n") and not content.endswith(b"\n\n")), name


def test_output_names_neither_dates_nor_machines_nor_versions(project: Path) -> None:
    for name, content in tree(project / "generated").items():
        for word in (os.fsencode(project), b"2026", b"0.89.0", os.uname().nodename.encode()):
            # A machine may be called "vm", which stands in divmod.
            assert not re.search(rb"(?<!\w)" + re.escape(word) + rb"(?!\w)", content), name


def test_read_only_templates_are_enough(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(project / "generated")
    templates = project / "templates"
    shutil.copytree(paths.TEMPLATES, templates)
    for path in (templates, *templates.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr(paths, "TEMPLATES", templates)
    untouched = tree(templates)
    assert generate("--out", "again") == 0
    assert tree(project / "again") == before
    assert tree(templates) == untouched


def test_second_run_writes_nothing(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")}
    assert generate() == 0
    assert {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")} == before


def test_run_with_nothing_to_do_imports_nothing_slow(project: Path) -> None:
    slow = ["yaml", "jinja2", "jsonschema", "datamodel_code_generator", "pydantic", "httpx", "ruff", "asyncio"]
    code = f"""import sys
from clientsmith.cli import main
code = main(["generate", "--check"])
print(sorted(set({slow!r}) & set(sys.modules)), code)"""
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout == "[] 0\n"


def test_check_names_changed_missing_left_over_and_foreign_files(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = project / "generated/imageclients"
    (package / "one/client.py").write_text("changed = True\n")
    (package / "errors.py").unlink()
    (package / "one/mine.py").write_text("mine = True\n")
    (package / "own/deep").mkdir(parents=True)
    (package / "own/deep/also.txt").write_text("mine")
    (package / ".errors.py.4711.part").write_text("killed")
    (project / "specs/two.yaml").unlink()
    before = tree(project)
    capsys.readouterr()
    assert generate("--check") == 1
    said = capsys.readouterr().err
    for line in (
        "changed   generated/imageclients/one/client.py",
        "missing   generated/imageclients/errors.py",
        "left over generated/imageclients/two/client.py",
        "left over generated/imageclients/.errors.py.4711.part",
        "not ours  generated/imageclients/one/mine.py",
        "not ours  generated/imageclients/own/deep/also.txt",
    ):
        assert line in said
    assert "run `clientsmith generate` without --check" in said
    assert tree(project) == before


@pytest.mark.parametrize("name", ["one/mine.py", "mine/deep/mine.py", "mine.py"])
def test_check_sees_a_single_foreign_file(project: Path, name: str) -> None:
    assert generate("--check") == 0
    mine = project / "generated/imageclients" / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine = True\n")
    assert generate("--check") == 1
    assert generate() == 0
    assert mine.read_text() == "mine = True\n"


def test_generate_repairs_all_that_is_ours(project: Path) -> None:
    right = tree(project / "generated")
    package = project / "generated/imageclients"
    (package / "one/client.py").write_text("changed = True\n")
    (package / "errors.py").unlink()
    (package / ".errors.py.4711.part").write_text("killed")
    shutil.rmtree(package / "_runtime")
    assert generate() == 0
    assert tree(project / "generated") == right


def test_folder_of_a_provider_goes_with_its_spec(project: Path) -> None:
    cache = project / "generated/imageclients/two/__pycache__"
    cache.mkdir()
    (cache / "client.cpython-311.pyc").write_bytes(b"")
    (project / "specs/two.yaml").unlink()
    assert generate() == 0
    assert not cache.parent.exists()
    assert generate("--check") == 0


def test_left_over_file_that_was_edited_is_kept(project: Path) -> None:
    edited = project / "generated/imageclients/two/client.py"
    edited.write_text("mine = True\n")
    (project / "specs/two.yaml").unlink()
    assert generate() == 0
    assert [path.name for path in edited.parent.iterdir()] == ["client.py"]


@pytest.mark.parametrize("made", ["folder", "file"])
def test_folder_where_a_file_is_due_and_the_other_way_round_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one")
    package = tmp_path / "generated/imageclients"
    if made == "folder":
        (package / "one/client.py").mkdir(parents=True)
    else:
        package.mkdir(parents=True)
        (package / "one").write_text("a file")
    before = sorted(package.rglob("*"))
    for arguments in ([], ["--force"]):
        assert generate(*arguments) == 3
        assert sorted(package.rglob("*")) == before


def test_any_problem_of_any_spec_writes_nothing_at_all(project: Path) -> None:
    (project / "specs/three.yaml").write_text(SMALL.format(name="three"))
    (project / "specs/two.yaml").write_text(SMALL.format(name="two").replace("type: string", "type: strin"))
    before = tree(project)
    assert generate() == 1
    assert generate("--provider", "three") == 1
    assert generate("--out", "elsewhere") == 1
    assert tree(project) == before
    assert not (project / "elsewhere").exists()


def test_provider_option_touches_no_other_provider(project: Path) -> None:
    other = project / "generated/imageclients/two/client.py"
    other.write_text("changed = True\n")
    spec = project / "specs/one.yaml"
    spec.write_text(spec.read_text().replace("Make an image from text.", "Paint."))
    (project / "specs/two.yaml").write_text(SMALL.format(name="two").replace("Make an", "Draw an"))
    before = tree(project / "generated")
    assert generate("--provider", "one") == 0
    after = tree(project / "generated")
    differing = {name for name in before | after if before.get(name) != after.get(name)}
    assert differing == {MANIFEST, "imageclients/one/client.py", "openapi/one.yaml"}
    assert generate("--provider", "one", "--check") == 0
    assert generate("--check") == 1


def test_provider_option_in_an_empty_folder_gives_a_whole_package(project: Path) -> None:
    assert generate("--provider", "one", "--out", "only") == 0
    whole = tree(project / "generated")
    only = tree(project / "only")
    assert only.keys() == {name for name in whole if "two" not in name}


def test_nothing_is_written_outside_the_output_folder(project: Path) -> None:
    before = tree(project)
    assert generate("--out", "other/place") == 0
    assert {name for name in tree(project) if not name.startswith("other/place/")} == before.keys()


@pytest.mark.parametrize(
    "link", ["generated/imageclients", "generated/imageclients/one", "generated/imageclients/errors.py"]
)
def test_link_that_leads_out_is_refused(project: Path, link: str) -> None:
    outside = project / "outside"
    (project / link).rename(outside)
    (project / link).symlink_to(outside)
    before = tree(outside) if outside.is_dir() else outside.read_bytes()
    assert generate("--check") == 3
    (project / "specs/two.yaml").unlink()
    assert generate() == 3
    assert generate("--force") == 3
    assert (tree(outside) if outside.is_dir() else outside.read_bytes()) == before


def test_dangling_link_is_refused(project: Path) -> None:
    path = project / "generated/imageclients/errors.py"
    path.unlink()
    path.symlink_to(project / "nowhere.py")
    assert generate() == 3
    assert not (project / "nowhere.py").exists()


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "", "a\\..\\x", "a\0b"])
def test_path_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_inside(name)
    with pytest.raises(TreeError, match="outside"):
        write(tmp_path / "out", {name: b""})
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("name", ["../secret.txt", "/secret.txt", "imageclients/../../secret.txt"])
def test_manifest_can_not_make_it_delete_what_is_outside(project: Path, name: str) -> None:
    (project / "secret.txt").write_text("mine")
    manifest = project / "generated" / MANIFEST
    data = json.loads(manifest.read_text())
    data["files"][name] = data["files"]["imageclients/errors.py"]
    manifest.write_text(json.dumps(data))
    assert generate() == 0
    assert (project / "secret.txt").read_text() == "mine"


@pytest.mark.parametrize("content", ["", "[]", '{"inputs": 1}', '{"inputs": "x", "files": [1]}', "\xff"])
def test_broken_manifest_is_no_manifest(project: Path, content: str) -> None:
    right = tree(project / "generated")
    (project / "generated" / MANIFEST).write_bytes(content.encode("latin-1"))
    assert generate() == 0
    assert tree(project / "generated") == right


def test_failure_to_write_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write(out, {"p/a.py": b"1", "p/b.py": b"1", "p/c.py": b"1"})
    before = tree(out)
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name.startswith(".c.py"):
            raise OSError(28, "No space left on device", str(path))
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(TreeError, match="No space left"):
        write(out, {"p/a.py": b"2", "p/b.py": b"2", "p/c.py": b"2", "new/d.py": b"2"})
    assert tree(out) == before
    assert not (out / "new").exists()


def test_output_folder_that_is_a_file_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "file").write_text("a file")
    capsys.readouterr()
    assert generate("--out", "file") == 3
    assert "file" in capsys.readouterr().err


def test_line_ends_of_a_checkout_do_not_change_the_output(project: Path) -> None:
    spec = project / "specs/one.yaml"
    spec.write_bytes(spec.read_bytes().replace(b"\n", b"\r\n"))
    assert generate("--check") == 0
    assert generate("--out", "again") == 0
    assert tree(project / "again") == tree(project / "generated")


@pytest.mark.parametrize("name", ["build", "dist", "node_modules"])
def test_provider_of_a_name_that_tools_skip_is_formatted_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".gitignore").write_text("*\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    specs(tmp_path, "one", name)
    assert generate() == 0
    package = tmp_path / "generated/imageclients"
    text = (package / name / "operations.py").read_text()
    assert text == (package / "one/operations.py").read_text().replace("one", name)
    assert max(len(line) for line in text.splitlines() if not line.startswith("#")) <= 120


def test_difference_of_equal_folders_is_none(project: Path) -> None:
    out = project / "generated"
    files = {name: content for name, content in tree(out).items() if name != MANIFEST}
    assert not compare(out, files)
