"""Builds the intermediate representation from the data of a checked spec."""

from __future__ import annotations

from clientsmith.language.build.fields import parameter_fields
from clientsmith.language.build.operations import envelope, operation, servers
from clientsmith.language.build.reading import read
from clientsmith.language.build.typed_dicts import TypedDicts
from clientsmith.language.model import Billing, Envelope, Provider, Security, Source
from clientsmith.language.names import fields_class_name
from clientsmith.language.node import Node
from clientsmith.load import Document


def build(document: Document) -> Provider:
    """The provider that a spec without problems describes."""
    root = Node.root(document.data)
    shared = tuple(parameter_fields(root))
    common = envelope(root)
    typed_dicts = TypedDicts(fields_class_name(identifier) for identifier, _ in root.items("operations"))
    return read(
        Provider,
        root,
        spec_file=document.file,
        sources=tuple(read(Source, page, id=name) for name, page in root.items("sources")),
        servers=servers(root),
        security=_security(root.child("security"), root.text("name")),
        envelope=common,
        billing=_billing(root.child("billing")) if "billing" in root.data else None,
        operations=tuple(
            operation(node, name, _own(root, node) or common, shared, typed_dicts)
            for name, node in root.items("operations")
        ),
        document=document,
    )


def _security(node: Node, name: str) -> Security:
    place, wire, prefix = {
        "http": ("header", "Authorization", "Bearer "),
        "apiKey": (node.text("in"), node.text("name"), node.text("prefix")),
        "none": ("", "", ""),
    }[node.text("type")]
    names = node.get("credentials", ["api_key"])
    variables = tuple(node.get("env", [f"{name}_{one}".upper() for one in names]))
    return read(Security, node, place=place, wire=wire, prefix=prefix, env=variables if place else ())


def _own(root: Node, operation: Node) -> Envelope | None:
    return envelope(root, operation) if "envelope" in operation.data else None


def _billing(node: Node) -> Billing:
    outcomes = dict(node.child("outcomes").data)
    charged = {"failed": node.text("failures", "unknown"), **outcomes}
    free = tuple(sorted(name for name, what in charged.items() if what == "free"))
    return read(Billing, node, outcomes=outcomes, free=free)
