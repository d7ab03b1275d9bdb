"""Parameters and the path name each other, none twice, and headers can be sent as headers."""

import re
from collections.abc import Iterator

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Node, OperationNode, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import sequence

CODES = (
    "undeclared-path-parameter",
    "unused-path-parameter",
    "duplicate-parameter",
    "bad-path",
    "bad-header",
    "body-of-get",
    "not-greedy",
)

_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")
_NAME = re.compile(r"\{([^{}]*)\}")
# They frame the message, or are about the connection and not about the request.
_FRAMING = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_NO_KEYS = frozenset({"accept", "user-agent"})  # a provider may ask for one as a parameter, but neither can be a key
_NO_PARAMETERS = frozenset({"authorization", "cookie"})  # a key may stand there


def check(spec: Spec) -> Iterator[Finding]:
    """Find faults of parameters, of the whole provider and of each operation."""
    security = spec.data["security"]
    key = str(security.get("name", "")).lower() if security["type"] == "apiKey" else ""
    if _is_framing(key) or key in _NO_KEYS:
        message = f"the client sets the header {security['name']} itself, so it can't have the key"
        yield Finding(
            ("security", "name"), "bad-header", message, "write the header that the page names, such as X-API-Key"
        )
    for node in spec.fields:
        if node.kind == "parameter" and node.data["in"] == "header":
            yield from _header(node, key)
    for node in spec.nodes:
        if node.kind == "parameter" and node.data.get("greedy"):
            yield from _greedy(node)
    for operation in spec.operations.values():
        yield from _path(operation)
        yield from _twice(operation)
        if operation.data["method"] == "GET" and "requestBody" in operation.data:
            at = (*operation.pointer, "requestBody")
            message = "a GET has no body"
            yield Finding(at, "body-of-get", message, "write parameters with in: query", on_key=True)


def _path(operation: OperationNode) -> Iterator[Finding]:
    path, at = str(operation.data["path"]), (*operation.pointer, "path")
    used = _NAME.findall(path)
    declared = {node.name: node for node in operation.parameters if node.data["in"] == "path"}
    rest = _NAME.sub("", path)
    if "{" in rest or "}" in rest or "//" in path or "/../" in f"{path}/" or "/./" in f"{path}/":
        message = f"{shown(path)} has a bracket without its other half, or an empty or dotted part"
        yield Finding(at, "bad-path", message, "write /part/{parameter}")
    for name in dict.fromkeys(used):
        if name not in declared:
            message = f"the path has {{{name}}}, but no parameter with in: path has that name"
            yield Finding(at, "undeclared-path-parameter", message, f"{_other(name, operation)}")
    for name, node in declared.items():
        if name not in used and node.pointer[0] == "operations":
            message = f"the path {shown(path)} has no {{{name}}}"
            hint = meant(name, used) if used else "add it to the path, or correct in"
            yield Finding((*node.pointer, "name"), "unused-path-parameter", message, hint)


def _greedy(node: Node) -> Iterator[Finding]:
    at = (*node.pointer, "greedy")
    if node.data["in"] != "path":
        yield Finding(at, "not-greedy", f"a {node.data['in']} has no steps", "remove greedy", on_key=True)
    elif "const" in node.data or node.data.get("type") != "string":
        message = f"{shown(node.name)} is no text that a caller gives"
        yield Finding(at, "not-greedy", message, "write a constant into the path; or type: string", on_key=True)


def _other(name: str, operation: OperationNode) -> str:
    there = [node for node in operation.parameters if node.name == name]
    if there:
        return f"the parameter {name} has in: {there[0].data['in']}"
    return f"add {{name: {name}, in: path, type: string}} to parameters"


def _twice(operation: OperationNode) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Node] = {}
    for node in operation.parameters:
        where = str(node.data["in"])
        key = (node.name.lower() if where == "header" else node.name, where)
        if seen.setdefault(key, node) is not node:
            message = f"there is a {where} parameter {shown(node.name)} already"
            yield Finding((*node.pointer, "name"), "duplicate-parameter", message, "keep one of them")


def _is_framing(name: str) -> bool:
    return name in _FRAMING or name.startswith("proxy-")


def _header(node: Node, key: str) -> Iterator[Finding]:
    name = node.name.lower()
    if not _TOKEN.fullmatch(node.name):
        message = f"{shown(node.name)} can't be the name of a header"
        yield Finding((*node.pointer, "name"), "bad-header", message, "take letters, digits, - and _")
    elif name == key:
        message = f"the header {node.name} has the key"
        yield Finding((*node.pointer, "name"), "bad-header", message, "remove the parameter")
    elif _is_framing(name) or name in _NO_PARAMETERS:
        message = f"the client sets the header {node.name} itself"
        yield Finding((*node.pointer, "name"), "bad-header", message, "remove it; a key goes into security")
    values = [("const", node.data.get("const")), ("default", node.data.get("default"))]
    listed = [(("enum", index), value) for index, value in enumerate(sequence(node.data.get("enum")))]
    for at, value in [*(((word,), value) for word, value in values), *listed]:
        if isinstance(value, str) and not (value.isascii() and value.isprintable()):
            message = f"{shown(value)} can't be the value of a header"
            yield Finding((*node.pointer, *at), "bad-header", message, "take printable ASCII")
