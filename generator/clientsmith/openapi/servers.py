"""Server objects, with their variables."""

from __future__ import annotations

from clientsmith.language.model import Server, ServerVariable
from clientsmith.openapi.words import Document, cited, extensions, stated

_NO_DEFAULT = "to-be-given"


def servers(described: tuple[Server, ...]) -> list[Document]:
    """The server objects of a document or of an operation."""
    return [
        {
            "url": server.url,
            **stated(description=server.description),
            **stated(variables={one.name: _variable(one) for one in server.variables}),
            **extensions({"name": server.name, "env": list(server.env)}),
            **cited(server.evidence),
        }
        for server in described
    ]


def _variable(variable: ServerVariable) -> Document:
    """A variable; OpenAPI wants a default, so one that must be given has a word in its place."""
    default = variable.default or next(iter(variable.enum), _NO_DEFAULT)
    return {
        "default": default,
        **stated(enum=list(variable.enum), description=variable.description),
        **extensions({"required": True if not variable.default else None}),
        **cited(variable.evidence),
    }
