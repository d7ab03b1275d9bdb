"""Find, put and remove values at a JSON Pointer, in which `*` stands for the elements of a list.

A step that is a number leads into a list; where an object stands, it is a name in it.
"""

from collections.abc import Sequence
from typing import Any, cast

from clientsmith.load.json_values import mapping, sequence

Path = Sequence[str | int]
"""The steps of a pointer; an integer is a place in a list."""


def steps(pointer: str) -> list[str]:
    """Split JSON Pointer text into its steps."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def written(path: Path) -> str:
    """Write steps as JSON Pointer text."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def find(value: Any, pointer: str | Path) -> list[Any]:
    """Return the values at a pointer, of which there are several only with `*`."""
    values: list[Any] = [value]
    for step in _steps(pointer):
        inside: list[Any] = []
        for item in values:
            if isinstance(item, dict):
                inside += [cast("Any", item)[step]] if step in item else []
            elif isinstance(item, list):
                elements = sequence(cast("Any", item))
                index = _index(step)
                inside += elements if step == "*" else elements[index : index + 1] if index is not None else []
        values = inside
    return values


def put(value: Any, pointer: str | Path, new: Any) -> Any:
    """Return a copy with `new` at the pointer, whose `*` is the first element; the rest is shared.

    Objects and lists on the way are made where they are missing; elements before a new one are null.
    """
    if not (path := _steps(pointer)):
        return new
    step, rest = path[0], path[1:]
    index = 0 if step == "*" else _index(step)
    if index is None or (isinstance(value, dict) and step != "*"):
        box = mapping(value)
        return {**box, step: put(box.get(str(step)), rest, new)}
    items = sequence(value)
    items += [None] * (index + 1 - len(items))
    items[index] = put(items[index], rest, new)
    return items


def remove(value: Any, pointer: str | Path) -> Any:
    """Return a copy without the values at the pointer; the rest is shared."""
    path = _steps(pointer)
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        box = mapping(cast("Any", value))
        if step not in box:
            return box
        if rest:
            return {**box, step: remove(box[str(step)], rest)}
        return {name: inside for name, inside in box.items() if name != step}
    if isinstance(value, list):
        items = sequence(cast("Any", value))
        if step == "*":
            return [remove(item, rest) for item in items] if rest else []
        index = _index(step)
        if index is not None and index < len(items):
            items[index : index + 1] = [remove(items[index], rest)] if rest else []
        return items
    return value


def _steps(pointer: str | Path) -> Path:
    return steps(pointer) if isinstance(pointer, str) else pointer


def _index(step: str | int) -> int | None:
    if isinstance(step, int):
        return step
    return int(step) if step.isdecimal() and step.isascii() else None
