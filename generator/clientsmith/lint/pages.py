"""The parameter of a list's pages can take what leads to the next one."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.oracle.values import types_of

CODES = ("page-parameter",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find pages whose parameter is part of the path, a constant, or of another type."""
    for operation, pages, at in spec.each("pages"):
        field = operation.fields.get(str(pages["parameter"]))
        if field is None:
            continue
        numbered = not {"cursor", "link"} & pages.keys()
        types = types_of(field.data)
        reason = ""
        if "const" in field.data or field.data.get("in") == "path":
            reason = "is the same in every call"
        elif types and not set(types) & ({"integer"} if numbered else {"string", "integer"}):
            reason = f"takes no {'number' if numbered else 'text'}"
        if reason:
            message = f"{shown(field.name)} {reason}, and no page can be asked for with it"
            hint = "name the parameter of the page; give cursor or link where it takes one"
            yield Finding((*at, "parameter"), "page-parameter", message, hint)
