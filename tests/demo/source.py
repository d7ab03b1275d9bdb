"""A call as Python, and its parts by kind, so that they can be coloured."""

from __future__ import annotations

import io
import keyword
import tokenize
from typing import Any

from demo.calls import Call, Expression

Part = tuple[str, str]
"""A kind and a text: keyword, text, number, name or other."""

_KINDS = {tokenize.STRING: "text", tokenize.NUMBER: "number", tokenize.NAME: "name"}


def written(call: Call) -> str:
    """The call as it is typed, given a `client` of the provider and its `sizes`."""
    before = f"near = sizes.nearest({call.near[0]}, {call.near[1]})\n" if call.near else ""
    result = "result = " if call.named else ""
    arguments = [f"{name}={_value(value)}" for name, value in call.arguments.items()]
    arguments += ["**near.arguments"] if call.near else []
    lines = "".join(f"    {argument},\n" for argument in arguments)
    return f"{before}{result}{'await ' * call.awaits}client.{call.operation}(\n{lines})"


def parts(source: str) -> list[list[Part]]:
    """The parts of each line; a line's texts make up the line."""
    lines = source.splitlines()
    found: list[list[Part]] = [[] for _ in lines]
    ends = [0] * len(lines)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.start[0] - 1, token.start[1]
        if row >= len(lines) or not token.string.strip():
            continue
        kind = "keyword" if keyword.iskeyword(token.string) else _KINDS.get(token.type, "other")
        found[row] += [("other", lines[row][ends[row] : column])] if column > ends[row] else []
        found[row].append((kind, token.string))
        ends[row] = token.end[1]
    return found


def _value(value: Any) -> str:
    if isinstance(value, Expression):
        return value.text
    if not isinstance(value, str):
        return repr(value)
    # As people type it: in double quotes, unless there are some in it. What can't be seen is escaped either way.
    quoted = repr("'" + value)
    return '"' + quoted[2:] if quoted.startswith('"') else repr(value)
