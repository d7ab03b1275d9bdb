"""A violation of the spec by a call, a value or a response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clientsmith.load import Pointer


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit or rule of the spec that is broken.

    Attributes:
        rule: the keyword, limit or id of the rule across fields that is broken.
        message: what is wrong, for a person.
        hint: how to mend it.
        kind: argument, missing, unknown, size, model or rule.
        fields: wire names of the fields that take part; the first is the one to point at.
        path: leads from the value of the first field to the value that is wrong.
        name: the fields as the client names them.
        source: the page and place where the limit was read.
        advisory: whether the limit is so weakly documented that breaking it only warns.
        says: words that a client's message must contain.
    """

    rule: str
    message: str = ""
    hint: str = ""
    kind: str = "argument"
    fields: tuple[str, ...] = ()
    path: Pointer = ()
    name: str = ""
    source: str = ""
    advisory: bool = False
    says: tuple[str, ...] = ()

    @property
    def expected(self) -> dict[str, Any]:
        """The problem that vectors expect the client to report."""
        says = [*self.says, *([f"[{self.rule}, {self.source}]"] if self.source else [])]
        return {"field": self.name, "rule": self.rule, "source": self.source, "says": says}


def place_in(path: Sequence[str | int]) -> str:
    """Write a path as it stands after the name of an argument, such as `[0].url`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
