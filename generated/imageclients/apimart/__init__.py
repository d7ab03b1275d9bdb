# Made by `clientsmith generate` from specs/apimart.yaml and templates/imageclients/PROVIDER/__init__.py.j2; not to be edited.
"""APIMart: Qwen Image 2.0 as an asynchronous task, from text or from reference images, in seven ratios and two tiers.

Sources, as cited in brackets:
    image: Qwen Image 2.0 image generation
    task-status: Task status <https://docs.apimart.ai/cn/api-reference/tasks/status>
    skills: The provider's public repository apimart-ai/apimart-skills <https://github.com/apimart-ai/apimart-skills>
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
