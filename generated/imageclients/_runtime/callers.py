# Made by `clientsmith generate` from templates/imageclients/_runtime/callers.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Warnings that name the line of the user who called."""

from __future__ import annotations

import sys


class ArgumentWarning(UserWarning):
    """An argument breaks a rule that is only inferred or assumed, or validation is set to warn."""


def levels_to_caller() -> int:
    """The stacklevel with which a warning names the user's line: that of the first frame outside this package."""
    package = __name__.removesuffix("_runtime.callers")
    frame, level = sys._getframe(1), 1  # pyright: ignore[reportPrivateUsage] - warnings can skip files from 3.12 on only
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith(package):
        frame, level = frame.f_back, level + 1
    return level
