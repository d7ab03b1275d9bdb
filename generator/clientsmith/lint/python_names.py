"""Every argument of an operation has a legal Python name of its own."""

import keyword
from collections.abc import Iterable, Iterator

from clientsmith.diagnostics import shown
from clientsmith.language.names import RESERVED_ARGUMENTS, attribute_name, python_name
from clientsmith.lint.spec import Node, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping

CODES = ("no-python-name", "bad-python-name", "same-python-name")


def check(spec: Spec) -> Iterator[Finding]:
    """Find wire names without a Python name, bad pythonNames, and fields that share one."""
    for operation in spec.operations.values():
        yield from _names((*operation.parameters, *operation.body.values()))
    for node in spec.nodes:
        if node.kind in {"response", "answerField"} and "properties" in node.data:
            # Answers become models: the members need names, but there is no caller to be confused.
            yield from _answer(node)


def _names(nodes: Iterable[Node]) -> Iterator[Finding]:
    taken: dict[str, Node] = {}
    for node in nodes:
        if "const" in node.data:
            continue
        name = node.data.get("pythonName")
        at = (*node.pointer, "pythonName")
        if name is None:
            try:
                name = python_name(node.name)
            except ValueError:
                message = f"no Python name can be made from {shown(node.name)}"
                hint = "add pythonName, in small ASCII letters, digits and _"
                yield Finding(node.pointer, "no-python-name", message, hint, on_key=True)
                continue
        elif keyword.iskeyword(name) or name in RESERVED_ARGUMENTS:
            taken_by = "a word of Python" if keyword.iskeyword(name) else "an argument of every method"
            yield Finding(at, "bad-python-name", f"{shown(name)} is {taken_by}", f"write {name}_ or another")
            continue
        other = taken.setdefault(name, node)
        if other is not node:
            message = f"{shown(other.name)} and {shown(node.name)} are both the argument {name} in Python"
            yield Finding(node.pointer, "same-python-name", message, "add a pythonName to one of them", on_key=True)


def _answer(node: Node) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for wire in mapping(node.data["properties"]):
        name = attribute_name(wire)
        other = taken.setdefault(name, wire)
        if other != wire:
            message = f"{shown(other)} and {shown(wire)} of this answer are both {name} in Python"
            hint = "describe one of them; the other is still read, as a field that isn't listed"
            yield Finding((*node.pointer, "properties", wire), "same-python-name", message, hint, on_key=True)
