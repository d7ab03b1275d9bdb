# Made by `clientsmith generate` from specs/bizyair.yaml and templates/imageclients/PROVIDER/__init__.py.j2; not to be edited.
"""BizyAir: Qwen/Qwen-Image from text and Qwen/Qwen-Image-Edit on an image, both answered at once; described without an
address.

Sources, as cited in brackets:
    create: Create an image with Qwen
    edit: Edit an image with Qwen (second part of the same page)
    siliconflow: SiliconFlow's page of the same contract
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
