# Made by `clientsmith generate` from specs/aimanyi.yaml and templates/imageclients/PROVIDER/__init__.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Aimanyi: qwen-image-2.0-2026-03-03 from text, described by an Apifox export without address, key or answer.

Sources, as cited in brackets:
    image: qwen-image-2.0-2026-03-03 (Apifox) <https://doc.aimanyi.top/api-453605126.html>
    gateway: The One-API / New-API family of gateways, whose error body the page's example is
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import models, sizes
    from .client import AsyncClient, Client

__all__ = ["AsyncClient", "Client", "models", "sizes"]


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that importing the package costs next to nothing.
    from importlib import import_module

    if name in ("AsyncClient", "Client"):
        return getattr(import_module(".client", __name__), name)
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
