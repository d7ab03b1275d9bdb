"""What a failed task costs is said once."""

from collections.abc import Iterator

from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping

CODES = ("said-twice",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find `failures` beside `failed` under `outcomes`, which means the same."""
    billing = mapping(spec.data.get("billing"))
    if "failures" in billing and "failed" in mapping(billing.get("outcomes")):
        message = "failures says the same as failed under outcomes"
        yield Finding(("billing", "failures"), "said-twice", message, "keep one of them")
