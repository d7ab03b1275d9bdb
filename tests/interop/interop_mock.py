"""Schemathesis, fed with our OpenAPI documents, looks for violations in the mock.

Run by `make interop`, not by `make test`: it sends some thousand requests.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clientsmith import pipeline
from clientsmith.language.model import Provider
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.mock.server import Mock

ROOT = Path(__file__).parents[2]
SPECS = {path.stem: path for path in sorted((ROOT / "specs").glob("*.yaml"))}
KEY = "sk-the-right-one"
EXAMPLES = 20


def provider(name: str) -> Provider:
    documents, report = pipeline.check([SPECS[name]])
    assert not report.problems, report.text()
    return pipeline.build(documents)[0]


def left_out(one: Provider) -> list[str]:
    """Checks that the provider's own page breaks, or that OpenAPI has no words for."""
    found: list[str] = []
    keys = [row.status for row in one.errors if row.kind == "authentication"]
    if any(status not in (401, 403) for status in keys):
        # The page answers a missing key with another status; test_behaviour looks at it.
        found += ["ignored_auth", "missing_required_header"]
    bad = next((row.status for row in one.errors if row.kind == "badRequest"), None)
    if isinstance(bad, int) and bad < 300:
        # The page has its errors under a good status.
        found.append("negative_data_rejection")
    axes = [
        (axis, operation.size) for operation in one.sized if operation.size is not None for axis in operation.size.axes
    ]
    if any(set(axis.forms) & set(PIXEL_FORMS) and size.limits for axis, size in axes):
        # Limits of sides inside a text are no pattern.
        found.append("positive_data_acceptance")
    return found


@pytest.mark.parametrize("name", SPECS)
def test_schemathesis_finds_no_violation_in_the_mock(name: str, tmp_path: Path) -> None:
    checks = left_out(provider(name))
    # OpenAPI lets through what it doesn't name, where no page forbids it; so must the mock here.
    with Mock(*SPECS, task_seconds=0.2, key=KEY, lenient=True) as mock:
        done = subprocess.run(
            [
                str(Path(sys.prefix) / "interop/python/bin/schemathesis"),
                "run",
                str(ROOT / f"generated/openapi/{name}.yaml"),
                f"--url={mock.url(name)}",
                f"--header=Authorization: Bearer {KEY}",
                f"--max-examples={EXAMPLES}",
                "--seed=1",
                "--no-color",
                "--continue-on-failure",
                *([f"--exclude-checks={','.join(checks)}"] if checks else []),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        asked = len(mock.requests)
    assert done.returncode == 0, done.stdout
    assert "No issues found" in done.stdout
    assert asked > 100, "it hardly asked anything"


def test_what_is_left_out_is_what_a_page_breaks() -> None:
    told = {name: left_out(provider(name)) for name in SPECS}
    assert told == {
        "aimanyi": ["negative_data_rejection", "positive_data_acceptance"],
        "apimart": [],
        "bizyair": [],
        "modelverse": [],
        "ppio": ["ignored_auth", "missing_required_header", "positive_data_acceptance"],
    }
