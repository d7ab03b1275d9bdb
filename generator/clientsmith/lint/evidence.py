"""Evidence by keyword names keywords that stand beside it."""

from collections.abc import Iterator

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping

CODES = ("unknown-evidence",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find evidence for what isn't there."""
    for node in spec.nodes:
        known = set(node.data) - {"evidence", "source"}
        for word in mapping(node.data.get("evidence")):
            if word not in known:
                message = f"there is no {shown(word)} here to give evidence for"
                at = (*node.pointer, "evidence", word)
                yield Finding(at, "unknown-evidence", message, meant(word, known), on_key=True)
