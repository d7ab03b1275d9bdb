"""One spec edited: what is kept of the earlier output, what is made again, and that nobody can tell afterwards."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from clientsmith import cli, paths, pipeline
from clientsmith.load.files import spec_files
from clientsmith.output.fingerprint import inputs_of
from clientsmith.output.manifest import MANIFEST, is_current
from clientsmith.render import answer_models
from commands import ROOT, SMALL, specs, tree


class Seen:
    """Which specs were checked, and of how many providers models were made."""

    def __init__(self) -> None:
        self.checked: list[str] = []
        self.models = 0

    def since(self) -> tuple[list[str], int]:
        """Both since the last time."""
        told = (self.checked, self.models)
        self.checked, self.models = [], 0
        return told


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What the stages are asked for, in this process."""
    seen, check, source_of = Seen(), pipeline.check, answer_models.source_of

    def checked(files: Iterable[Path], progress: object = None) -> object:
        found = list(files)
        seen.checked += [path.stem for path in found]
        return check(found)

    def source(text: str) -> str:
        seen.models += 1
        return source_of(text)

    monkeypatch.setattr(pipeline, "check", checked)
    monkeypatch.setattr(answer_models, "source_of", source)
    return seen


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: Seen) -> Path:
    """A folder with the specs `one`, `two` and `three`, and their clients; the working folder."""
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one", "two", "three")
    assert generate() == 0
    assert seen.since() == (["one", "three", "two"], 3)
    return tmp_path


def generate(*arguments: str) -> int:
    return cli.main(["generate", "--quiet", *arguments])


def edit(spec: str, old: str, new: str) -> None:
    path = Path("specs", f"{spec}.yaml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def assert_as_from_cold(seen: Seen) -> tuple[list[str], int]:
    """That the folder is as if it had just been made, manifest included; gives what had been seen before."""
    told = seen.since()
    assert generate("--check") == 0
    shutil.rmtree("cold", ignore_errors=True)
    assert generate("--out", "cold") == 0
    assert tree(Path("generated")) == tree(Path("cold"))
    seen.since()
    return told


def test_edited_spec_is_made_again_alone_and_as_from_cold(project: Path, seen: Seen) -> None:
    edit("two", "What it shows.", "What is seen.")
    assert generate() == 0
    assert "What is seen." in (project / "generated/imageclients/two/client.py").read_text("utf-8")
    # Its answers are the same, and so are its models.
    assert assert_as_from_cold(seen) == (["two"], 0)


@pytest.mark.parametrize("old", ["data: {type: array", "generate_image:"], ids=["answer", "name"])
def test_edited_answer_makes_models_again(project: Path, seen: Seen, old: str) -> None:
    edit("two", old, {"data": "more: {type: string}, data: {type: array", "gene": "paint_image:"}[old[:4]])
    assert generate() == 0
    assert assert_as_from_cold(seen) == (["two"], 1)


def test_real_specs_edited_in_turn_are_as_from_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: Seen
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "specs", "specs")
    assert generate() == 0
    seen.since()
    first, second = [path.stem for path in spec_files(Path("specs"))][:2]
    for name in (first, second):
        edit(name, "\noperations:\n", "\n# Edited.\noperations:\n")
    assert generate() == 0
    checked, _ = assert_as_from_cold(seen)
    assert checked == [first, second]


def test_added_renamed_and_removed_specs_are_as_from_cold(project: Path, seen: Seen) -> None:
    (project / "specs/one.yaml").unlink()
    (project / "specs/two.yaml").rename(project / "specs/four.yaml")
    edit("four", "name: two", "name: four")
    assert generate() == 0
    assert assert_as_from_cold(seen) == (["four"], 1)
    (project / "specs/four.yaml").unlink()
    assert generate() == 0
    assert assert_as_from_cold(seen) == ([], 0)


