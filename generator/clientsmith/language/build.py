"""The data of a checked spec to the intermediate representation."""

from __future__ import annotations

from clientsmith.language.fields import parameter_fields
from clientsmith.language.model import Billing, Envelope, ErrorRow, Provider, Security, Server, Source
from clientsmith.language.names import fields_class_name
from clientsmith.language.node import Node
from clientsmith.language.operations import operation, response
from clientsmith.language.typed_dicts import TypedDicts
from clientsmith.load import Document


def build(document: Document) -> Provider:
    """The provider that a spec without problems describes."""
    root = Node.root(document.data)
    shared = tuple(parameter_fields(root))
    typed_dicts = TypedDicts(fields_class_name(identifier) for identifier, _ in root.items("operations"))
    return Provider(
        name=root.text("name"),
        title=root.text("title"),
        description=root.text("description"),
        spec_file=document.file,
        sources=tuple(
            Source(
                id=name,
                title=page.text("title"),
                url=page.get("url"),
                revision=page.get("revision"),
                language=page.get("language"),
                sha256=page.get("sha256"),
                level=page.text("level", "documented"),
                note=page.get("note"),
            )
            for name, page in root.items("sources")
        ),
        servers=tuple(
            Server(server.text("url").rstrip("/"), server.text("description"), server.evidence, server.key)
            for server in root.elements("servers")
        ),
        security=_security(root.child("security")),
        envelope=_envelope(root.child("envelope")),
        errors=tuple(_error_row(row) for row in root.elements("errors")),
        billing=_billing(root.child("billing")) if "billing" in root.data else None,
        operations=tuple(
            operation(node, identifier, shared, typed_dicts) for identifier, node in root.items("operations")
        ),
        unknown=tuple(root.get("unknown", ())),
        discrepancies=tuple(root.get("discrepancies", ())),
        document=document,
    )


def _security(node: Node) -> Security:
    header, prefix = {
        "http": ("Authorization", "Bearer "),
        "apiKey": (node.text("name"), node.text("prefix")),
        "none": ("", ""),
    }[node.text("type")]
    return Security(
        header, prefix, node.text("description"), tuple(node.get("placeholders", ())), node.evidence, node.key
    )


def _envelope(node: Node) -> Envelope:
    success = node.child("success")
    return Envelope(
        success=success.text("argument"),
        expected=tuple(success.get("expected", ())),
        failure=node.pointers("failure"),
        code=node.pointers("code"),
        type=node.pointers("type"),
        message=node.pointers("message"),
        request_id=node.pointers("requestId"),
        request_id_headers=tuple(node.get("requestIdHeaders", ())),
        error_body=response(node.child("errorBody"), 400) if "errorBody" in node.data else None,
        evidence=node.evidence,
        key=node.key,
    )


def _error_row(node: Node) -> ErrorRow:
    code = node.get("code")
    return ErrorRow(
        kind=node.text("class"),
        status=node.get("status"),
        code="" if code is None else str(code),
        type=node.text("type"),
        retryable=node.get("retryable"),
        fault=node.get("fault"),
        description=node.text("description"),
        evidence=node.evidence,
        key=node.key,
    )


def _billing(node: Node) -> Billing:
    failures, outcomes = node.text("failures", "unknown"), dict(node.child("outcomes").data)
    charged = {"failed": failures, **outcomes}
    return Billing(
        node.text("unit", "unknown"),
        failures,
        node.text("price", "unknown"),
        outcomes,
        tuple(sorted(name for name, what in charged.items() if what == "free")),
        node.evidence,
        node.key,
    )
