"""A code, type or status of the error table means one class of error."""

from collections.abc import Iterator

from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import sequence

CODES = ("ambiguous-error",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find rows that are told apart by nothing and have different classes."""
    seen: dict[tuple[str, str], str] = {}
    for index, row in enumerate(sequence(spec.data.get("errors"))):
        word = next(word for word in ("code", "type", "status") if word in row)
        # A provider may send a code as a number or as text.
        first = seen.setdefault((word, str(row[word])), row["class"])
        if first != row["class"]:
            message = f"the {word} {row[word]} is {first} in an earlier row and {row['class']} here"
            hint = "correct one of them" if word == "code" else "correct one of them, or add the code"
            yield Finding(("errors", index), "ambiguous-error", message, hint)
