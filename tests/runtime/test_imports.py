"""What can be imported, from where, and how little comes along."""

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

import imageclients
from support.mode import Mode
from support.server import Server, images, reply

PUBLIC = [
    "ArgumentWarning",
    "AsyncImage",
    "AsyncResult",
    "AsyncStream",
    "AsyncTask",
    "Drift",
    "Event",
    "Image",
    "ItemFailure",
    "Result",
    "Size",
    "Stream",
    "StreamEvent",
    "System",
    "Task",
    "errors",
]
PROVIDERS = ["aimanyi", "apimart", "bizyair", "modelverse", "ppio"]


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    path = f"import sys; sys.path[:0] = {sys.path!r}\n"
    return subprocess.run([sys.executable, "-c", path + code], check=True, capture_output=True, text=True).stdout


def test_the_public_names_are_those_that_are_listed_and_all_are_there() -> None:
    assert sorted(imageclients.__all__) == PUBLIC
    assert set(PUBLIC) <= set(dir(imageclients))
    for name in PUBLIC:
        found = getattr(imageclients, name)
        assert found.__name__.rpartition(".")[2] == name
    with pytest.raises(AttributeError, match="no attribute 'Imge'"):
        _ = getattr(imageclients, "Imge")  # noqa: B009 - the point


def test_the_public_classes_are_those_of_what_a_client_returns(mode: Mode, server: Server) -> None:
    server.add(reply(200, images(server)))
    result = mode.go(mode.client(import_module("imageclients.modelverse"), server).generate_image(prompt="fox"))
    kinds: Any = (imageclients.AsyncResult, imageclients.AsyncImage) if mode.is_async else ()
    kinds = kinds or (imageclients.Result, imageclients.Image)
    assert (type(result), type(result.images[0])) == kinds


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_has_its_parts_without_its_client_being_touched_first(name: str) -> None:
    code = f"import imageclients.{name} as p; print(p.sizes.__name__, p.models.__name__, *p.__all__)"
    parts = "AsyncClient Client models sizes"
    assert python(code).strip() == f"imageclients.{name}.sizes imageclients.{name}.models {parts}"


def test_importing_a_provider_loads_nothing_that_takes_time() -> None:
    code = "import imageclients.ppio; print({'httpx', 'httpcore', 'pydantic', 'asyncio', 'ssl'} & sys.modules.keys())"
    assert python(code).strip() == "set()"


def test_names_are_public_in_a_fresh_interpreter_too() -> None:
    assert python(f"from imageclients import {', '.join(PUBLIC)}; print(Task.__name__)").strip() == "Task"
