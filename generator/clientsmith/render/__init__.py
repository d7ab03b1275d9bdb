"""The intermediate representation through templates/ to files, formatted in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

from clientsmith import __version__, vectors
from clientsmith.language.model import Operation, Provider, SizeRule
from clientsmith.load.files import unix_lines
from clientsmith.openapi import openapi_text
from clientsmith.render import docstrings, literals, python_source
from clientsmith.render.answer_models import models_source
from clientsmith.render.formatting import formatted
from clientsmith.render.headers import headed
from clientsmith.render.parallel import spread
from clientsmith.render.runtime_classes import runtime_classes

PER_PROVIDER = "PROVIDER"
MODELS = "imageclients/PROVIDER/models.py"
"""The module of a provider's models, whose generator takes longest to import."""
VECTORS = "conformance/vectors/PROVIDER.json"
"""The test cases of a provider, which take longest to make."""
_SUFFIX = ".j2"

Files = dict[str, bytes]
"""Path below the output folder, with slashes, to content."""


def render(
    providers: Sequence[Provider],
    templates: Path,
    only: set[str] | None = None,
    known: Mapping[str, bytes] = MappingProxyType({}),
) -> Files:
    """Every file of the output; with `only`, those made per provider are rendered for these providers alone.

    The files of `known` are taken as they are: finished files by path, also of providers that aren't given.

    Raises:
        FormatError: ruff is missing, or the output is no Python.
    """
    made = formatted(unformatted(providers, templates, only, known))
    # After formatting, because the header keeps formatters off.
    header = _environment(templates).get_template("_parts/header.j2")
    sources = _sources([provider.name for provider in providers], templates)
    return {
        **{name: headed(name, content, header.render(source=sources[name])) for name, content in made.items()},
        **known,
    }


def _sources(providers: Sequence[str], templates: Path) -> dict[str, str]:
    """What each file of the output is made from, as its header says it."""
    sources: dict[str, str] = {}
    for target, path in targets(templates).items():
        template = f"templates/{path.relative_to(templates).as_posix()}"
        if PER_PROVIDER in target:
            sources |= {target.replace(PER_PROVIDER, name): f"specs/{name}.yaml and {template}" for name in providers}
        else:
            sources[target] = template
    return sources


def targets(templates: Path) -> dict[str, Path]:
    """The path of every file of the output, with PROVIDER where there is one per provider, and its template."""
    paths = {path.relative_to(templates).as_posix(): path for path in sorted(templates.rglob("*"))}
    return {
        name.removesuffix(_SUFFIX): path
        for name, path in paths.items()
        if not name.startswith("_parts/") and "__pycache__" not in path.parts and path.is_file()
    }


def unformatted(
    providers: Sequence[Provider],
    templates: Path,
    only: set[str] | None = None,
    known: Mapping[str, bytes] = MappingProxyType({}),
) -> Files:
    """Every file that isn't known as the templates make it.

    A template's path is the output's path: a file without .j2 is copied as it is, _parts renders nothing, and a
    path with PROVIDER is rendered once per provider.
    """
    files: Files = {}
    chosen = [provider for provider in providers if only is None or provider.name in only]
    pieces: list[_Piece] = []
    for target, path in targets(templates).items():
        if PER_PROVIDER in target:
            needed = [each for each in chosen if target.replace(PER_PROVIDER, each.name) not in known]
            pieces += [_Piece(templates, target, provider) for provider in needed]
        elif target in known:
            continue
        elif path.suffix == _SUFFIX:
            version = Markup(__version__)  # noqa: S704 - our own
            template = _environment(templates).get_template(target + _SUFFIX)
            files[target] = template.render(version=version, classes=runtime_classes()).encode()
        else:
            files[target] = unix_lines(path.read_bytes())
    # What takes longest comes first, so that no core waits for another in the end.
    pieces.sort(key=lambda piece: piece.target != VECTORS)
    for piece, content in zip(pieces, spread(_made, pieces), strict=True):
        # A provider without sizes has no sizes module: what a template leaves empty isn't written.
        if content and not content.isspace():
            files[piece.target.replace(PER_PROVIDER, piece.provider.name)] = content
    return files


class _Piece(NamedTuple):
    """A template, and the provider that it is rendered for."""

    templates: Path
    target: str
    provider: Provider


def _made(piece: _Piece) -> bytes:
    template = _environment(piece.templates).get_template(piece.target + _SUFFIX)
    return _encoded(template.render(provider=piece.provider))


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


def _operation(operation: Operation, provider: Provider) -> Markup:
    return python_source.literal(literals.operation_call(operation, provider))


def _sizes(rule: SizeRule) -> Markup:
    return python_source.literal(literals.sizes_call(rule))


def _provider(provider: Provider) -> Markup:
    return python_source.literal(literals.provider_call(provider))


def _models(provider: Provider) -> Markup:
    return Markup(models_source(provider))  # noqa: S704 - checked by datamodels


def _openapi(provider: Provider) -> Markup:
    return Markup(openapi_text(provider))  # noqa: S704 - every text of the spec is quoted by openapi


def _vectors(provider: Provider) -> Markup:
    # Hundreds of megabytes where there are a thousand operations, of which a template would make copy after copy.
    _apart[_APART] = b"".join(vectors.pieces(provider))
    return Markup(_APART)  # noqa: S704 - a mark of our own


_APART = "\0vectors\0"
"""Stands for content that is put in when the template is done; no text of a spec has such a character."""
_apart: dict[str, bytes] = {}


def _encoded(text: str) -> bytes:
    """The content of a file whose template made this text."""
    before, mark, after = text.partition(_APART)
    return before.encode() + (_apart.pop(mark) if mark else b"") + after.encode()


def _returns(operation: Operation) -> Markup:
    return python_source.annotation(" | ".join(f"models.{name}" for name in operation.returns))


_FILTERS: dict[str, Callable[..., Any]] = {
    "py": python_source.literal,
    "name": python_source.identifier,
    "type": python_source.annotation,
    "doc": python_source.docstring,
    "path": Markup,  # the name of one of our own templates
    "operation": _operation,
    "sizes": _sizes,
    "provider": _provider,
    "models": _models,
    "vectors": _vectors,
    "openapi": _openapi,
    "returns": _returns,
    "method_doc": docstrings.method_doc,
    "begin_doc": docstrings.begin_doc,
    "stream_doc": docstrings.stream_doc,
    "resume_doc": docstrings.resume_doc,
    "receive_doc": docstrings.receive_doc,
    "iterate_doc": docstrings.iterate_doc,
    "client_doc": docstrings.client_doc,
    "init_doc": docstrings.init_doc,
    "module_doc": docstrings.module_doc,
    "client_module_doc": docstrings.client_module_doc,
}


def _only_code(value: Any) -> Any:
    """Let nothing through that wasn't made code: plain text in a template is a mistake, not something to escape.

    Raises:
        TypeError: the value is plain.
    """
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    raise TypeError(f"{value!a:.100} is no code; pass it through a filter")
