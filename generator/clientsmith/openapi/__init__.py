"""A provider as an OpenAPI 3.1 document, with x-clientsmith-* extensions for everything else.

A request schema refuses what the client refuses, as far as a schema can say it; what it can't is listed in the schema
under x-clientsmith-unexpressed. Limits that only warn stand under x-clientsmith-advice, in the same keywords.
"""

from __future__ import annotations

from clientsmith.language.model import Provider
from clientsmith.openapi.document import document
from clientsmith.openapi.dump import dump

__all__ = ["document", "openapi_text"]


def openapi_text(provider: Provider) -> str:
    """The document as YAML."""
    return dump(document(provider))
