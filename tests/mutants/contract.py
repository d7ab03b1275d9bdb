"""The contract tests as checks: every case of every provider, with either client."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from clientsmith import paths, pipeline
from clientsmith.render import render
from everything import NAME, SPEC
from mutants.checks import Check


def contract_checks(generated: Path, providers: list[str]) -> list[Check]:
    """The cases of the vectors under `generated`, which goes first on the import path from now on.

    The clients themselves aren't imported: each child imports its own, mutated.
    """
    sys.path.insert(0, str(generated))
    load: Callable[..., list[Any]] = import_module("conformance.cases").load
    verdict: Callable[[Any, str], str] = import_module("conformance.runner").verdict
    folder = generated / "conformance" / "vectors"
    return [
        Check(f"{case.id} ({mode})", provider, mode, partial(verdict, case, mode))
        for provider in providers
        if (folder / f"{provider}.json").is_file()
        for case in load(provider, folder)
        for mode in ("sync", "async")
    ]


def write_everything(generated: Path, folder: Path) -> str:
    """Put the client and the vectors of the spec with every word of the language beside the others; its name.

    Only to be called in a child: rendering may import a client, which the parent mustn't.
    """
    path = folder / f"{NAME}.yaml"
    path.write_text(SPEC, encoding="utf-8")
    documents, report = pipeline.check([path])
    if report.problems:
        raise ValueError(report.text())
    for name, content in render(pipeline.build(documents), paths.TEMPLATES, {NAME}).items():
        # The rest is the same for every provider, and there already.
        if NAME in name:
            (generated / name).parent.mkdir(parents=True, exist_ok=True)
            (generated / name).write_bytes(content)
    return NAME
