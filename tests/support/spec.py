"""Specs in a few lines, and the modules that clientsmith makes from them, imported beside the committed ones."""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import imageclients
from clientsmith import paths, pipeline, vectors
from clientsmith.language.model import Provider
from clientsmith.render import render
from conformance.cases import load
from conformance.runner import MODES, verdict

TASK = """\
      id: /id
      poll: {operation: get_task, parameter: id, echo: /id}
      status: /status
      acceptors:
        - {expected: waiting, state: retry}
        - {expected: done, state: success}
        - {expected: failed, state: failure}
        - {expected: stopped, state: cancelled}
"""
TASK_SPEC = f"""\
operations:
  generate_image:
    method: POST
    path: /images
    requestBody: {{required: [prompt], properties: {{prompt: {{type: string}}}}}}
    responses: {{"200": {{properties: {{id: {{type: string}}}}}}}}
    task:
{TASK}
  get_task:
    method: GET
    path: /tasks/{{id}}
    parameters: [{{name: id, in: path, type: string}}]
    responses:
      "200":
        properties:
          id: {{type: string}}
          status: {{type: string}}
          images: {{type: [array, "null"], items: {{type: object, properties: {{url: {{type: string}}}}}}}}
    results: {{images: [{{items: "/images/*", url: /url}}]}}
"""
"""A provider with a task and nothing more."""
FAILURES_SPEC = (
    TASK_SPEC.replace(
        "        - {expected: failed, state: failure}\n",
        "        - {expected: failed, state: failure}\n"
        "        - {expected: refused, state: failure, class: contentRejected}\n"
        "        - {expected: broken, state: failure, class: server}\n",
    )
    .replace("      status: /status\n", "      status: /status\n      code: /code\n")
    .replace("          status: {type: string}\n", "          status: {type: string}\n          code: {type: string}\n")
)
"""The same with failures that have classes, and a code."""

STEPS = """\
envelope: {failure: /error, code: /error/code, message: /error/message}
operations:
  generate_image:
    method: POST
    path: /images
    requestBody: {required: [prompt], properties: {prompt: {type: string, role: prompt}}}
    responses: {"200": {required: [id], properties: {id: {type: string}, status: {type: string}}}}
    task:
      id: /id
      submitStatus: /status
      poll: {operation: get_task, parameter: id, echo: /id}
      cancel: {operation: cancel_task, parameter: id}
      status: /status
      acceptors:
        - {expected: queued, state: retry}
        - {expected: drawing, state: retry}
        - {expected: done, state: success}
        - {expected: failed, state: failure}
        - {expected: stopped, state: cancelled}
      progress: /progress
      eta: /eta
      reason: /error/message
      code: /error/code
      delay: 2
      maxDelay: 5
      timeout: 60
  get_task:
    method: GET
    path: /tasks/{id}
    parameters: [{name: id, in: path, type: string}]
    responses:
      "200":
        properties:
          id: {type: string}
          status: {type: string, enum: [queued, drawing, done, failed, stopped]}
          progress: {type: number}
          eta: {type: number}
          error: {type: object, properties: {message: {type: string}, code: {type: string}}}
          images: {type: array, items: {type: object, properties: {url: {type: string}}}}
    results: {images: [{items: "/images/*", url: /url}]}
  cancel_task:
    method: POST
    path: /tasks/{id}/cancel
    parameters: [{name: id, in: path, type: string}]
    responses: {"200": {properties: {}}}
"""
"""A provider that tells progress, reasons and codes, and whose tasks can be cancelled."""

QUEUE_SPEC = """\
envelope: {code: /code, message: /message}
errors:
  - {code: nsfw, status: 422, class: contentRejected}
  - {code: broken, status: 500, class: server, retryable: false}
  - {code: busy, status: 409, class: badRequest, retryable: true}
operations:
  generate_image:
    method: POST
    path: /images
    requestBody: {required: [prompt], properties: {prompt: {type: string, role: prompt}}}
    responses:
      "200":
        properties:
          id: {type: string}
          urls: {type: object, properties: {get: {type: string}, result: {type: string}, cancel: {type: string}}}
    task:
      id: /id
      poll: {operation: get_status, parameter: id, url: /urls/get}
      result: {operation: get_result, parameter: id, url: /urls/result}
      cancel: {operation: cancel_task, parameter: id, url: /urls/cancel}
      hosts: ["*.fox-images.net", queue.fox.dev]
      queuePosition: /queue_position
      acceptors:
        - {matcher: status, expected: 202, state: retry}
        - {matcher: status, expected: 200, state: success}
  get_status:
    method: GET
    path: /tasks/{id}/status
    parameters: [{name: id, in: path, type: string}]
    responses:
      "202": {properties: {queue_position: {type: integer}}}
      "200": {properties: {seconds: {type: number}}}
  get_result:
    method: GET
    path: /tasks/{id}
    parameters: [{name: id, in: path, type: string}]
    responses:
      "200":
        required: [images]
        properties: {images: {type: array, items: {type: object, properties: {url: {type: string}}}}}
    results: {images: [{items: "/images/*", url: /url}]}
  cancel_task:
    method: PUT
    path: /tasks/{id}/cancel
    parameters: [{name: id, in: path, type: string}]
    responses: {"202": {properties: {}}}
"""
"""A provider that gives the addresses of its tasks, and whose status and results stand at two of them."""
ADDRESS_SPEC = (
    TASK_SPEC.replace("parameter: id, echo: /id", "url: /polling_url")
    .replace(
        '{"200": {properties: {id: {type: string}}}}',
        '{"200": {properties: {id: {type: string}, polling_url: {type: string}}}}',
    )
    .replace("/tasks/{id}\n    parameters: [{name: id, in: path, type: string}]\n", "/task\n")
)
"""A provider with a task that is asked for at the address that the submit gives, and in no other way."""


