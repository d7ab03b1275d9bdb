"""The whole OpenAPI document: info, servers, security and paths."""

from __future__ import annotations

from clientsmith.language.model import Billing, Mint, Provider, Security
from clientsmith.language.node import Node
from clientsmith.language.prose import sentence_of
from clientsmith.openapi.echo import echo
from clientsmith.openapi.errors import ERROR_BODY, envelope_words, error_body, error_responses
from clientsmith.openapi.operations import component, paths_and_schemas
from clientsmith.openapi.servers import servers
from clientsmith.openapi.words import Document, cited, extensions, row, stated

VERSION = "3.1.1"
_NOWHERE = "https://unknown.invalid"
_KEY = "key"


def document(provider: Provider) -> Document:
    """The OpenAPI document of a provider."""
    root = Node.root(provider.document.data)
    paths, schemas = paths_and_schemas(root, provider)
    wrong = error_body(root, provider)
    responses = error_responses(root, provider)
    referred = {status: response for status, response in responses.items() if _is_referred(paths, status)}
    components = stated(
        schemas=schemas | ({ERROR_BODY: wrong} if wrong is not None else {}),
        responses={component(status): response for status, response in referred.items()},
        securitySchemes=_security(root, provider),
    )
    return {
        "openapi": VERSION,
        "info": _info(root, provider),
        "servers": _servers(provider),
        "security": [{_KEY: []}] if provider.security.place in ("header", "query") else [],
        "tags": [{"name": provider.name, "description": sentence_of(provider.description or provider.title)}],
        "paths": paths,
        "components": components,
        **extensions(_words(root, provider)),
    }


def _is_referred(paths: Document, status: str) -> bool:
    reference = {"$ref": f"#/components/responses/{component(status)}"}
    return any(
        operation["responses"].get(status) == reference for item in paths.values() for operation in item.values()
    )


def _info(root: Node, provider: Provider) -> Document:
    # A page has a revision at most; the version of the language is what else is stable.
    revision = next((page.revision for page in provider.sources if page.revision), None)
    return {
        "title": provider.title,
        **stated(description=provider.description or provider.title),
        "version": revision or str(root.get("specVersion")),
    }


def _servers(provider: Provider) -> list[Document]:
    if not provider.servers:
        unknown = {"default": _NOWHERE, "description": "The page names no address: it has to be given."}
        return [{"url": "{address}", "variables": {"address": unknown}, **extensions({"serverUnknown": True})}]
    return servers(provider.servers)


def _security(root: Node, provider: Provider) -> Document:
    security = provider.security
    if security.place not in ("header", "query"):
        return {}
    if root.child("security").text("type") == "http":
        scheme: Document = {"type": "http", "scheme": "bearer"}
        if security.mint is not None:
            scheme["bearerFormat"] = "JWT"
    else:
        scheme = {"type": "apiKey", "in": security.place, "name": security.wire}
    own: Document = {
        "placeholders": list(security.placeholders),
        "credentials": list(security.credentials),
        "env": list(security.env) if root.child("security").get("env") else [],
    }
    if security.mint is not None:
        own["mint"] = echo(Mint, root.child("security").child("mint"))
    if scheme["type"] == "apiKey":
        own["keyPrefix"] = security.prefix
    return {_KEY: {**scheme, **stated(description=security.description), **extensions(own), **cited(security.evidence)}}


def _undocumented(security: Security) -> Document | None:
    """What OpenAPI has no security scheme for: no key, or one in the body."""
    if security.place in ("header", "query"):
        return None
    if not security.place:
        return row(security.evidence, type="none")
    return row(security.evidence, type="apiKey", **{"in": security.place, "name": security.wire})


def _words(root: Node, provider: Provider) -> Document:
    return {
        "name": provider.name,
        "specVersion": root.get("specVersion"),
        "sources": root.get("sources"),
        "security": _undocumented(provider.security),
        "envelope": envelope_words(root, provider),
        "billing": None if provider.billing is None else echo(Billing, root.child("billing")),
        "unknown": [dict(fact) for fact in provider.unknown],
        "discrepancies": [dict(discrepancy) for discrepancy in provider.discrepancies],
    }
