"""Titles are one line of visible text."""

import unicodedata
from collections.abc import Iterator

from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding

CODES = ("title-not-one-line",)

_BREAKS = frozenset({"Cc", "Zl", "Zp"})


def check(spec: Spec) -> Iterator[Finding]:
    """Find titles and summaries with line breaks or control characters, or with nothing to see."""
    for node in spec.nodes:
        for word in ("title", "summary"):
            text = node.data.get(word)
            if not isinstance(text, str):
                continue
            if not text.strip():
                message = f"the {word} has nothing to see"
            elif any(unicodedata.category(character) in _BREAKS for character in text):
                message = f"the {word} has a line break or a control character"
            else:
                continue
            hint = "write one line; more goes into description"
            yield Finding((*node.pointer, word), "title-not-one-line", message, hint)
