"""Vendored clients work under any package name, need nothing of ours, and show what was edited."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import clientsmith
from clientsmith import cli
from commands import SMALL, specs, tree

USE = """
import importlib, json, sys
import httpx
module = importlib.import_module(sys.argv[1] + ".one")
errors = importlib.import_module(sys.argv[1] + ".errors")
answer = lambda request: httpx.Response(200, json={"data": [{"url": "https://cdn.fox.dev/1.png"}]})
http = httpx.Client(transport=httpx.MockTransport(answer))
with module.Client(api_key="key", http_client=http) as client:
    result = client.generate_image(prompt="a fox")
    answer = result.answer
    try:
        client.generate_image(prompt=1)
    except errors.InvalidRequestError as error:
        refused = type(error).__module__
loaded = {name.split(".")[0] for name in sys.modules}
print(json.dumps([result.images[0].url, answer.data[0].url, refused, sorted(loaded & {"clientsmith", "imageclients"})]))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the specs `one` and `two`; the working folder."""
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one", "two")
    return tmp_path


def vendor(*arguments: str) -> int:
    return cli.main(["vendor", *arguments])


@pytest.mark.parametrize("into", ["pictures", "src/shop/_vendor/pictures", "imageclients"])
def test_vendored_package_works_without_clientsmith_and_imageclients_on_the_path(project: Path, into: str) -> None:
    assert vendor("one", "--into", into) == 0
    root = project / into.split("/", maxsplit=1)[0] if into.startswith("src") else project
    name = into.removeprefix("src/").replace("/", ".")
    (project / "plain").mkdir()
    # -S and an own path: neither the editable install nor the working folder is there.
    site = [path for path in sys.path if path.endswith("site-packages")]
    start = f"import sys; sys.path[:] = [p for p in sys.path if 'python' in p] + {[str(root), *site]!r}\n{USE}"
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-W", "error", "-c", start, name],
        cwd=project / "plain",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    link = "https://cdn.fox.dev/1.png"
    ours = ["imageclients"] if name == "imageclients" else []
    assert json.loads(done.stdout) == [link, link, f"{name}.errors", ours]


def test_vendored_package_has_relative_imports_only(project: Path) -> None:
    assert vendor("one", "two", "--into", "pictures") == 0
    for path in (project / "pictures").rglob("*.py"):
        source = path.read_text("utf-8")
        names = [
            name
            for node in ast.walk(ast.parse(source))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )
        ]
        for name in names:
            known = {"httpx", "pydantic", "anyio", "pydantic_core"}
            assert name.split(".")[0] in sys.stdlib_module_names | known, path
        assert not re.search(r"(import_module|__import__)\(\s*[\"']imageclients", source), path


def test_vendored_package_has_what_was_chosen_types_and_a_note(project: Path) -> None:
    assert vendor("two", "one", "--into", "pictures") == 0
    files = tree(project / "pictures")
    assert files["py.typed"] == b""
    note = files["VENDORED.md"].decode()
    assert f"clientsmith {clientsmith.__version__}" in note
    assert "    clientsmith vendor one two --into DIR\n" in note
    assert "| `two` | `TWO_API_KEY` | api.fox.dev |" in note
    assert "Licence: free to use" in note
    assert vendor("one", "--into", "less") == 0
    assert not [name for name in tree(project / "less") if name.startswith("two/")]
    assert vendor("one", "two", "--into", "again") == 0
    assert tree(project / "again") == files


def test_vendoring_again_updates_adds_and_with_only_takes_away(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vendor("one", "--into", "pictures") == 0
    assert vendor("two", "--into", "pictures") == 0
    assert (project / "pictures/one/client.py").is_file()
    spec = project / "specs/one.yaml"
    spec.write_text(SMALL.format(name="one").replace("/images", "/pictures"))
    assert vendor("one", "--into", "pictures", "--check") == 1
    assert vendor("one", "--into", "pictures") == 0
    assert b"/pictures" in (project / "pictures/one/operations.py").read_bytes()
    assert vendor("two", "--into", "pictures", "--check") == 0
    assert vendor("one", "--into", "pictures", "--only") == 0
    assert not (project / "pictures/two").exists()
    spec.rename(project / "specs/three.yaml")
    (project / "specs/three.yaml").write_text(SMALL.format(name="three"))
    capsys.readouterr()
    assert vendor("two", "--into", "pictures") == 2
    assert "pictures has one, without a spec in specs: --only drops it" in capsys.readouterr().err
    assert (project / "pictures/one/client.py").is_file()


def test_local_edits_and_own_files_are_shown_by_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert vendor("one", "--into", "pictures") == 0
    assert vendor("one", "--into", "pictures", "--check") == 0
    package = project / "pictures"
    (package / "errors.py").write_text("edited = True\n")
    (package / "_runtime/own.py").write_text("own = True\n")
    (package / "own.py").write_text("own = True\n")
    before = tree(package)
    capsys.readouterr()
    assert vendor("one", "--into", "pictures", "--check") == 1
    said = capsys.readouterr().err
    assert "changed   pictures/errors.py" in said
    assert "not ours  pictures/_runtime/own.py" in said
    assert "not ours  pictures/own.py" in said
    assert tree(package) == before
    assert vendor("one", "--into", "pictures") == 3
    assert "pictures/errors.py was edited since it was vendored: --force" in capsys.readouterr().err
    assert tree(package) == before
    assert vendor("one", "--into", "pictures", "--force") == 0
    assert (package / "own.py").read_text() == "own = True\n"
    assert (package / "errors.py").read_text() != "edited = True\n"


def test_file_of_the_users_in_the_way_is_refused_without_force(project: Path) -> None:
    (project / "pictures").mkdir()
    (project / "pictures/__init__.py").write_text("own = True\n")
    assert vendor("one", "--into", "pictures") == 3
    assert tree(project / "pictures") == {"__init__.py": b"own = True\n"}
    assert vendor("one", "--into", "pictures", "--force") == 0


@pytest.mark.parametrize("name", ["my-clients", "1st", "class", "a b"])
def test_folder_that_can_not_be_imported_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert vendor("one", "--into", name) == 3
    assert "can't be imported" in capsys.readouterr().err
    assert not (project / name).exists()


def test_vendoring_writes_nothing_beside_its_folder(project: Path) -> None:
    before = tree(project)
    assert vendor("one", "--into", "deep/er/pictures") == 0
    assert {name for name in tree(project) if not name.startswith("deep/er/pictures/")} == before.keys()


def test_vendored_tests_run_beside_the_clients_whatever_the_package_is_called(project: Path) -> None:
    assert vendor("one", "--into", "src/shop/images", "--with-tests") == 0
    (project / "src/shop/__init__.py").touch()
    broken = project / "src/shop/images/one/operations.py"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "src/shop/images/conformance"]
    done = subprocess.run(command, cwd=project, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert " passed" in done.stdout
    broken.write_text(broken.read_text("utf-8").replace("/images", "/pictures", 1), encoding="utf-8")
    done = subprocess.run(
        [*command, "-k", "wire"], cwd=project, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "one/generate_image/wire/required-only" in done.stdout


def test_vendored_tests_stay_until_only_the_clients_are_asked_for(project: Path) -> None:
    assert vendor("one", "--into", "pictures", "--with-tests") == 0
    assert vendor("two", "--into", "pictures") == 0
    tests = {name for name in tree(project / "pictures") if name.startswith("conformance/")}
    assert {"conformance/test_one.py", "conformance/test_two.py", "conformance/vectors/two.json"} <= tests
    assert "--with-tests" in (project / "pictures/VENDORED.md").read_text("utf-8")
    assert vendor("one", "--into", "pictures", "--only") == 0
    assert not [name for name in tree(project / "pictures") if name.startswith("conformance/")]
