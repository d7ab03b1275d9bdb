# Made by `clientsmith generate` from templates/conformance/conftest.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Makes a test of each case: pytest finds this file by its name."""

from __future__ import annotations

from .items import pytest_pycollect_makeitem, pytest_runtest_protocol
from .surroundings import pytest_configure

__all__ = ["pytest_configure", "pytest_pycollect_makeitem", "pytest_runtest_protocol"]
