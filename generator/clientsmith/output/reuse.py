"""Files of an earlier output that are kept, because their inputs are the same and nobody touched them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from clientsmith.language.model import Provider
from clientsmith.output.fingerprint import Inputs, digest
from clientsmith.output.manifest import read_manifest
from clientsmith.output.tree import untouched
from clientsmith.render import MODELS, PER_PROVIDER, targets


class Earlier(NamedTuple):
    """What an earlier run left; empty where anything that all providers share has changed since.

    Attributes:
        files: what needn't be rendered: shared files, and those of the providers below.
        providers: those whose specs are the same, and whose files are all there.
        models: of every provider, the hash of the answers that its models were made from.
        modules: the modules of models that nobody touched, by path.
    """

    files: Mapping[str, bytes]
    providers: frozenset[str]
    models: Mapping[str, str]
    modules: Mapping[str, bytes]


NOTHING = Earlier({}, frozenset(), {}, {})


def earlier(out: Path, inputs: Inputs, templates: Path) -> Earlier:
    """What the folder has of a run on the same common inputs."""
    manifest = read_manifest(out)
    if not inputs.common or manifest.inputs.common != inputs.common:
        return NOTHING
    there = untouched(out)
    made = targets(templates)
    shared = [name for name in made if PER_PROVIDER not in name]
    kept = {name: there[name] for name in shared if name in there}
    providers: set[str] = set()
    for provider, spec in inputs.specs.items():
        own = [name for name in _of(made, provider) if name in manifest.files]
        same = manifest.inputs.specs.get(provider) == spec and provider in manifest.inputs.models
        if same and own and all(name in there for name in own):
            providers.add(provider)
            kept |= {name: there[name] for name in own}
    modules = {name: there[name] for name in _of([MODELS], *inputs.specs) if name in there}
    return Earlier(kept, frozenset(providers), manifest.inputs.models, modules)


def models_digest(provider: Provider, inputs: Inputs) -> str:
    """A hash of all that a provider's module of models is made from."""
    from clientsmith.render.answer_models import asked  # noqa: PLC0415 - as render does

    return digest(f"{inputs.common}\0{provider.name}\0{asked(provider)}".encode())


def models_kept(providers: Iterable[Provider], models: Mapping[str, str], before: Earlier) -> dict[str, bytes]:
    """The modules of models that these providers would get again: most edits of a spec leave its answers alone."""
    same = [name for name in (provider.name for provider in providers) if before.models.get(name) == models[name]]
    return {name: before.modules[name] for name in _of([MODELS], *same) if name in before.modules}


def _of(names: Iterable[str], *providers: str) -> list[str]:
    return [name.replace(PER_PROVIDER, provider) for provider in providers for name in names if PER_PROVIDER in name]
