# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/__init__.py.j2; not to be edited.
"""Aimanyi: qwen-image-2.0-2026-03-03 from text, described by an Apifox export without address, key or answer.

Sources, as cited in brackets:
    image: qwen-image-2.0-2026-03-03 (Apifox) <https://doc.aimanyi.top/api-453605126.html>
    gateway: The One-API / New-API family of gateways, whose error body the page's example is
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that importing the package costs next to nothing.
    if name in __all__:
        from . import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
