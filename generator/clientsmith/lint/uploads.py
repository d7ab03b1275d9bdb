"""An upload turns a file into a link: its operation takes the file, needs nothing else, and can be repeated."""

from collections.abc import Iterator

from clientsmith.diagnostics import meant, shown
from clientsmith.language.types import MULTIPART
from clientsmith.lint.answer_paths import among
from clientsmith.lint.spec import Node, OperationNode, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence

CODES = ("bad-upload",)

_OF_TEXTS = ("minLength", "pattern", "enum")
_REPEATED = ("GET", "PUT", "DELETE")


def check(spec: Spec) -> Iterator[Finding]:
    """Find uploads that can't be made, or that may be billed."""
    for node in spec.fields:
        image = mapping(node.data.get("media"))
        kinds = sequence(image.get("kinds"))
        at = (*node.pointer, "media")
        if ("upload" in kinds) != ("upload" in image):
            hint = "write kinds: [url, upload], and upload with operation, field and url"
            message = "the kind upload and the word upload need each other"
            yield Finding((*at, "kinds"), "bad-upload", message, hint)
        elif "upload" in kinds and {*kinds} != {"url", "upload"}:
            hint = "write kinds: [url, upload]; a file that stands in the request itself needs no upload"
            yield Finding((*at, "kinds"), "bad-upload", "an upload makes a link", hint)
        if "upload" not in image or "upload" not in kinds:
            continue
        for word in (word for word in _OF_TEXTS if word in node.data):
            message = f"{word} says nothing about a file"
            yield Finding((*node.pointer, word), "bad-upload", message, "remove it; media has limits", on_key=True)
        other = spec.operations.get(str(mapping(image["upload"])["operation"]))
        if other is not None:
            yield from _upload(node, mapping(image["upload"]), other)


def _upload(node: Node, upload: Json, other: OperationNode) -> Iterator[Finding]:
    at = (*node.pointer, "media", "upload")
    name = str(upload["field"])
    field = other.body.get(name)
    if node.pointer[:2] == other.pointer:
        yield Finding((*at, "operation"), "bad-upload", "the operation uploads for itself", "name another operation")
    if field is None:
        message, hint = f"the body of {other.id} has no field {shown(name)}", meant(name, other.body)
        yield Finding((*at, "field"), "bad-upload", message, hint)
    elif sequence(mapping(field.data.get("media")).get("kinds")) != ["file"]:
        hint = f"write mediaType: {MULTIPART} and media: {{kinds: [file]}} there"
        yield Finding((*at, "field"), "bad-upload", f"{shown(name)} of {other.id} takes no file", hint)
    if more := [one for one in other.required if one != name]:
        hint = "an upload sends the file alone; constants are sent, too"
        yield Finding((*at, "operation"), "bad-upload", f"{other.id} needs {shown(more[0])} as well", hint)
    if not other.data.get("idempotent", other.data["method"] in _REPEATED) or "task" in other.data:
        hint = f"write idempotent: true in {other.id}, if an upload is never billed; it makes no task"
        yield Finding((*at, "operation"), "bad-upload", f"{other.id} may be billed, or makes a task", hint)
    _, reason, hint = among([one.data for one in other.successes()], str(upload["url"]))
    if reason or not upload["url"]:
        message = f"{shown(upload['url'])} isn't in the answer to {other.id}: {reason or 'it is the whole body'}"
        yield Finding((*at, "url"), "bad-upload", message, hint or "point to the link in it")
