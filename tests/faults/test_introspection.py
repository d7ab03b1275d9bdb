"""Programs that look at the clients instead of calling them: annotations, signatures and docstrings at run time."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError, validate_call

import imageclients
from imageclients import errors
from support.mode import KEY, Mode
from support.spec import TASK_SPEC, client_module, sync_spec

PROVIDERS = ["aimanyi", "apimart", "bizyair", "modelverse", "ppio"]
BASE = "http://127.0.0.1:9"
ODD = client_module(
    sync_spec(
        "prompt: {type: string}, int: {type: integer}, list: {type: array, items: {type: string}}, "
        "Any: {type: string}, "
        "box: {type: object, properties: {str: {type: string}, from: {type: integer}}}, size: {type: string}",
        responses='{"200": {properties: {data: {type: array, items: {type: object, properties: {url: {type: string}, '
        "b64: {type: string}}}}, int: {type: integer}, str: {type: string}, "
        "list: {type: array, items: {type: integer}}, "
        "Any: {type: string, enum: [a, b]}, Literal: {type: object, properties: {None: {type: string}}}}}}",
        size="{fields: [{field: size, forms: ['W*H']}], closed: true, table: [{width: 512, height: 256}]}",
    )
)
"""A provider whose fields are called like types."""
TASKED = client_module(
    TASK_SPEC.replace(
        "parameter: id, echo: /id}", "parameter: id, echo: /id}\n      cancel: {operation: stop, parameter: id}"
    )
    + "  stop:\n    method: DELETE\n    path: /tasks/{id}\n    parameters: [{name: id, in: path, type: string}]\n"
    "    responses: {'200': {}}\n"
)
MODULES: dict[str, Any] = {
    **{name: importlib.import_module(f"imageclients.{name}") for name in PROVIDERS},
    "fields called like types": ODD,
    "a task that can be cancelled": TASKED,
}
EVERY = pytest.mark.parametrize("name", MODULES)


def classes(module: Any) -> Iterator[Any]:
    """Every class of a provider that a user meets, and those of the answers."""
    for part in ("client", "fields", "models", "sizes", "operations"):
        if importlib.util.find_spec(f"{module.__name__}.{part}"):
            kinds = filter(inspect.isclass, vars(importlib.import_module(f"{module.__name__}.{part}")).values())
            yield from (kind for kind in kinds if kind.__module__.startswith("imageclients"))


def callables(kind: Any) -> Iterator[Any]:
    """Every method of a class, and of its bases, that is ours."""
    bases: tuple[type, ...] = kind.__mro__
    for base in bases:
        if base.__module__.startswith("imageclients"):
            members: dict[str, Any] = dict(vars(base))
            for value in members.values():
                function: Any = getattr(value, "fget", value)
                if inspect.isfunction(function) and function.__module__.startswith("imageclients"):
                    yield function


@EVERY
def test_N18_every_annotation_of_a_provider_resolves(name: str) -> None:
    """A program asks for the type hints and signature of any class or method of a provider -> every name is found."""
    kinds = list(classes(MODULES[name]))
    assert {MODULES[name].Client, MODULES[name].AsyncClient} <= set(kinds)
    for kind in kinds:
        typing.get_type_hints(kind)
        for function in callables(kind):
            typing.get_type_hints(function, include_extras=True)
            inspect.signature(function, eval_str=True)


def test_N18_every_annotation_of_the_public_names_resolves() -> None:
    """The same of results, images, tasks, events, errors and the like -> every name is found."""
    public = [getattr(imageclients, name) for name in imageclients.__all__]
    for kind in [*filter(inspect.isclass, public), *filter(inspect.isclass, vars(errors).values())]:
        typing.get_type_hints(kind)
        for function in callables(kind):
            typing.get_type_hints(function)
            inspect.signature(function, eval_str=True)


def test_N18_hints_are_the_classes_themselves() -> None:
    """The hints of a method are asked for -> they are the classes of arguments and answers, not texts."""
    from imageclients.apimart import fields, models

    client = MODULES["apimart"].AsyncClient
    hints = typing.get_type_hints(client.generate_image)
    assert hints["return"] == imageclients.AsyncResult[models.GetTaskAnswer]
    assert typing.get_args(hints["fields"]) == (fields.GenerateImageFields,)
    assert typing.get_type_hints(client.resume_generate_image)["task_id"] == str | int
    assert typing.get_type_hints(client.begin_generate_image)["return"] == imageclients.AsyncTask[models.GetTaskAnswer]
    signature = inspect.signature(client.generate_image, eval_str=True)
    assert signature.return_annotation == imageclients.AsyncResult[models.GetTaskAnswer]


@EVERY
def test_N18_validate_call_takes_every_method(mode: Mode, name: str) -> None:
    """pydantic's validate_call wraps a method of a client -> it is wrapped."""
    client = mode.client(MODULES[name], BASE)
    for operation in MODULES[name].Client.provider.operations.values():
        for method in (operation.id, *(f"{word}_{operation.id}" for word in ("begin", "resume") if operation.task)):
            assert callable(validate_call(getattr(client, method)))


