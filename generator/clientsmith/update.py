"""All stages in order for a whole output folder: unchanged files are kept, the rest is made anew."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clientsmith.language.model import Provider
from clientsmith.load.document import Document
from clientsmith.output import reuse
from clientsmith.output.fingerprint import Inputs
from clientsmith.pipeline import build
from clientsmith.render import render


def updated(
    out: Path,
    specs: Sequence[Path],
    inputs: Inputs,
    templates: Path,
    check: Callable[[Sequence[Path]], list[Document]],
) -> tuple[list[Provider], dict[str, bytes], Inputs]:
    """The providers that were made again, the files of the output, and the hashes of their inputs.

    `check` gives the documents of specs, or raises.

    Raises:
        FormatError: ruff is missing, or the output is no Python.
    """
    with _few_collections():
        before = reuse.earlier(out, inputs, templates)
        changed = [path for path in specs if path.stem not in before.providers]
        providers = build(check(changed)) if changed else []
        models = {name: known for name, known in before.models.items() if name in before.providers}
        models |= {provider.name: reuse.models_digest(provider, inputs) for provider in providers}
        known = {**before.files, **reuse.models_kept(providers, models, before)}
        files = render(providers, templates, known=known)
    return providers, files, Inputs(inputs.common, inputs.specs, models) if inputs.common else inputs


@contextmanager
def _few_collections() -> Generator[None]:
    """Look for garbage in circles less often: there is next to none, and looking takes a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
