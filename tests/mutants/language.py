"""The contract tests of more specs: one that uses every word of the language, and small ones, each with something odd.

What no provider has is tried by their cases.
"""

from __future__ import annotations

from pathlib import Path

from clientsmith import paths, pipeline
from clientsmith.render import render
from everything import NAME, SPEC

KINDS = frozenset({"wire", "accept", "refuse", "size", "task"})
"""Of small specs only what is about their own facts is run: the rest is the same as for any other."""


def write_specs(generated: Path, folder: Path) -> list[str]:
    """Put their clients and vectors beside the others, made as theirs are; only to be called in a child.

    Raises:
        ValueError: a spec has problems.
    """
    # They import the clients, which the parent mustn't.
    from support.small_specs import SPECS
    from support.spec import whole_spec

    texts = {NAME: SPEC} | dict(whole_spec(text) for text in SPECS.values())
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    documents, report = pipeline.check([folder / f"{name}.yaml" for name in texts])
    if report.problems:
        raise ValueError(report.text())
    for name, content in render(pipeline.build(documents), paths.TEMPLATES, set(texts)).items():
        # The rest is the same for every provider, and there already.
        if any(provider in name for provider in texts):
            (generated / name).parent.mkdir(parents=True, exist_ok=True)
            (generated / name).write_bytes(content)
    return list(texts)
