"""The TypedDicts of arguments: of an operation, and of the objects inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from clientsmith.language.build.fields import annotation
from clientsmith.language.model import Field, TypedFields, TypedMember
from clientsmith.language.names import class_name, free_name, python_name
from clientsmith.language.prose import sentence_of


class TypedDicts:
    """Collects the TypedDicts of a provider, inner ones first; `taken` are names that mustn't be used again."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def of(
        self,
        name: str,
        doc: str,
        fields: tuple[Field, ...],
        body: Mapping[str, Any],
        sized: Collection[str],
        closed: Collection[str],
        key: str,
    ) -> tuple[TypedFields, ...]:
        """The TypedDicts of these arguments: those of the objects inside, and then `name` itself.

        `sized` are the wire names that take a Size, `closed` those whose type lists the legal sizes.
        """
        made: list[TypedFields] = []
        members: list[TypedMember] = []
        for one in fields:
            if one.constant is not None:
                continue
            told, nullable = one.annotation, False
            if one.location == "body":
                data = body["properties"][one.wire]
                nullable = "null" in data.get("type", ())
                if "enum" not in data and one.wire not in closed:
                    told = self._told(f"{name}{class_name(one.name)}", one.wire, data, one.key, made, one.wire in sized)
            optional = not one.required or one.fixed is not None
            if optional and not nullable:
                told += " | None"
            members.append(TypedMember(one.name, told, not optional))
        made.append(TypedFields(name, doc, tuple(members), key))
        return tuple(made)

    def _told(
        self, name: str, wire: str, data: Mapping[str, Any], key: str, made: list[TypedFields], takes_size: bool = False
    ) -> str:
        """The type of a value; objects with properties become classes that are added to `made`."""
        return annotation(
            data,
            takes_size=takes_size,
            named=lambda inside: self._object(free_name(name, self._taken), wire, inside, key, made),
        )

    def _object(self, name: str, wire: str, data: Mapping[str, Any], key: str, made: list[TypedFields]) -> str:
        """Add the class of an object. Its keys are wire names, because the object is sent as the user gives it."""
        # The client fills in constants.
        required = {inner for inner in data.get("required", ()) if "const" not in data["properties"].get(inner, {})}
        members = tuple(
            TypedMember(
                inner, self._told(f"{name}{_part(inner)}", inner, child, f"{key}/{inner}", made), inner in required
            )
            for inner, child in data["properties"].items()
        )
        doc = sentence_of(data.get("description", "")) or f"The object {wire}."
        made.append(TypedFields(name, doc, members, key))
        return name


def _part(wire: str) -> str:
    try:
        return class_name(python_name(wire))
    except ValueError:
        return "Value"
