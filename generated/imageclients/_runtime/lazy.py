# Made by `clientsmith generate` from templates/imageclients/_runtime/lazy.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Modules that a client's annotations name and its calls don't need: loaded when something is first read from them."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
    """Stands for a module of a package, so that `typing.get_type_hints` finds its names, and imports nothing before."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)

    def __dir__(self) -> list[str]:
        return dir(import_module(self.__name__))
