# Made by `clientsmith generate` from templates/conformance/cases.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The cases of a provider, as `vectors.schema.json` describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, overload

VECTORS = Path(__file__).with_name("vectors")


class Key(NamedTuple):
    """The key of a request.

    Attributes:
        place: header, query or body; empty if there is none.
        name: the header, parameter or field that has it.
        value: what stands there, with the text before the key.
        minted: whether it is a token that changes with time.
    """

    place: str
    name: str
    value: str
    minted: bool


class Suite(NamedTuple):
    """What all cases of a provider share.

    Attributes:
        package: the provider's name, which is that of its client's module.
        api_key: what is given to the client as its key.
        secrets: texts that must show up nowhere: the key, or all that the client is given or makes of it.
        key: where requests to the provider, and only those, have the key.
        base_url: the address to give to the client, or None for the documented one.
        variables: variables of the provider's addresses.
        origins: scheme and host of each of the provider's addresses.
        key_hosts: other hosts that links of images may take the key to.
        arguments: operation to wire name to argument.
        hosts: hosts besides the provider's own that may see the key; `*.` stands for one name.
    """

    package: str
    api_key: str | dict[str, str]
    secrets: tuple[str, ...]
    key: Key
    base_url: str | None
    variables: Mapping[str, str]
    origins: tuple[str, ...]
    unix_time: float
    chance: float
    arguments: Mapping[str, Mapping[str, str]]
    hosts: Sequence[str] = ()
    key_hosts: tuple[str, ...] = ()


class Case(NamedTuple):
    """One case: what is given, and what must come of it."""

    id: str
    kind: str
    operation: str
    source: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    suite: Suite


class Cases(Sequence[Case]):
    """The cases of a provider, each read from its text when it is asked for.

    As data they are a hundred times as many objects, which Python's garbage collection looks at again and again.
    """

    def __init__(self, provider: str, folder: Path = VECTORS) -> None:
        text = (folder / f"{provider}.json").read_text("utf-8")
        head, mark, rest = text.partition(_FIRST)
        lines = rest.removesuffix(_LAST).split(_NEXT) if mark and text.endswith(_LAST) else []
        ids = [_id(line) for line in lines]
        if not lines or None in ids:
            # Somebody has written the file anew, and not a case a line.
            data = json.loads(text)
            lines = [json.dumps(one) for one in data.pop("cases")]
            ids = [json.loads(line)["id"] for line in lines]
        else:
            data = json.loads(head + "}")
        self.ids = [str(one) for one in ids]
        self._lines, self._answers = lines, data["answers"]
        client, clock = data["client"], data["clock"]
        self.suite = Suite(
            package=data["provider"],
            api_key=client["apiKey"],
            secrets=tuple(client["secrets"]),
            key=Key(**client["key"]),
            base_url=client["baseUrl"],
            variables=client["variables"],
            origins=tuple(client["origins"]),
            unix_time=clock["unixTime"],
            chance=clock["random"],
            arguments=data["arguments"],
            hosts=client.get("hosts", ()),
            key_hosts=tuple(client.get("keyHosts", ())),
        )

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Case: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Case]: ...

    def __getitem__(self, at: int | slice) -> Case | Sequence[Case]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        one = json.loads(self._lines[at])
        given: dict[str, Any] = one["given"]
        # An answer that many cases have is told by its name.
        given["answers"] = [
            self._answers.get(told, told) if isinstance(told, str) else told for told in given.get("answers", ())
        ]
        return Case(one["id"], one["kind"], one["operation"], one["source"], given, one["expect"], self.suite)


_FIRST, _NEXT, _LAST = ',\n "cases": [\n  ', ",\n  ", "\n ]\n}\n"
"""What stands before the first case, between two, and after the last."""


def _id(line: str) -> str | None:
    """The id of a case, which is the first that stands in its line; None if it isn't."""
    found = re.match(r'{"id": "([^"\\]*)", "', line)
    return found[1] if found is not None and line.endswith("}") else None


def load(provider: str, folder: Path = VECTORS) -> list[Case]:
    """The cases of a provider."""
    return list(Cases(provider, folder))
