"""A role is given to one field of an operation, of a type that fits it."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, shown
from clientsmith.language.fields import ROLES
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.oracle.values import types_of

CODES = ("duplicate-role", "role-not-for-type")

_MANY = frozenset({"referenceImages"})  # image, image2, image3


def check(spec: Spec) -> Iterator[Finding]:
    """Find roles that two fields share, or that a field can't play."""
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
