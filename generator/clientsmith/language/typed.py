"""The types of arguments as TypedDicts have them."""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword


@dataclass(frozen=True)
class TypedFields:
    """A TypedDict of arguments: the fields of an operation, or of an object inside."""

    name: str
    doc: str
    members: tuple[TypedMember, ...]
    key: str

    @property
    def plain(self) -> bool:
        """Whether it can be written as a class: all keys are Python names, and none is one that classes change."""
        return not any(
            not member.name.isidentifier()
            or not member.name.isascii()
            or iskeyword(member.name)
            or member.name.startswith("__")
            for member in self.members
        )


@dataclass(frozen=True)
class TypedMember:
    """A key of a TypedDict."""

    name: str
    annotation: str
    required: bool
