# Made by `clientsmith generate` from specs/modelverse.yaml and templates/imageclients/PROVIDER/__init__.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""ModelVerse (UCloud): Qwen/Qwen-Image, answered at once, in the style of OpenAI's image endpoint.

Sources, as cited in brackets:
    image: Qwen/Qwen-Image API
    image-newer: The same page, newer revision
    repository: The provider's public repository UCloudDoc-Team/modelverse
        <https://github.com/UCloudDoc-Team/modelverse>
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
