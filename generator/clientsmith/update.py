"""All stages in order for a whole output folder: unchanged files are kept, the rest is made on all cores."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from clientsmith.language.model import Provider
from clientsmith.load.document import Document
from clientsmith.output.fingerprint import Inputs
from clientsmith.output.manifest import read_manifest
from clientsmith.render.answer_models import ModelsAhead
from clientsmith.render.parallel import cores


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
    same = bool(inputs.common) and read_manifest(out).inputs.common == inputs.common
    # With the same generator as before, most models needn't be made at all.
    with _few_collections(), nullcontext() if same or cores() == 1 else ModelsAhead() as ahead:
        from clientsmith.output import reuse  # noqa: PLC0415 - what is slow to import comes after the fork
        from clientsmith.pipeline import build  # noqa: PLC0415 - the same
        from clientsmith.render import render  # noqa: PLC0415 - the same

        before = reuse.earlier(out, inputs, templates)
        changed = [path for path in specs if path.stem not in before.providers]
        providers = build(check(changed)) if changed else []
        if ahead:
            ahead.give(providers)
        models = {name: known for name, known in before.models.items() if name in before.providers}
        models |= {provider.name: reuse.models_digest(provider, inputs) for provider in providers}
        known = {**before.files, **reuse.models_kept(providers, models, before)}
        files = render(providers, templates, known=known, before_models=ahead.collect if ahead else None, parallel=True)
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
