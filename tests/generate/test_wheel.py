"""Two distributions: the tool has all that it needs and no clients, the clients need nothing of the tool."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from commands import ROOT, SMALL, specs, tree
from support.live import picture
from support.server import Server, images, reply


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution of this checkout."""
    return built(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same of the generated clients."""
    return built(ROOT / "generated", tmp_path_factory.mktemp("clients"))


def built(project: Path, folder: Path) -> Path:
    """Build the wheel and the source distribution of a project into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def site(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tool's wheel installed, apart from everything else."""
    return installed(dist, tmp_path_factory.mktemp("site"))


def installed(dist: Path, folder: Path) -> Path:
    """Install a wheel into a folder."""
    folder.mkdir(exist_ok=True)
    (wheel,) = dist.glob("*.whl")
    words = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *words, "--target", str(folder), str(wheel)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def sources(folder: str) -> set[str]:
    """The files of a folder of the checkout, as git would have them, below it."""
    return {name for name in tree(ROOT / folder) if not name.endswith(".pyc")}


def test_wheel_of_the_tool_has_the_whole_generator_templates_and_specs_and_no_clients(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"clientsmith/{name}" for name in sources("generator/clientsmith")}
    expected |= {f"clientsmith/templates/{name}" for name in sources("templates")}
    expected |= {f"clientsmith/specs/{name}" for name in sources("specs")}
    assert {"clientsmith/templates/.gitattributes.j2", "clientsmith/specs/provider.schema.json"} <= expected
    made = {name for name in names if ".dist-info/" not in name}
    assert made == expected
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_wheel_of_the_clients_has_them_alone_and_needs_httpx_and_pydantic_alone(clients: Path) -> None:
    (wheel,) = clients.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in opened.namelist() if name.endswith("/METADATA"))
        told = message_from_bytes(opened.read(metadata))
    assert names == {f"imageclients/{name}" for name in sources("generated/imageclients")}
    assert "imageclients/py.typed" in names
    assert told["Name"] == "imageclients"
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {one.replace(" ", "") for one in told.get_all("Requires-Dist") or []}
    mine = {one for one in tool["dependencies"] if one.startswith(("httpx", "pydantic"))}
    assert {plain(one) for one in needed} == {plain(one) for one in mine}
    assert len(needed) == 2
    assert told["Requires-Python"] == tool["requires-python"]


def plain(requirement: str) -> tuple[str, frozenset[str]]:
    """A requirement's name and limits, in whatever order they stand."""
    name = re.match(r"[\w-]+", requirement)
    assert name is not None
    return name[0], frozenset(requirement[name.end() :].split(","))


def test_clients_are_built_the_same_from_another_folder(clients: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated", tmp_path / "elsewhere", ignore=shutil.ignore_patterns("__pycache__"))
    (here,) = clients.glob("*.whl")
    (there,) = built(tmp_path / "elsewhere", tmp_path / "dist").glob("*.whl")
    assert here.read_bytes() == there.read_bytes()


def test_everything_installed_here_is_as_the_constraints_pin_it() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {folded(name): version for name, mark, version in (line.partition("==") for line in lines) if mark}
    own = {"clientsmith", "imageclients", "pip", "setuptools"}  # ours, and what a new environment has
    found = {folded(one.metadata["Name"]): one.version for one in importlib.metadata.distributions()}
    assert {name: version for name, version in found.items() if name not in own and pinned.get(name) != version} == {}
    assert {"hatchling", "pathspec", "pluggy", "trove-classifiers", "packaging", "tomlkit"} <= found.keys()
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert build == [f"hatchling=={pinned['hatchling']}"]


def folded(name: str) -> str:
    """The name of a distribution as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_source_distribution_has_what_a_build_needs(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    needed = {f"{folder}/{name}" for folder in ("generator", "templates", "specs") for name in sources(folder)}
    assert needed | {"pyproject.toml", "LICENSE", "README.md", "generated/pyproject.toml"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/")) or name.endswith(".pyc")]


def clientsmith(site: Path, folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder; the checkout comes after it on the path, if at all."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "clientsmith", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1", **env},
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
    assert {"mine/client.py", "_runtime/client_core.py", "py.typed"} <= made.keys()
    assert tree(site) == before
    assert clientsmith(site, tmp_path, "generate", "--check").returncode == 0


def test_installed_command_vendors_the_providers_that_came_along(site: Path, tmp_path: Path) -> None:
    names = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))
    done = clientsmith(site, tmp_path, "vendor", *names, "--into", "pictures")
    assert done.returncode == 0, done.stderr
    made = tree(tmp_path / "pictures")
    for name in names:
        assert made[f"{name}/client.py"] == (ROOT / f"generated/imageclients/{name}/client.py").read_bytes()


def test_installed_clients_import_without_the_generator(clients: Path, tmp_path: Path) -> None:
    site = installed(clients, tmp_path / "site")
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


@pytest.fixture
def server() -> Iterator[Server]:
    """A scripted server on loopback."""
    made = Server()
    yield made
    made.close()


@pytest.mark.parametrize("package", ["", "shop.images"], ids=["made for the run", "vendored"])
def test_installed_command_calls_a_provider_without_or_with_a_client_of_the_project(
    site: Path, tmp_path: Path, server: Server, package: str
) -> None:
    specs(tmp_path, "one")
    words = ["--record", "recording"]
    if package:
        assert clientsmith(site, tmp_path, "vendor", "one", "--into", "src/shop/images").returncode == 0
        words += ["--package", package]
    server.add(reply(200, images(server)), picture())
    before = tree(tmp_path)
    done = clientsmith(
        site, tmp_path, "live", "one", *words, CLIENTSMITH_LIVE="1", ONE_API_KEY="key", ONE_BASE_URL=server.url
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok       generate_image required-only" in done.stdout
    assert ("one was made for this run" in done.stderr) == (not package)
    assert [one.method for one in server.seen] == ["POST", "GET"]
    assert {name for name in tree(tmp_path) if not name.startswith("recording/")} == before.keys()


def test_package_that_has_no_such_client_is_refused(site: Path, tmp_path: Path) -> None:
    specs(tmp_path, "one")
    words = ["live", "one", "--package", "shop.images"]
    done = clientsmith(site, tmp_path, *words, CLIENTSMITH_LIVE="1", ONE_API_KEY="key")
    assert done.returncode == 2
    assert "the client shop.images.one can't be loaded" in done.stderr
    assert "leave --package out" in done.stderr