def test_provider_without_sizes_gets_them_and_loses_them(project: Path, seen: Seen) -> None:
    before = (project / "specs/two.yaml").read_text("utf-8")
    edit(
        "two", "      properties: {prompt:", "      properties: {size: {type: string, description: Its size.}, prompt:"
    )
    edit(
        "two",
        "    results:",
        '    size: {fields: [{field: size, forms: ["W*H"]}], limits: [{side: {maximum: 99}}], source: page}\n'
        "    results:",
    )
    module = project / "generated/imageclients/two/sizes.py"
    assert generate() == 0
    assert module.exists()
    assert assert_as_from_cold(seen)[0] == ["two"]
    (project / "specs/two.yaml").write_text(before, "utf-8")
    assert generate() == 0
    assert not module.exists()
    assert assert_as_from_cold(seen)[0] == ["two"]


@pytest.mark.parametrize("name", ["client.py", "models.py"])
@pytest.mark.parametrize("lost", [True, False], ids=["missing", "edited"])
def test_touched_output_is_made_again_with_all_of_its_provider(
    project: Path, seen: Seen, name: str, lost: bool
) -> None:
    path = project / "generated/imageclients/one" / name
    path.unlink() if lost else path.write_text("mine = True\n")
    edit("two", "What it shows.", "What is seen.")
    assert generate() == 0
    assert assert_as_from_cold(seen) == (["one", "two"], int(name == "models.py"))


def test_touched_shared_file_is_made_again(project: Path, seen: Seen) -> None:
    (project / "generated/imageclients/errors.py").write_text("mine = True\n")
    (project / "generated/imageclients/_runtime/sync_client.py").unlink()
    assert generate() == 0
    assert assert_as_from_cold(seen) == ([], 0)


def test_change_of_what_is_shared_makes_everything_again(
    project: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = project / "templates"
    shutil.copytree(paths.TEMPLATES, templates)
    (templates / "imageclients/errors.py").write_text("ERRORS = ()\n")
    monkeypatch.setattr(paths, "TEMPLATES", templates)
    assert generate() == 0
    assert assert_as_from_cold(seen) == (["one", "three", "two"], 3)


def test_run_of_one_provider_leaves_nothing_to_rely_on(project: Path, seen: Seen) -> None:
    edit("two", "What it shows.", "What is seen.")
    assert generate("--provider", "two") == 0
    seen.since()
    assert generate() == 0
    assert assert_as_from_cold(seen) == (["one", "three", "two"], 3)


@pytest.mark.parametrize("side", ["generator", "spec"])
def test_branches_that_git_has_merged_line_by_line_are_made_again(
    project: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    """One branch has a new generator, the other an edited spec, and neither the output of both."""
    out = project / "generated"
    base = json.loads((out / MANIFEST).read_text("utf-8"))
    templates = project / "templates"
    shutil.copytree(paths.TEMPLATES, templates)
    edit("two", "What it shows.", "What is seen.")
    assert generate() == 0
    edited = json.loads((out / MANIFEST).read_text("utf-8"))
    part = templates / "_parts/header.j2"
    part.write_text(part.read_text("utf-8").replace("not to be edited", "never to be edited"), "utf-8")
    monkeypatch.setattr(paths, "TEMPLATES", templates)
    now = inputs_of(spec_files(project / "specs"), templates)
    merged = dict(edited, common=now.common)
    if side == "generator":
        others = {name: told for name, told in now.specs.items() if name != "two"}
        merged["specs"] = edited["specs"] | others
    assert base["specs"]["two"] != edited["specs"]["two"]
    (out / MANIFEST).write_text(json.dumps(merged), "utf-8")
    seen.since()
    assert not is_current(out, now)
    assert generate() == 0
    assert "two" in seen.since()[0]
    assert "never to be edited" in (out / "imageclients/two/client.py").read_text("utf-8")


def test_problem_of_the_edited_spec_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project / "generated")
    (project / "specs/two.yaml").write_text(SMALL.format(name="two").replace("POST", "PSOT"))
    assert generate() == 1
    said = capsys.readouterr().err
    assert "specs/two.yaml:10:13: not-allowed-value" in said
    assert said.endswith("\n1 problem; nothing was written\n")
    assert tree(project / "generated") == before
    assert generate("--check") == 1


def test_link_in_the_output_is_not_relied_on(project: Path, seen: Seen) -> None:
    folder = project / "generated/openapi"
    folder.rename(project / "outside")
    folder.symlink_to(project / "outside")
    edit("two", "What it shows.", "What is seen.")
    assert generate() == 3
    assert seen.since()[0] == ["one", "three", "two"]