_ITEM = '{type: object, properties: {url: {type: [string, "null"]}, b64: {type: [string, "null"]}}}'


def callback_spec(callback: str, spec: str = TASK_SPEC) -> str:
    """A spec whose submit takes the address of a callback."""
    return spec.replace("{prompt: {type: string", "{webhook: {type: string}, prompt: {type: string", 1).replace(
        "    task:\n", f"    callbacks: {{done: {callback}}}\n    task:\n"
    )


def sync_spec(body: str = "prompt: {type: string}", **parts: str) -> str:
    """A provider that answers at once with {"data": [{"url": ...}]}.

    `body` is what stands in the braces of the body's properties; the other parts are YAML (in flow style) for keys of
    the operation, and `top` for lines before `operations`.
    """
    texts = {
        "method": "POST",
        "path": "/images",
        "requestBody": f"{{required: [{parts.pop('required', 'prompt')}], properties: {{{body}}}}}",
        "responses": f'{{"200": {{properties: {{data: {{type: array, items: {_ITEM}}}}}}}}}',
        "results": '{images: [{items: "/data/*", url: /url, base64: /b64}]}',
    }
    top = parts.pop("top", "")
    lines = "".join(f"    {key}: {value}\n" for key, value in (texts | parts).items() if value)
    return f"{top}\noperations:\n  generate_image:\n{lines}"


@lru_cache
def _folder() -> Path:
    """A folder whose packages are submodules of imageclients, so that they share its runtime and its errors."""
    root = Path(tempfile.mkdtemp(prefix="clientsmith-tests-"))
    imageclients.__path__.append(str(root / "imageclients"))
    templates = root / "templates"
    shutil.copytree(paths.TEMPLATES / "_parts", templates / "_parts")
    shutil.copytree(paths.TEMPLATES / "imageclients" / "PROVIDER", templates / "imageclients" / "PROVIDER")
    return root


def client_templates() -> Path:
    """The templates of a provider's client alone."""
    return _folder() / "templates"


def whole_spec(text: str) -> tuple[str, str]:
    """A name for a spec's text, and the text with what every spec has."""
    name = "p" + sha256(text.encode()).hexdigest()[:12]
    common = {
        "sources": "{page: {title: A page}}",
        "servers": "[{url: https://api.fox-images.net}]",
        "security": "{type: http, scheme: bearer}",
    }
    missing = "".join(f"{key}: {value}\n" for key, value in common.items() if f"\n{key}:" not in f"\n{text}")
    whole = f"specVersion: 1\nname: {name}\ntitle: Fox\n{missing}{text}"
    return name, whole.replace("    method:", "    source: page\n    method:")


@lru_cache
def provider_of(text: str) -> Provider:
    """The provider of a spec's text; what every spec has may be left out.

    Raises:
        AssertionError: the spec has problems.
    """
    name, whole = whole_spec(text)
    path = _folder() / f"{name}.yaml"
    path.write_text(whole, encoding="utf-8")
    documents, report = pipeline.check([path])
    assert not report.problems, report.text()
    return pipeline.build(documents)[0]


@lru_cache
def client_module(text: str) -> Any:
    """The package of a provider, made from the spec's text."""
    return _module(provider_of(text))


@lru_cache
def whole_client(text: str, name: str) -> tuple[Provider, Any]:
    """The provider of a whole spec of this name, and its package.

    Raises:
        AssertionError: the spec has problems.
    """
    path = _folder() / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    documents, report = pipeline.check([path])
    assert not report.problems, report.text()
    provider = pipeline.build(documents)[0]
    return provider, _module(provider)


def breaches(text: str, name: str) -> list[str]:
    """What the client of a whole spec of this name breaks of its own contract, each as a text."""
    provider, _ = whole_client(text, name)
    (_folder() / f"{name}.json").write_text(vectors.text(provider), encoding="utf-8")
    cases = load(name, _folder())
    assert len(cases) > 100
    return [report for case in cases for mode in MODES if (report := verdict(case, mode))]


def _module(provider: Provider) -> Any:
    root = _folder()
    for target, content in render([provider], root / "templates").items():
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        (root / target).write_bytes(content)
    importlib.invalidate_caches()
    module = importlib.import_module(f"imageclients.{provider.name}")
    sys.modules[module.__name__] = module
    return module
