"""Programs of other people judge the OpenAPI documents, and generate from them.

Run by `make interop`, not by `make test`: it needs npm, from which the linters come as package.json here pins them.
"""

from __future__ import annotations

import compileall
import importlib
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientsmith import pipeline
from clientsmith.language.model import Provider
from clientsmith.openapi import document, openapi_text

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NODE = Path(sys.prefix) / "interop" / "node_modules" / ".bin"
SCRIPTS = Path(sys.executable).parent
SPECS = {path.stem: path for path in (*sorted((ROOT / "specs").glob("*.yaml")), ROOT / "tests/everything.yaml")}
# Nobody is told that we lint, and nobody is asked for newer versions.
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_UPDATE_NOTIFIER": "1", "CI": "1"}


@lru_cache
def provider(name: str) -> Provider:
    documents, report = pipeline.check([SPECS[name]])
    assert not report.problems, report.text()
    return pipeline.build(documents)[0]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the document of every spec."""
    made = tmp_path_factory.mktemp("openapi")
    for name in SPECS:
        (made / f"{name}.yaml").write_text(openapi_text(provider(name)), "utf-8")
    return made


def run(*command: object, cwd: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of `path`, which finds its own helpers there."""
    environment = {**os.environ, **QUIET, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [str(path / str(command[0])), *map(str, command[1:])],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_redocly_finds_nothing(folder: Path) -> None:
    files = [f"{name}.yaml" for name in SPECS]
    done = run("redocly", "lint", "--config", HERE / "redocly.yaml", "--format=json", *files, cwd=folder, path=NODE)
    assert done.returncode == 0, done.stdout + done.stderr
    # It prints an object for each file, one after the other.
    objects = json.loads("[" + re.sub(r"(?m)^\}\s*\{", "},{", done.stdout) + "]")
    assert [(one["totals"]["warnings"], one["problems"]) for one in objects] == [(0, [])] * len(SPECS)


def test_spectral_finds_nothing(folder: Path) -> None:
    files = [f"{name}.yaml" for name in SPECS]
    rules = ["--ruleset", HERE / ".spectral.yaml", "--fail-severity=warn"]
    done = run("spectral", "lint", *rules, *files, cwd=folder, path=NODE)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("linter", ["redocly", "spectral"])
def test_linters_find_a_mistake(linter: str, tmp_path: Path) -> None:
    text = openapi_text(provider("ppio")).replace("operationId: get_task_result", "operationId: generate_image")
    (tmp_path / "wrong.yaml").write_text(text, "utf-8")
    rules = {"redocly": ["--config", HERE / "redocly.yaml"], "spectral": ["--ruleset", HERE / ".spectral.yaml"]}
    done = run(linter, "lint", *rules[linter], "wrong.yaml", cwd=tmp_path, path=NODE)
    assert done.returncode != 0
    assert "operation" in done.stdout + done.stderr


@contextmanager
def importable(folder: Path) -> Generator[None]:
    """Let what is in the folder be imported."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def client(name: str, folder: Path, tmp_path: Path) -> Path:
    """The package that openapi-python-client makes."""
    out = tmp_path / f"made_from_{name}"
    options = ["--path", folder / f"{name}.yaml", "--output-path", out, "--meta", "none", "--fail-on-warning"]
    done = run("openapi-python-client", "generate", *options, cwd=tmp_path, path=SCRIPTS)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.mark.parametrize("name", SPECS)
def test_openapi_python_client_makes_every_endpoint_without_a_warning(name: str, folder: Path, tmp_path: Path) -> None:
    made = client(name, folder, tmp_path)
    endpoints = {path.stem for path in (made / "api").glob("*/*.py")} - {"__init__"}
    assert endpoints == {operation.id for operation in provider(name).operations}
    assert compileall.compile_dir(made, quiet=1, force=True)


def test_operations_of_one_path_reach_one_address(folder: Path, tmp_path: Path) -> None:
    made = client("bizyair", folder, tmp_path)
    with importable(tmp_path):
        api = importlib.import_module(made.name)
        edit = importlib.import_module(f"{made.name}.api.bizyair.edit_image")
        models = importlib.import_module(f"{made.name}.models")
    seen: list[tuple[str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, request.url.raw_path))
        return httpx.Response(200, json={})

    transport = httpx.MockTransport(answer)
    caller = api.AuthenticatedClient("https://fox.dev", token="k", httpx_args={"transport": transport})
    body = models.EditImageRequest(model="Qwen/Qwen-Image-Edit", prompt="x", image="data:image/png;base64,AAAA")
    assert edit.sync_detailed(client=caller, body=body).status_code == 200
    assert seen == [("POST", b"/")]


def examples(name: str) -> Iterator[tuple[str, Any]]:
    """Every documented body of a document with the name of its schema."""
    made: Any = document(provider(name))
    contents: list[Any] = [one.get("content") for one in made["components"].get("responses", {}).values()]
    for item in made["paths"].values():
        for operation in item.values():
            contents += [one.get("content") for one in operation["responses"].values()]
            contents.append(operation.get("requestBody", {}).get("content"))
    for content in contents:
        body: Any = content.get("application/json", {}) if content else {}
        # A body of one of two shapes has no name.
        reference = body.get("schema", {}).get("$ref", "")
        for example in body.get("examples", {}).values():
            if reference:
                yield reference.rpartition("/")[2], example["value"]


@pytest.mark.parametrize("name", SPECS)
def test_datamodel_code_generator_makes_models_that_take_the_documented_bodies(
    name: str, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"models_of_{name}.py"
    options = ["--input-file-type=openapi", "--output-model-type=pydantic_v2.BaseModel", "--target-python-version=3.11"]
    options += ["--formatters=builtin", "--disable-timestamp"]
    done = run(
        "datamodel-codegen", "--input", folder / f"{name}.yaml", "--output", out, *options, cwd=tmp_path, path=SCRIPTS
    )
    assert done.returncode == 0, done.stderr
    with importable(tmp_path), warnings.catch_warnings():
        # A field that is called `copy` or `schema` hides something of pydantic's own, and that is all.
        warnings.filterwarnings("ignore", message="Field name .* shadows")
        models = importlib.import_module(out.stem)
    taken = [getattr(models, schema).model_validate(value) for schema, value in examples(name)]
    assert len(taken) >= 2
