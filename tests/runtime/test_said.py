"""What the clients say, word for word: every call of said/NAME.yaml comes to the text in said/NAME.txt.

`pytest tests/runtime/test_said.py --update` rewrites the texts; read the difference before you commit it.
"""

from __future__ import annotations

import io
import json
import math
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import yaml

from imageclients import Size
from support.pictures import GIF, PNG
from support.spec import client_module, sync_spec
from support.world import World

FOLDER = Path(__file__).with_name("said")
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
_ODD = {
    **{"$nan": math.nan, "$inf": math.inf, "$bytes": b"fox", "$set": {"a"}, "$long": 10**400, "$surrogate": "a\ud800"},
    **{"$png": PNG, "$large": PNG + bytes(100), "$gif": GIF, "$empty": b"", "$size": Size(512, 256)},
    **{"$path": Path("no/such.png"), "$folder": Path("/"), "$file": io.BytesIO(PNG)},
}


def test_there_is_something_to_say() -> None:
    assert NAMES == ["errors", "images", "messages", "rules", "sizes"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_is_what_was_read_and_found_good(name: str, update: bool) -> None:
    told = "\n".join(_lines(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")))) + "\n"
    expected = FOLDER / f"{name}.txt"
    if update:
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def _lines(chapters: dict[str, dict[str, Any]]) -> Iterator[str]:
    for title, chapter in chapters.items():
        yield f"# {title}"
        if "provider" in chapter:
            module: Any = import_module(f"imageclients.{chapter['provider']}")
        else:
            module = client_module(sync_spec(**chapter["spec"]))
        for call in chapter.get("calls", []):
            yield f"\n> {_shown(call)}"
            yield from _called(module, _odd(call))
        for answer in chapter.get("answers", []):
            yield f"\n< {_shown(answer)}"
            yield from _called(module, chapter["call"], answer)
        for asked in chapter.get("sizes", []):
            yield f"\n? {_shown(asked)}"
            yield _sized(module, asked)
        yield ""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 200 else f"{text[:100]} ... {text[-50:]}"


def _odd(value: Any) -> Any:
    if isinstance(value, dict):
        box = cast("dict[str, Any]", value)
        if "$repeat" in box:
            return box["$repeat"][0] * box["$repeat"][1]
        return {name: _odd(one) for name, one in box.items()}
    if isinstance(value, list):
        return [_odd(one) for one in value]  # pyright: ignore[reportUnknownVariableType] - any JSON
    return _ODD.get(value, value) if isinstance(value, str) else value


def _called(module: Any, arguments: dict[str, Any], answer: dict[str, Any] | None = None) -> Iterator[str]:
    sent: list[Any] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        told = answer or {"json": {"data": [{"url": "https://cdn.fox-images.net/1.png"}]}}
        return httpx.Response(told.get("status", 200), **{name: told[name] for name in told if name != "status"})

    http = httpx.Client(transport=httpx.MockTransport(handle))
    with (
        warnings.catch_warnings(record=True) as caught,
        module.Client("sk-1234", base_url="http://127.0.0.1:9", http_client=http, system=World()) as client,
    ):
        warnings.simplefilter("always")
        try:
            result = client.generate_image(**arguments)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
        else:
            told = f"sent {json.dumps(sent[-1])}" if answer is None else f"{len(result.images)} images, {result.drift}"
        yield from (f"warning: {one.message}" for one in caught)
        yield told
    http.close()


def _sized(module: Any, asked: Any) -> str:
    sizes = import_module(f"{module.__name__}.sizes").GENERATE_IMAGE
    if isinstance(asked, str):
        return str(getattr(sizes, asked)())
    word, given = next(iter(asked.items()))
    try:
        if isinstance(given, dict):
            return str(getattr(sizes, word)(**given))
        return str(getattr(sizes, word)(*given))
    except ValueError as error:
        return f"ValueError: {error}"
