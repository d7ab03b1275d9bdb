"""Typed clients for image-generation APIs, one module per provider.

    from imageclients.PROVIDER import Client

Made by clientsmith from one spec per provider; needs httpx and pydantic only. Free to use without conditions.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._runtime.answer import Drift
    from ._runtime.options import Event, System
    from ._runtime.request import ArgumentWarning
    from ._runtime.sizes import Size

__all__ = ["ArgumentWarning", "Drift", "Event", "Size", "System"]

_MODULES = {"ArgumentWarning": "request", "Drift": "answer", "Event": "options", "Size": "sizes", "System": "options"}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that importing one provider doesn't load what it doesn't need.
    if name in _MODULES:
        from importlib import import_module  # noqa: PLC0415 - the same

        return getattr(import_module(f"._runtime.{_MODULES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
