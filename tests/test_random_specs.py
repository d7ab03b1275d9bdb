"""Whatever `validate` lets pass generates, keeps its own contract, and is served by the mock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from clientsmith import paths, pipeline
from clientsmith.language.model import Provider
from clientsmith.vectors import text as vectors_text
from conformance.cases import load
from conformance.runner import verdict
from support.random_specs import specs, text
from support.spec import client_module, whole_spec


def accepted(spec_text: str, folder: Path) -> Provider | None:
    """The provider of a spec; None where `validate` refuses it."""
    name, whole = whole_spec(spec_text)
    path = folder / f"{name}.yaml"
    path.write_text(whole, "utf-8")
    documents, report = pipeline.check([path])
    return None if report.problems else pipeline.build(documents)[0]
