"""Stage render: the intermediate representation through templates/ to files, formatted in one go."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from clientsmith import code, describe, docs
from clientsmith.datamodels import models_source
from clientsmith.model import Operation, Provider, SizeRule
from clientsmith.openapi import openapi_text
from clientsmith.vectors import text as vectors_text

PER_PROVIDER = "PROVIDER"
_SUFFIX = ".j2"
LINE_LENGTH = 120

Files = dict[str, bytes]
"""Path below the output folder, with slashes, to content."""


class FormatError(RuntimeError):
    """ruff couldn't format the output; args are what it said."""


def render(providers: Sequence[Provider], templates: Path, only: set[str] | None = None) -> Files:
    """Every file of the output; with `only`, of what is made per provider that of these providers.

    Raises:
        FormatError: ruff is missing, or the output is no Python.
    """
    return _formatted(unformatted(providers, templates, only))


def unformatted(providers: Sequence[Provider], templates: Path, only: set[str] | None = None) -> Files:
    """Every file as the templates make it.

    A template's path is the output's path: a file without .j2 is copied byte for byte, _parts renders nothing, and a
    path with PROVIDER is rendered once per provider.
    """
    environment = _environment(templates)
    files: Files = {}
    for path in sorted(templates.rglob("*")):
        name = path.relative_to(templates).as_posix()
        if not path.is_file() or name.startswith("_parts/") or "__pycache__" in path.parts:
            continue
        if not name.endswith(_SUFFIX):
            # A checkout may have turned line ends around.
            files[name] = path.read_bytes().replace(b"\r\n", b"\n")
            continue
        target = name.removesuffix(_SUFFIX)
        shared = {"providers": providers, "template": f"templates/{name}"}
        if PER_PROVIDER in name:
            for provider in providers:
                if only is not None and provider.name not in only:
                    continue
                text = environment.get_template(name).render(**shared, provider=provider)
                # A provider without sizes has no sizes module: what a template leaves empty isn't written.
                if text.strip():
                    files[target.replace(PER_PROVIDER, provider.name)] = text.encode()
        else:
            files[target] = environment.get_template(name).render(**shared).encode()
    return files


@lru_cache(maxsize=1)
def _environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(_FILTERS)
    return environment


def _operation(operation: Operation) -> Markup:
    return code.literal(describe.operation_call(operation))


def _sizes(rule: SizeRule) -> Markup:
    return code.literal(describe.sizes_call(rule))


def _provider(provider: Provider) -> Markup:
    return code.literal(describe.provider_call(provider))


def _models(provider: Provider) -> Markup:
    return Markup(models_source(provider))  # noqa: S704 - checked by datamodels


def _openapi(provider: Provider) -> Markup:
    return Markup(openapi_text(provider))  # noqa: S704 - every text of the spec is quoted by openapi


def _vectors(provider: Provider) -> Markup:
    return Markup(vectors_text(provider))  # noqa: S704 - JSON, and a file of its own


def _returns(operation: Operation) -> Markup:
    return code.annotation(" | ".join(f"models.{name}" for name in operation.returns))


_FILTERS: dict[str, Callable[..., Any]] = {
    "py": code.literal,
    "name": code.identifier,
    "type": code.annotation,
    "doc": code.docstring,
    "path": Markup,  # the name of one of our own templates
    "operation": _operation,
    "sizes": _sizes,
    "provider": _provider,
    "models": _models,
    "vectors": _vectors,
    "openapi": _openapi,
    "returns": _returns,
    "method_doc": docs.method_doc,
    "twin_doc": docs.twin_doc,
    "begin_doc": docs.begin_doc,
    "resume_doc": docs.resume_doc,
    "client_doc": docs.client_doc,
    "module_doc": docs.module_doc,
    "client_module_doc": docs.client_module_doc,
}


def _only_code(value: Any) -> Any:
    """Let nothing through that wasn't made code: plain text in a template is a mistake, not something to escape.

    Raises:
        TypeError: the value is plain.
    """
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    raise TypeError(f"{value!a:.100} is no code; pass it through a filter")


def _formatted(files: Files) -> Files:
    """All Python files formatted by the pinned ruff, in one process each way, without anybody's settings."""
    sources = {name: content for name, content in files.items() if name.endswith(".py")}
    try:
        program = import_module("ruff").find_ruff_bin()
    except (ImportError, FileNotFoundError) as error:
        raise FormatError(f"ruff, which formats the output, isn't installed: {error}") from error
    return files | _ruff(program, sources)


def _ruff(program: str, sources: Files) -> Files:
    """ruff formats files, not a stream of many; they are put into a folder of their own and read back."""
    import tempfile  # noqa: PLC0415 - only where something is rendered

    with tempfile.TemporaryDirectory(prefix="clientsmith-") as folder:
        root = Path(folder)
        for name, content in sources.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        common = [
            "--isolated",
            "--no-cache",
            f"--config=line-length={LINE_LENGTH}",
            "--target-version=py311",
            # A provider may be called `build`, and the temporary folder may be one that git ignores.
            "--config=exclude=[]",
            "--no-respect-gitignore",
        ]
        _run([program, "check", *common, "--select=I,F401", "--fix", "--exit-zero", "--quiet", "."], root)
        _run([program, "format", *common, "."], root)
        return {name: (root / name).read_bytes() for name in sources}


def _run(command: Iterable[str], folder: Path) -> None:
    done = subprocess.run(list(command), cwd=folder, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - our own
    if done.returncode != 0:
        raise FormatError(done.stdout + done.stderr)
