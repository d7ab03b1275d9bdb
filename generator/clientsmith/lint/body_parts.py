"""Fields of a multipart body are parts of their own, and only there are files and encodings."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.language.types import JSON, MULTIPART
from clientsmith.lint.spec import Node, OperationNode, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.values import types_of

CODES = ("file-elsewhere", "file-beside-others", "not-of-a-file", "encoding-without-parts", "no-part", "part-twice")

_OF_TEXTS = ("minLength", "maxLength", "lengthUnit", "pattern", "enum", "default", "recommended", "specialValues")


def check(spec: Spec) -> Iterator[Finding]:
    """Find files and encodings where no part is, and what can't be written as a part."""
    allowed = {at for operation in spec.operations.values() for at in _file_places(operation)}
    for node in spec.fields:
        kinds = sequence(mapping(node.data.get("media")).get("kinds"))
        if "file" not in kinds:
            continue
        at = (*node.pointer, "media", "kinds")
        if len(kinds) > 1:
            yield Finding(at, "file-beside-others", "a file has no other form beside it", "write kinds: [file]")
        if node.pointer not in allowed:
            hint = f"write mediaType: {MULTIPART}, and the file at the field itself or at its items; or another kind"
            yield Finding(at, "file-elsewhere", "only a part of a multipart body is a file", hint)
        for word in (word for word in _OF_TEXTS if word in node.data):
            message = f"{word} says nothing about a file"
            yield Finding((*node.pointer, word), "not-of-a-file", message, "remove it; media has limits", on_key=True)
    for operation in spec.operations.values():
        yield from _parts(operation) if _is_multipart(operation) else _no_parts(operation)


def _is_multipart(operation: OperationNode) -> bool:
    return mapping(operation.data.get("requestBody")).get("mediaType") == MULTIPART


def _file_places(operation: OperationNode) -> Iterator[tuple[str | int, ...]]:
    for node in operation.body.values() if _is_multipart(operation) else ():
        yield from (node.pointer, (*node.pointer, "items"))


def _no_parts(operation: OperationNode) -> Iterator[Finding]:
    if "encoding" in mapping(operation.data.get("requestBody")):
        at = (*operation.pointer, "requestBody", "encoding")
        message = f"a body of {JSON} has no parts"
        hint = f"write mediaType: {MULTIPART}; or name and pointer of the field say where it goes"
        yield Finding(at, "encoding-without-parts", message, hint, on_key=True)


def _parts(operation: OperationNode) -> Iterator[Finding]:
    encoding = mapping(mapping(operation.data["requestBody"]).get("encoding"))
    taken: dict[str, Node] = {}
    for node in operation.body.values():
        kind = mapping(encoding.get(node.name)).get("contentType")
        if "pointer" in node.data:
            hint = "remove the pointer; encoding says what the part is called, and a part of type object is JSON"
            yield Finding((*node.pointer, "pointer"), "no-part", "a body of parts has nothing inside", hint)
        is_list = "array" in types_of(node.data) and kind != JSON
        if is_list and node.name in operation.required and not node.data.get("minItems"):
            message = "an empty list has no part, and this one must be given"
            yield Finding((*node.pointer, "type"), "no-part", message, "write minItems: 1")
        if "null" in types_of(node.data):
            hint = "leave null out of the types: what isn't given isn't sent"
            yield Finding((*node.pointer, "type"), "no-part", "null can't be written as a part", hint)
        if kind == JSON and any("media" in one for one in (node.data, mapping(node.data.get("items")))):
            at = (*operation.pointer, "requestBody", "encoding", node.name, "contentType")
            yield Finding(at, "not-of-a-file", f"{kind} is no type of an image", "remove it, or write image/png")
        name = str(mapping(encoding.get(node.name)).get("name") or node.name)
        if name in taken:
            message = f"{shown(node.name)} and {shown(taken[name].name)} are parts of the same name, {shown(name)}"
            yield Finding(node.pointer, "part-twice", message, "give one of them another name", on_key=True)
        taken.setdefault(name, node)
