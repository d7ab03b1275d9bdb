# Made by `clientsmith generate` from templates/conformance/surroundings.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The conftest.py files of the project around, which pytest would leave out."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Load the conftest.py files above, up to where pytest was started.

    A project without settings for pytest has its root for pytest where the next pyproject.toml is. That is the one of
    the generated clients, and no conftest.py above the root counts.
    """
    root, start = config.rootpath, config.invocation_params.dir
    if root != Path(__file__).parents[1] or start not in root.parents:
        return
    between = [folder for folder in root.parents if folder == start or start in folder.parents]
    for path in (folder / "conftest.py" for folder in reversed(between)):
        spec = spec_from_file_location(f"{__package__}.conftest_{len(path.parts)}", path)
        if path.is_file() and spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            config.pluginmanager.register(module, str(path))
