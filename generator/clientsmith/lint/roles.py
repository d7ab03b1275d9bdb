"""A role is given to one field of an operation, of a type that fits it."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, shown
from clientsmith.language.fields import ROLES
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.oracle.pointers import written
from clientsmith.oracle.values import types_of

CODES = ("duplicate-role", "role-not-for-type", "role-inside")

_MANY = frozenset({"referenceImages"})  # image, image2, image3


def check(spec: Spec) -> Iterator[Finding]:
    """Find roles that two fields share, or that a field can't play."""
    yield from _inside(spec)
    for operation in spec.operations.values():
        taken: dict[str, str] = {}
        for node in operation.fields.values():
            role = node.data.get("role")
            if role is None:
                continue
            at = (*node.pointer, "role")
            types = types_of(node.data)
            if types and ROLES[role] and ROLES[role].isdisjoint(types):
                kinds = " or ".join(KINDS[kind] for kind in types)
                message = f"the role {role} is not for {kinds}"
                yield Finding(at, "role-not-for-type", message, "correct the role, or the type")
            first = taken.setdefault(role, node.name)
            if first != node.name and role not in _MANY:
                message = f"{shown(first)} has the role {role} already"
                yield Finding(at, "duplicate-role", message, "keep it at the one that serves the role best")


def _inside(spec: Spec) -> Iterator[Finding]:
    """Find roles of fields inside others, where no role means anything."""
    for node in spec.fields:
        nested = [at for at, step in enumerate(node.pointer) if step == "properties"]
        if node.kind != "field" or "role" not in node.data or "requestBody" not in node.pointer or len(nested) < 2:
            continue
        way = [step for at, step in enumerate(node.pointer) if at > nested[0] and at not in nested]
        message = f"the role {node.data['role']} means nothing inside {shown(way[0])}"
        hint = f"write {shown(node.name)} beside {shown(way[0])}, with pointer: {written(way)}"
        if "items" in way:
            hint = f"give it to {shown(way[0])}, or remove it"
        yield Finding((*node.pointer, "role"), "role-inside", message, hint)
