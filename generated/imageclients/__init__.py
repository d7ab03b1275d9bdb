# Made by `clientsmith generate` from templates/imageclients/__init__.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Typed clients for image-generation APIs, one module per provider: `from .PROVIDER import Client`.

Made by clientsmith from one spec per provider; needs httpx and pydantic only. Free to use without conditions.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import errors
    from ._runtime.answers import Drift, ItemFailure
    from ._runtime.async_client import AsyncImage, AsyncResult, AsyncTask
    from ._runtime.async_stream import AsyncStream
    from ._runtime.callers import ArgumentWarning
    from ._runtime.options import Event, System
    from ._runtime.size_limits import Size
    from ._runtime.stream_core import StreamEvent
    from ._runtime.sync_client import Image, Result, Task
    from ._runtime.sync_stream import Stream

__all__ = [
    "ArgumentWarning",
    "AsyncImage",
    "AsyncResult",
    "AsyncStream",
    "AsyncTask",
    "Drift",
    "Event",
    "Image",
    "ItemFailure",
    "Result",
    "Size",
    "Stream",
    "StreamEvent",
    "System",
    "Task",
    "errors",
]

_MODULES = {
    "_runtime.answers": ("Drift", "ItemFailure"),
    "_runtime.async_client": ("AsyncImage", "AsyncResult", "AsyncTask"),
    "_runtime.async_stream": ("AsyncStream",),
    "_runtime.callers": ("ArgumentWarning",),
    "_runtime.options": ("Event", "System"),
    "_runtime.size_limits": ("Size",),
    "_runtime.stream_core": ("StreamEvent",),
    "_runtime.sync_client": ("Image", "Result", "Task"),
    "_runtime.sync_stream": ("Stream",),
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that importing one provider doesn't load what it doesn't need.
    from importlib import import_module  # noqa: PLC0415 - the same

    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    if name == "errors":
        return import_module(".errors", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
