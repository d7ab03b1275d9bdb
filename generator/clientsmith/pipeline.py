"""All stages in order, for the commands: specs to providers, providers to files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from clientsmith import paths
from clientsmith.diagnostics import Problem, ordered
from clientsmith.diagnostics import render as render_problem
from clientsmith.language.model import Provider
from clientsmith.load import Document, load_text, source_lines, source_of
from clientsmith.paths import display


@dataclass
class Report:
    """The problems of all specs, with the lines to show them."""

    problems: list[Problem] = field(default_factory=list[Problem])
    lines: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def text(self) -> str:
        """Every problem with its source line, caret and hint, in order of file and line."""
        shown: list[str] = []
        for problem in ordered(self.problems):
            lines = self.lines.get(problem.place.file, [])
            number = problem.place.line
            shown.append(render_problem(problem, lines[number - 1] if 0 < number <= len(lines) else None))
        return "\n\n".join(shown)


@lru_cache(maxsize=1)
def language() -> Mapping[str, Any]:
    """The JSON Schema of specs."""
    return cast("dict[str, Any]", json.loads(paths.SCHEMA.read_bytes()))


def check(files: Iterable[Path], progress: Callable[[str], None] = lambda _: None) -> tuple[list[Document], Report]:
    """Load and check specs; the documents of those without problems, and all problems of all."""
    from clientsmith import lint, schema  # noqa: PLC0415 - jsonschema is slow to import

    report = Report()
    documents: list[Document] = []
    for path in files:
        progress(f"checking {path.stem}")
        name = display(path)
        source = source_of(path, name)
        if isinstance(source, Problem):
            report.problems.append(source)
            continue
        report.lines[name] = source_lines(source)
        document, problems = load_text(source, name)
        if document is not None:
            problems = schema.check(document, language()) or lint.check(document)
        report.problems += problems
        if document is not None and not problems:
            documents.append(document)
    return documents, report


def build(documents: Iterable[Document]) -> list[Provider]:
    """The providers that specs without problems describe."""
    from clientsmith.language.build import build as build_one  # noqa: PLC0415 - `validate` doesn't need it

    return [build_one(document) for document in documents]
