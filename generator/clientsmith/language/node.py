"""A node of a spec that knows its key and the evidence that it inherits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from clientsmith.language.common import Evidence, Pointers


@dataclass(frozen=True)
class Node:
    """A mapping of the spec, its key as a JSON Pointer, and its evidence: its own, or the one of the node around it."""

    data: Mapping[str, Any]
    key: str
    evidence: Evidence
    levels: Mapping[str, str]

    @staticmethod
    def root(data: Mapping[str, Any]) -> Node:
        """The whole spec; facts without a source stand at the level documented."""
        levels = {name: page.get("level", "documented") for name, page in data["sources"].items()}
        return Node(data, "", Evidence("", "documented"), levels)

    def child(self, name: str) -> Node:
        """The mapping under a key; an empty one where there is none."""
        return self.inside(name, self.data.get(name, {}))

    def inside(self, step: str, data: Mapping[str, Any]) -> Node:
        """A mapping inside this one."""
        # A container has no source of its own; its key may be the name of a field.
        stated = data.get("source")
        source = stated if isinstance(stated, str) else None
        told = data.get("evidence")
        level = self.evidence.level
        if isinstance(told, str):
            level = told
        elif source is not None:
            level = self.levels.get(source.partition("#")[0], "documented")
        escaped = step.replace("~", "~0").replace("/", "~1")
        return Node(data, f"{self.key}/{escaped}", Evidence(source or self.evidence.source, level), self.levels)

    def items(self, name: str) -> Iterator[tuple[str, Node]]:
        """The members of the mapping under a key."""
        parent = self.child(name)
        for step, data in parent.data.items():
            yield step, parent.inside(step, data)

    def elements(self, name: str) -> Iterator[Node]:
        """The mappings of the list under a key."""
        for index, data in enumerate(self.data.get(name, ())):
            yield Node({}, f"{self.key}/{name}", self.evidence, self.levels).inside(str(index), data)

    def keyword_evidence(self) -> dict[str, Evidence]:
        """Evidence of single keywords, where the node says it by keyword."""
        told = self.data.get("evidence")
        if not isinstance(told, Mapping):
            return {}
        rows = cast("Mapping[str, Mapping[str, str]]", told)
        return {word: Evidence(row.get("source", self.evidence.source), row["level"]) for word, row in rows.items()}

    def text(self, name: str, otherwise: str = "") -> str:
        """A string under a key."""
        return cast("str", self.data.get(name, otherwise))

    def get(self, name: str, otherwise: Any = None) -> Any:
        """A value under a key."""
        return self.data.get(name, otherwise)

    def pointers(self, name: str) -> Pointers:
        """The pointers under a key, where the spec has one, several or none."""
        told = self.data.get(name, ())
        return (told,) if isinstance(told, str) else tuple(cast("list[str]", told))
