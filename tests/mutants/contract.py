"""The contract tests as checks: every case of every provider, with either client."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from mutants.checks import Check
from mutants.language import KINDS

MODES = ("sync", "async")


def contract_checks(generated: Path, providers: list[str], narrow: frozenset[str] = frozenset()) -> list[Check]:
    """The cases of the vectors under `generated`, which goes first on the import path from now on.

    Of the providers of `narrow` only the cases about their own facts. The clients themselves aren't imported: each
    child imports its own, mutated.
    """
    sys.path.insert(0, str(generated))
    load: Callable[..., list[Any]] = import_module("conformance.cases").load
    verdict: Callable[[Any, str], str] = import_module("conformance.runner").verdict
    folder = generated / "conformance" / "vectors"
    return [
        Check(
            f"{case.id} ({mode})",
            provider,
            f"{case.kind} {mode}",
            partial(verdict, case, mode),
            twin="" if mode == MODES[0] else f"{case.id} ({MODES[0]})",
        )
        for provider in providers
        if (folder / f"{provider}.json").is_file()
        for case in load(provider, folder)
        if provider not in narrow or case.kind in KINDS
        for mode in MODES
    ]
