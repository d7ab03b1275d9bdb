"""An import hook: modules that come from memory instead of their files."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType


class Installed(MetaPathFinder, Loader):
    """Gives these modules the code of a mutant; `files` are the files that they stand for."""

    def __init__(self, code: Mapping[str, CodeType], files: Mapping[str, Path]) -> None:
        self._code, self._files = code, files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """The spec of a module that is ours."""
        if fullname not in self._code:
            return None
        spec = ModuleSpec(fullname, self, origin=str(self._files[fullname]))
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant's code."""
        exec(self._code[module.__name__], module.__dict__)  # noqa: S102 - that is what a loader does


def install(code: Mapping[str, CodeType], files: Mapping[str, Path]) -> None:
    """Let imports of this process find these modules; those that were imported are forgotten.

    Raises:
        RuntimeError: another module holds on to one of them, and would go on with the original.
    """
    for name in code:
        if sys.modules.pop(name, None) is not None:
            raise RuntimeError(f"{name} was imported before its mutant was there")
    sys.meta_path.insert(0, Installed(code, files))
