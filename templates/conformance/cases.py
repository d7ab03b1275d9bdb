"""The cases of a provider, as `vectors.schema.json` describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

VECTORS = Path(__file__).with_name("vectors")


class Suite(NamedTuple):
    """What all cases of a provider share.

    Attributes:
        package: the provider's name, which is that of its client's module.
        key: a key that must show up nowhere but in requests to the provider.
        base_url: the address to give to the client, or None for the documented one.
        origin: scheme and host of the provider.
        header: the header of the key and the text before it.
        arguments: operation to wire name to argument.
    """

    package: str
    key: str
    base_url: str | None
    origin: str
    header: tuple[str, str]
    unix_time: float
    chance: float
    arguments: Mapping[str, Mapping[str, str]]


class Case(NamedTuple):
    """One case: what is given, and what must come of it."""

    id: str
    kind: str
    operation: str
    source: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    suite: Suite


def load(provider: str, folder: Path = VECTORS) -> list[Case]:
    """The cases of a provider."""
    data = json.loads((folder / f"{provider}.json").read_text("utf-8"))
    client, clock = data["client"], data["clock"]
    suite = Suite(
        package=data["provider"],
        key=client["apiKey"],
        base_url=client["baseUrl"],
        origin=client["origin"],
        header=(client["header"], client["prefix"]),
        unix_time=clock["unixTime"],
        chance=clock["random"],
        arguments=data["arguments"],
    )
    answers: Mapping[str, Any] = data["answers"]
    return [
        Case(
            one["id"],
            one["kind"],
            one["operation"],
            one["source"],
            # An answer that many cases have is told by its name.
            {
                **one["given"],
                "answers": [
                    answers.get(told, told) if isinstance(told, str) else told
                    for told in one["given"].get("answers", ())
                ],
            },
            one["expect"],
            suite,
        )
        for one in data["cases"]
    ]
