"""The wheel and the source distribution hold all that is needed, and the wheel works far from any checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from commands import ROOT, SMALL, tree


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def site(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed, apart from everything else."""
    folder = tmp_path_factory.mktemp("site")
    (wheel,) = dist.glob("*.whl")
    words = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *words, "--target", str(folder), str(wheel)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def sources(folder: str) -> set[str]:
    """The files of a folder of the checkout, as git would have them, below it."""
    return {name for name in tree(ROOT / folder) if not name.endswith(".pyc")}


def test_wheel_has_the_whole_generator_templates_specs_and_clients(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"clientsmith/{name}" for name in sources("generator/clientsmith")}
    expected |= {f"clientsmith/templates/{name}" for name in sources("templates")}
    expected |= {f"clientsmith/specs/{name}" for name in sources("specs")}
    expected |= {f"imageclients/{name}" for name in sources("generated/imageclients")}
    assert {"imageclients/py.typed", "clientsmith/specs/provider.schema.json"} <= expected
    made = {name for name in names if ".dist-info/" not in name}
    assert made == expected
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_source_distribution_has_what_a_build_needs(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    needed = {f"{folder}/{name}" for folder in ("generator", "templates", "specs") for name in sources(folder)}
    assert needed | {"pyproject.toml", "LICENSE", "README.md", "generated/imageclients/__init__.py"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/")) or name.endswith(".pyc")]


def clientsmith(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder; the checkout comes after it on the path, if at all."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "clientsmith", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_installed_command_uses_its_own_templates_and_the_users_specs(site: Path, tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/mine.yaml").write_text(SMALL.format(name="mine"), "utf-8")
    (site / "clientsmith/templates/imageclients/marker.txt").write_text("of the wheel")
    before = tree(site)
    done = clientsmith(site, tmp_path, "generate")
    assert done.returncode == 0, done.stderr
    made = tree(tmp_path / "generated/imageclients")
    assert made["marker.txt"] == b"of the wheel"
    assert {"mine/client.py", "_runtime/core.py", "py.typed"} <= made.keys()
    assert tree(site) == before
    assert clientsmith(site, tmp_path, "generate", "--check").returncode == 0


def test_installed_command_vendors_the_providers_that_came_along(site: Path, tmp_path: Path) -> None:
    names = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))
    done = clientsmith(site, tmp_path, "vendor", *names, "--into", "pictures")
    assert done.returncode == 0, done.stderr
    made = tree(tmp_path / "pictures")
    for name in names:
        assert made[f"{name}/client.py"] == (ROOT / f"generated/imageclients/{name}/client.py").read_bytes()


def test_installed_clients_import_without_the_generator_being_loaded(site: Path, tmp_path: Path) -> None:
    code = (
        "import sys, imageclients.ppio as m; m.Client; import imageclients; print(imageclients.__file__);"
        "assert 'clientsmith' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(site)
