"""Every name refers to something that exists: operations, parameters, fields and models."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, cast

from clientsmith.diagnostics import meant, shown
from clientsmith.language.provider import Provider
from clientsmith.language.words import Word, parts
from clientsmith.lint.nested import hint
from clientsmith.lint.spec import Node, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.values import listed

CODES = ("unknown-operation", "unknown-parameter", "unknown-field", "unknown-model")


def check(spec: Spec) -> Iterator[Finding]:
    """Find names of nothing, wherever a word is declared to name something."""
    for kind, node, at in parts(spec.data, Provider):
        for word in kind.WORDS:
            known = _known(spec, word, node, at) if word.names and word.steps[0] in node else None
            if known is None:
                continue
            for name, place, on_key in _names(word.within(node), (*at, *word.steps)):
                if not known.has(name):
                    message = f"{known.where} {shown(name)}"
                    yield Finding(place, known.code, message, known.hint(name), on_key=on_key)


class _Known(NamedTuple):
    """The names that exist, and the message for an unknown one."""

    code: str
    where: str
    names: Collection[Any]

    def hint(self, name: str) -> str:
        """Return the hint for a name that doesn't exist."""
        if not isinstance(self.names, Mapping):
            return meant(name, map(str, self.names))
        fields = cast("Mapping[str, Node]", self.names)
        return hint(name, {wire: node.data for wire, node in fields.items()})

    def has(self, name: str) -> bool:
        """Whether it is one of them."""
        return listed(self.names, name) if isinstance(self.names, list) else name in self.names


def _known(spec: Spec, word: Word, node: Json, at: Pointer) -> _Known | None:
    if word.names == "operations":
        return _Known("unknown-operation", "there is no operation", spec.operations)
    if word.names == "parameter":
        target = mapping(node.get(word.steps[0])).get("operation")
        other = spec.operations.get(str(target))
        if other is None:
            return None
        return _Known("unknown-parameter", f"{other.id} has no parameter", other.arguments)
    own = spec.operations[str(at[1])]
    if word.names == "body":
        return _Known("unknown-field", f"the body of {own.id} has no field", own.body)
    if word.names == "fields":
        return _Known("unknown-field", f"{own.id} has no field", own.fields)
    models = own.model_field.data.get("enum") if own.model_field is not None else None
    return _Known("unknown-model", "there is no model", models) if models else None


def _names(value: Any, at: Pointer) -> Iterator[tuple[str, Pointer, bool]]:
    """Yield every name with its place: a text, items of a list, keys of a mapping and items of its lists."""
    if isinstance(value, str):
        yield value, at, False
    for index, name in enumerate(sequence(value)):
        yield str(name), (*at, index), False
    for name, others in mapping(value).items():
        yield name, (*at, name), True
        yield from _names(sequence(others), (*at, name))
