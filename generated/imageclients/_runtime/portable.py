# Made by `clientsmith generate` from templates/imageclients/_runtime/portable.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Pickles and copies results and images as data, without the client and its key."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Self

_STAYS = ("_client", "_key")


class Portable:
    """An object that is pickled as plain data, without client and key; copies in this process share the client."""

    def __getstate__(self) -> dict[str, Any]:
        return {name: self._masked(value) for name, value in vars(self).items() if name not in _STAYS}

    def _masked(self, value: Any) -> Any:
        """A JSON value without the key, in case the provider echoed it."""
        client = vars(self).get("_client")
        return value if client is None else client.key.mask_all(value)

    def __copy__(self) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        twin = memo[id(self)] = self.__copy__()
        twin.__dict__.update({name: deepcopy(value, memo) for name, value in vars(self).items() if name not in _STAYS})
        return twin
