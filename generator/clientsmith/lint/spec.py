"""A thin typed view of a document whose shape has been checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from clientsmith.language.build import build
from clientsmith.language.model import Provider
from clientsmith.language.words import parts
from clientsmith.load import Document, Pointer
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.operation import OperationView

_FIELD_KINDS = frozenset({"field", "parameter", "answerField"})


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping of the spec whose keys are words of the language, and the name of its kind."""

    pointer: Pointer
    data: Json
    kind: str

    @property
    def name(self) -> str:
        """Wire name of a field or parameter."""
        return str(self.data["name"] if self.kind == "parameter" else self.pointer[-1])


@dataclass(frozen=True)
class OperationNode:
    """An endpoint with its fields by wire name."""

    id: str
    pointer: Pointer
    data: Json
    body: Mapping[str, Node]
    parameters: tuple[Node, ...]

    @cached_property
    def fields(self) -> Mapping[str, Node]:
        """All fields at the top level, constants too; a body field hides a parameter of the same name."""
        return {**{node.name: node for node in self.parameters}, **self.body}

    @cached_property
    def arguments(self) -> Mapping[str, Node]:
        """The fields that a caller can give."""
        return {name: node for name, node in self.fields.items() if "const" not in node.data}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Wire names of the arguments that every call must give."""
        names = [str(name) for name in sequence(mapping(self.data.get("requestBody")).get("required"))]
        names += [node.name for node in self.parameters if node.data.get("required") or node.data["in"] == "path"]
        return tuple(name for name in dict.fromkeys(names) if name in self.arguments)

    @cached_property
    def model_field(self) -> Node | None:
        """The field that chooses the model, for limits and tables by model."""
        named = mapping(self.data.get("modelLimits")).get("field")
        if isinstance(named, str):
            return self.fields.get(named)
        by_role = (node for node in self.fields.values() if node.data.get("role") == "model")
        return next(by_role, self.fields.get("model"))

    def envelope(self, shared: Json) -> Json:
        """Return the envelope of its answers: each word of its own, else that of the provider's."""
        return {**shared, **mapping(self.data.get("envelope"))}

    def successes(self) -> Iterator[Node]:
        """Yield the documented success responses."""
        for status, response in mapping(self.data["responses"]).items():
            if status.startswith("2"):
                yield in_json(Node((*self.pointer, "responses", status), mapping(response), "response"))


def in_json(response: Node) -> Node:
    """Return what describes the body of an answer in JSON: the answer itself, or its content of that type."""
    content = mapping(response.data.get("content"))
    if not content:
        return response
    body = {**mapping(content.get("application/json")), "examples": sequence(response.data.get("examples"))}
    return Node((*response.pointer, "content", "application/json"), body, "response")


class Spec:
    """One provider spec."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data: Json = mapping(document.data)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every mapping whose keys are keywords of the language."""
        return tuple(_nodes(self.data))

    @cached_property
    def fields(self) -> tuple[Node, ...]:
        """Every field of requests and answers, nested ones and elements too, and every parameter."""
        return tuple(node for node in self.nodes if node.kind in _FIELD_KINDS)

    @cached_property
    def operations(self) -> Mapping[str, OperationNode]:
        """The operations by id."""
        common = _parameters((), self.data)
        operations_by_id: dict[str, OperationNode] = {}
        for name, value in mapping(self.data["operations"]).items():
            pointer, data = ("operations", name), mapping(value)
            at = (*pointer, "requestBody", "properties")
            body = mapping(mapping(data.get("requestBody")).get("properties"))
            fields = {wire: Node((*at, wire), mapping(field), "field") for wire, field in body.items()}
            operations_by_id[name] = OperationNode(name, pointer, data, fields, common + _parameters(pointer, data))
        return operations_by_id

    @cached_property
    def _views(self) -> Mapping[str, OperationView]:
        """The oracle's operations by id; empty if another rule reports what keeps them from being built."""
        try:
            provider = build(self.document)
        except (AttributeError, KeyError, TypeError, ValueError):
            return {}
        return {operation.id: OperationView(provider, operation) for operation in provider.operations}

    def view(self, operation: OperationNode) -> OperationView | None:
        """Return the oracle's view of an operation; None if other problems keep it from being built."""
        return self._views.get(operation.id)

    def each(self, *keys: str) -> Iterator[tuple[OperationNode, Json, Pointer]]:
        """Yield a part of every operation that has it, with its pointer."""
        for operation, part, pointer in self._parts(keys):
            if isinstance(part, dict):
                yield operation, mapping(cast(Any, part)), pointer

    def listed(self, *keys: str) -> Iterator[tuple[OperationNode, Json, Pointer]]:
        """Yield every element of a list of every operation, with its pointer."""
        for operation, part, pointer in self._parts(keys):
            for index, element in enumerate(sequence(part)):
                yield operation, mapping(element), (*pointer, index)

    def _parts(self, keys: tuple[str, ...]) -> Iterator[tuple[OperationNode, Any, Pointer]]:
        for operation in self.operations.values():
            part: Any = operation.data
            for key in keys:
                part = mapping(part).get(key)
            yield operation, part, (*operation.pointer, *keys)


def _parameters(pointer: Pointer, data: Json) -> tuple[Node, ...]:
    listed = enumerate(sequence(data.get("parameters")))
    return tuple(Node((*pointer, "parameters", index), mapping(parameter), "parameter") for index, parameter in listed)


def _nodes(data: Json) -> Iterator[Node]:
    for kind, node, at in parts(data, Provider):
        yield from _cited(at, node, kind.NAME)
        for name, group in kind.GROUPS.items():
            if group.cited:
                yield from _cited((*at, name), mapping(node.get(name)), "group")


def _cited(pointer: Pointer, data: Json, kind: str) -> Iterator[Node]:
    """Yield a node, and what stands for single keywords in its evidence."""
    yield Node(pointer, data, kind)
    for word, told in mapping(data.get("evidence")).items():
        yield Node((*pointer, "evidence", word), mapping(told), "keywordEvidence")
