"""References: a field that is `$ref: '#/components/fields/NAME'` becomes the component of that name."""

from dataclasses import replace
from typing import Any

from clientsmith.diagnostics import Place, Problem, meant, ordered, shown
from clientsmith.load.document import Document, Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping

_REFERENCE, _PREFIX = "$ref", "#/components/fields/"
_FIELDS = ("components", "fields")
_MOST_PLACES = 100_000
"""Keys and values that references may add to a document; a few nested ones double with every level."""


def resolved(document: Document) -> tuple[Document | None, list[Problem]]:
    """Replace references by what they name; there is a document exactly when there is no problem."""
    data = mapping(document.data)
    components = mapping(data.get("components"))
    if not components and _REFERENCE not in document.text:
        return document, []
    if components and (
        components.keys() != {"fields"} or not all(map(mapping, mapping(components["fields"]).values()))
    ):
        return document, []  # the schema says what is wrong
    return _Resolver(document, mapping(components.get("fields"))).run()


class _Resolver:
    """Builds the document without references."""

    def __init__(self, document: Document, fields: Json) -> None:
        self._document, self._fields = document, fields
        self._keys, self._values = dict(document.key_places), dict(document.value_places)
        self._of_component: dict[str, list[tuple[Pointer, Place | None, Place]]] = {}
        for at, place in document.value_places.items():
            if at[:2] == _FIELDS and len(at) > 2:
                found = (at[3:], document.key_places.get(at), place)
                self._of_component.setdefault(str(at[2]), []).append(found)
        self._used: set[str] = set()
        self._findings: list[Finding] = []

    def run(self) -> tuple[Document | None, list[Problem]]:
        data = {name: value for name, value in mapping(self._document.data).items() if name != "components"}
        data = self._inside(data, (), _WAYS)
        for name in self._fields:
            if name not in self._used:
                message, hint = f"nothing refers to {shown(name)}", f"write $ref: '{_PREFIX}{name}', or remove it"
                self._findings.append(Finding((*_FIELDS, name), "unused-component", message, hint, on_key=True))
        if self._findings:
            return None, ordered(finding.problem(self._document) for finding in self._findings)
        return replace(self._document, data=data, key_places=self._keys, value_places=self._values), []

    def _inside(self, node: Any, at: Pointer, ways: Any) -> Any:
        """Return a node in which the fields below these ways are resolved."""
        if not isinstance(node, dict):
            return node
        made = dict(mapping(node))
        for step, rest in ways.items():
            for name in list(made) if step == "*" else [step] * (step in made):
                place = (*at, name)
                made[name] = (
                    self._field(made[name], place, place, ()) if rest is None else self._inside(made[name], place, rest)
                )
        return made

    def _field(self, value: Any, at: Pointer, origin: Pointer, above: tuple[str, ...]) -> Any:
        """Return a field that stands at a place, and is written at its origin."""
        field = mapping(value)
        reference = field.get(_REFERENCE)
        if isinstance(reference, str):
            return self._target(field, reference, at, origin, above)
        made = dict(field) if field else value
        for name, child in mapping(field.get("properties")).items():
            steps = ("properties", name)
            made["properties"] = {
                **made["properties"],
                name: self._field(child, (*at, *steps), (*origin, *steps), above),
            }
        if mapping(field.get("items")):
            made["items"] = self._field(field["items"], (*at, "items"), (*origin, "items"), above)
        return made

    def _target(self, field: Json, reference: str, at: Pointer, origin: Pointer, above: tuple[str, ...]) -> Any:
        name = reference.removeprefix(_PREFIX)
        finding: Finding | None = None
        if len(field) > 1:
            other = next(word for word in field if word != _REFERENCE)
            hint = "write the field out, or move the word to the component"
            finding = Finding((*origin, other), "beside-reference", f"{other} stands beside $ref", hint, on_key=True)
        elif not reference.startswith(_PREFIX):
            hint = f"write '{_PREFIX}NAME', and the field below components; a spec is one file"
            finding = Finding((*origin, _REFERENCE), "unknown-reference", f"{shown(reference)} is no component", hint)
        elif name not in self._fields:
            hint = meant(name, self._fields)
            finding = Finding((*origin, _REFERENCE), "unknown-reference", f"there is no component {shown(name)}", hint)
        elif name in above:
            message, hint = f"{shown(name)} is inside of itself", "write out what is inside, as deep as it goes"
            finding = Finding((*origin, _REFERENCE), "circular-reference", message, hint)
        elif len(self._values) > len(self._document.value_places) + _MOST_PLACES:
            message, hint = "references inside of components make the spec too large", "write fewer of them"
            finding = Finding((*origin, _REFERENCE), "too-many-references", message, hint)
        self._used.add(name)
        if finding is not None:
            if "too-many-references" not in {known.code for known in self._findings}:
                self._findings.append(finding)
            return {}
        for rest, key, place in self._of_component.get(name, ()):
            self._values[*at, *rest] = place
            if key is not None and rest:
                self._keys[*at, *rest] = key
        return self._field(self._fields[name], at, (*_FIELDS, name), (*above, name))


_BODY: Json = {"properties": {"*": None}}
_WAYS: Json = {
    "operations": {
        "*": {
            "requestBody": _BODY,
            "responses": {"*": {**_BODY, "headers": {"*": None}, "content": {"*": _BODY}}},
        }
    },
    "envelope": {"errorBody": _BODY},
}
"""Where fields stand in a spec."""
