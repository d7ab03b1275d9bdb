"""The committed list of mutants that nothing kills, with the reason for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

LIST = Path(__file__).with_name("survivors.yaml")
KINDS = ("equivalent", "performance", "wording", "types", "defence in depth", "untested")
"""What a reason begins with: no call can tell; only slower; only words differ; only a type checker can tell; something
else stops it too; it could be tested and isn't."""


def explained(path: Path = LIST) -> dict[str, str]:
    """Id of a mutant to why it survives, in one sentence after its kind.

    Raises:
        ValueError: a reason has no kind, or nothing else; or a mutant stands there twice.
    """
    groups = cast("list[Mapping[str, Any]] | None", yaml.safe_load(path.read_text("utf-8"))) or []
    found: dict[str, str] = {}
    for group in groups:
        reason = str(group["why"])
        kind, _, sentence = reason.partition(": ")
        if kind not in KINDS or not sentence.strip():
            raise ValueError(f"{path.name}: {reason}: a reason begins with one of {', '.join(KINDS)} and a colon")
        for name in group["mutants"]:
            if name in found:
                raise ValueError(f"{path.name}: {name} stands there twice")
            found[name] = reason
    return found


def unexplained(survived: Iterable[str], reasons: Mapping[str, str]) -> list[str]:
    """Mutants that survived and aren't in the list."""
    return [name for name in survived if name not in reasons]


def outdated(survived: Iterable[str], tried: Iterable[str], reasons: Mapping[str, str], *, whole: bool) -> list[str]:
    """Entries of the list whose mutant was tried and is killed now; after a whole run also those that don't exist."""
    alive, known = set(survived), set(tried)
    return [name for name in reasons if name not in alive and (whole or name in known)]