def test_N18_validate_call_checks_and_calls(mode: Mode) -> None:
    """A wrapped method is called -> wrong arguments are pydantic's error before the call, right ones are sent."""

    def handle(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        return httpx.Response(200, json={"data": [{"url": "https://cdn.fox-images.net/1.png"}]})

    http = mode.http(handle)
    client = mode.client(ODD, BASE, http_client=http)
    checked = validate_call(client.generate_image)
    assert len(mode.go(checked(prompt="fox", box={"str": "a", "from": 1}, size="512*256")).images) == 1
    with pytest.raises(ValidationError, match="512x256"):
        mode.go(checked(prompt="fox", size="512x256"))
    with pytest.raises(ValidationError, match="prompt"):
        mode.go(checked())


@pytest.mark.parametrize("name", PROVIDERS)
def test_N18_arguments_of_a_method_are_a_schema_of_their_own(name: str) -> None:
    """The TypedDict of a method's arguments is given to pydantic -> it validates by it."""
    fields = importlib.import_module(f"imageclients.{name}.fields")
    for kind in filter(typing.is_typeddict, vars(fields).values()):
        assert TypeAdapter(kind).json_schema(mode="validation")["type"] == "object"


def test_N18_a_call_still_imports_no_pydantic() -> None:
    """A client is imported, made and called -> pydantic, and the modules of arguments and answers, aren't loaded."""
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
import httpx
from imageclients.modelverse import Client
answer = httpx.Response(200, json={{"data": [{{"url": "https://a.example.com/1.png"}}]}})
http = httpx.Client(transport=httpx.MockTransport(lambda request: answer))
with Client("sk-1234", http_client=http) as client:
    client.generate_image(prompt="fox", model="Qwen/Qwen-Image")
names = {{"pydantic", "imageclients.modelverse.models", "imageclients.modelverse.fields"}}
print(names & sys.modules.keys())
import imageclients.modelverse.client as module
models = module.models
print(models.GenerateImageAnswer.__name__, "pydantic" in sys.modules, "GenerateImageAnswer" in dir(models))
"""
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert shown.split("\n")[:2] == ["set()", "GenerateImageAnswer True True"]


@EVERY
def test_N18_every_method_has_its_whole_docstring(name: str) -> None:
    """help() of any method, asynchronous or begin_ too -> every argument with its limits, the result and the errors."""
    module = MODULES[name]
    for operation in module.Client.provider.operations.values():
        words = [operation.id, *([f"begin_{operation.id}"] if operation.task else [])]
        for word in words:
            texts = {str(inspect.getdoc(getattr(kind, word))) for kind in (module.Client, module.AsyncClient)}
            (text,) = texts
            for part in ("Args:", "Returns:", "Raises:", "InvalidRequestError", "extra_headers:"):
                assert part in text, (word, part)
            for field in operation.fields:
                assert f"\n    {field.name}: " in text, (word, field.name)
        if operation.task:
            assert "task_id" in str(inspect.getdoc(getattr(module.AsyncClient, f"resume_{operation.id}")))


def test_N18_a_closed_table_of_sizes_is_listed_in_types_and_docstring() -> None:
    """A provider takes a few sizes only, without an enum -> its type is a Literal of them, and help() lists them."""
    hints = typing.get_type_hints(importlib.import_module(f"{ODD.__name__}.fields").GenerateImageFields)
    values = [typing.get_args(one) for one in typing.get_args(hints["size"]) if typing.get_origin(one)]
    assert values == [("512*256",)]
    assert imageclients.Size in typing.get_args(hints["size"])
    assert "size: One of 512*256" in str(inspect.getdoc(ODD.AsyncClient.generate_image))


@pytest.mark.parametrize("size", ["512*256", imageclients.Size(512, 256)])
def test_N18_what_the_type_of_a_size_takes_is_sent(mode: Mode, size: Any) -> None:
    """A size of that type is given -> it is sent as the field writes it."""
    sent: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(200, json={"data": [{"url": "https://cdn.fox-images.net/1.png"}]})

    mode.go(mode.client(ODD, BASE, http_client=mode.http(handle)).generate_image(prompt="fox", size=size))
    assert b'"size":"512*256"' in sent[0]


@pytest.mark.parametrize("number", [0, 123, 10**30])
def test_N18_a_number_is_the_id_of_a_task(mode: Mode, number: int) -> None:
    """An id that a database keeps as a number is resumed -> it is asked for as it stands in the path."""
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(200, json={"id": str(number), "status": "waiting"})

    task = mode.client(TASKED, BASE, http_client=mode.http(handle)).resume_generate_image(number)
    assert task.id == str(number)
    mode.go(task.refresh())
    assert seen == [f"/tasks/{number}"]


def test_N18_no_hint_or_signature_shows_the_key() -> None:
    """Hints and signatures of the methods of a client that has a key -> the key isn't in them."""
    with MODULES["ppio"].Client(KEY) as client:
        assert (
            KEY not in f"{inspect.signature(client.generate_image, eval_str=True)}{typing.get_type_hints(client.build)}"
        )
    assert issubclass(ODD.models.GenerateImageAnswer, BaseModel)
