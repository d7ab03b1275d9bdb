"""A pattern compiles, means the same in every engine, and is matched in time proportional to the text."""

import re
from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.finding import Finding
from clientsmith.lint.spec import Spec
from clientsmith.oracle.regex import NotPortable, read
from clientsmith.oracle.regex_cost import TooSlow, check_tree, compile_only

CODES = ("bad-pattern", "pattern-not-portable", "pattern-too-slow")


def check(spec: Spec) -> Iterator[Finding]:
    """Find patterns that one engine refuses or that some text makes slow."""
    for node in spec.fields:
        pattern = node.data.get("pattern")
        if isinstance(pattern, str) and (found := _problem(pattern)) is not None:
            code, message, hint = found
            yield Finding((*node.pointer, "pattern"), code, message, hint)


def _problem(pattern: str) -> tuple[str, str, str] | None:
    try:
        tree, _ = read(pattern)
        compile_only(pattern)
        check_tree(tree)
    except NotPortable as error:
        refused = f"{error.engines} can't read" if error.engines else "not every engine reads alike"
        message = f"the pattern {shown(pattern)} has {error.what}, which {refused}"
        hint = error.hint or "keep to what Python, ECMAScript and RE2 share"
        return "pattern-not-portable", message, hint
    except (re.error, OverflowError, RecursionError) as error:
        return "bad-pattern", f"the pattern {shown(pattern)} doesn't compile: {error}", "correct it"
    except TooSlow as error:
        message = f"the pattern {shown(pattern)} can take very long: {error.why}"
        return "pattern-too-slow", message, error.hint
    return None
