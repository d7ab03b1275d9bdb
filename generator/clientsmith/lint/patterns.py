"""A pattern compiles, means the same in every engine, and is matched in time proportional to the text."""

import re
from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.oracle.regex import NotPortable
from clientsmith.oracle.regex import check as check_pattern
from clientsmith.oracle.regex_cost import TooSlow

CODES = ("bad-pattern", "pattern-not-portable", "pattern-too-slow")


def check(spec: Spec) -> Iterator[Finding]:
    """Find patterns that one engine refuses or that some text makes slow."""
    for node in spec.fields:
        pattern = node.data.get("pattern")
        if isinstance(pattern, str) and (problem := _problem(pattern)) is not None:
            code, what, hint = problem
            yield Finding((*node.pointer, "pattern"), code, f"the pattern {shown(pattern)} {what}", hint)


def _problem(pattern: str) -> tuple[str, str, str] | None:
    try:
        check_pattern(pattern)
    except NotPortable as error:
        refused = f"{error.engines} can't read" if error.engines else "not every engine reads alike"
        return "pattern-not-portable", f"has {error.what}, which {refused}", error.hint
    except (re.error, OverflowError, RecursionError) as error:
        return "bad-pattern", f"doesn't compile: {error}", "correct it"
    except TooSlow as error:
        return "pattern-too-slow", f"can take very long: {error.why}", error.hint
    return None
