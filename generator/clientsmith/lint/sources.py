"""Every `source` names a page of `sources`."""

from collections.abc import Iterator

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping

CODES = ("unknown-source",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find sources that aren't listed."""
    pages = mapping(spec.data["sources"])
    for node in spec.nodes:
        source = node.data.get("source")
        if not isinstance(source, str):
            continue
        page = source.partition("#")[0]
        if page not in pages:
            message = f"there is no page {shown(page)} in sources"
            yield Finding((*node.pointer, "source"), "unknown-source", message, meant(page, pages))
