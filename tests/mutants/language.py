"""The contract tests of one more spec, which uses every word of the language: what no provider has, its cases run."""

from __future__ import annotations

from pathlib import Path

from clientsmith import paths, pipeline
from clientsmith.render import unformatted
from everything import NAME, SPEC


def write_everything(generated: Path, folder: Path) -> str:
    """Put its client and its vectors beside the others, made as theirs are; only to be called in a child.

    Raises:
        ValueError: its spec has problems.
    """
    spec = folder / f"{NAME}.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    documents, report = pipeline.check([spec])
    if report.problems:
        raise ValueError(report.text())
    for name, content in unformatted(pipeline.build(documents), paths.TEMPLATES, {NAME}).items():
        # The rest is the same for every provider, and there already.
        if NAME in name:
            (generated / name).parent.mkdir(parents=True, exist_ok=True)
            (generated / name).write_bytes(content)
    return NAME
