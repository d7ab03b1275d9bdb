# Made by `clientsmith generate` from templates/imageclients/_runtime/argument_names.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Guesses which argument was meant by an unknown name."""

from __future__ import annotations

from collections.abc import Mapping

from .describe import Operation
from .messages import closest

_SIZE = {"size", "ratio", "aspect", "resolution", "dimension", "width", "height"}
_FORM = frozenset({"url", "uri", "link", "base64", "b64", "data", "file", "path", "list", "input"})
"""Words that say in which form a thing is given."""
_QUALIFIERS: Mapping[str, frozenset[str]] = {
    "step": frozenset({"num", "number", "inference", "sampling", "diffusion"}),
    "seed": frozenset({"random", "noise"}),
    "guidance": frozenset({"scale"}),
    "cfg": frozenset({"scale"}),
    "prompt": frozenset({"text", "positive"}),
}
"""Words to other words that may stand beside them without a change of meaning."""


def meant_argument(name: str, operation: Operation) -> str:
    """A suggestion: the argument that was probably meant, or a list of all."""
    names = [field.name for field in operation.fields]
    if misspelt := closest(name, names, 0.8):
        return misspelt
    words = _words(name)
    axes = operation.sizes.axes if operation.sizes is not None else ()
    if axes and words & _SIZE and "batch" not in words:
        # What other providers call size, ratio or aspect_ratio is this operation's word for it.
        return f"the size is given by {' and '.join(axis.name for axis in axes)}"
    # Some words only say how the same thing is given. Others make it another thing: a negative prompt is no prompt.
    alike = [own for own in names if words & _words(own) and _is_alias(words & _words(own), words ^ _words(own))]
    near = closest(name, alike, 0.0, contained=True)
    others = [own for own in names if not words & _words(own)]
    return near or closest(name, others) or f"arguments are {', '.join(names)}; extra_body takes any other field"


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in name.lower().split("_")}


def _is_alias(shared: set[str], others: set[str]) -> bool:
    """Whether two names probably mean the same, by the words in them."""
    return others <= _FORM.union(*(_QUALIFIERS.get(word, ()) for word in shared))
