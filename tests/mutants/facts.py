"""The operators on specs: every fact that a client lives by is dropped and changed, by its JSON Pointer.

Left out, because no call of a client can tell: prose (titles, summaries, descriptions, notes), where facts were read,
`unknown`, `discrepancies`, `billing`, examples, recommendations, and whose fault an error is.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard, cast

Step = str | int
Path = tuple[Step, ...]

_UNTOUCHED = frozenset(
    {
        "specVersion",
        "name",
        "title",
        "summary",
        "description",
        "note",
        "source",
        "unknown",
        "discrepancies",
        "billing",
        "examples",
        "recommended",
        "enumDescriptions",
        "fault",
        "deprecated",
    }
)
_WORDS: Mapping[str, Sequence[str]] = {
    "state": ("retry", "success", "failure", "cancelled"),
    "matcher": ("path", "status", "error"),
    "unknownStatus": ("retry", "failure"),
    "method": ("GET", "POST", "DELETE"),
    "lengthUnit": ("codePoints", "utf16", "bytes", "tokens"),
    "kinds": ("url", "dataUri", "base64"),
    "forms": ("WxH", "W*H", "W:H", "ratio", "tier"),
    "in": ("path", "query", "header"),
    "class": (
        "badRequest",
        "authentication",
        "paymentRequired",
        "permissionDenied",
        "notFound",
        "contentRejected",
        "rateLimit",
        "server",
    ),
    "level": ("documented", "inferred"),
    "evidence": ("documented", "inferred"),
    "scheme": ("bearer",),
}
"""Words of the language: one becomes each of the others, or of long lists the next two."""
_TYPES = ("string", "integer", "number", "boolean", "array", "object")
_WEAK = ("inferred", "assumed")
_LIMITED = frozenset(
    {"enum", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "media"}
)


class Edit(NamedTuple):
    """A change of a spec's data: another value at a path, or none."""

    path: Path
    operator: str
    before: Any
    after: Any = None
    drops: bool = False

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer."""
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.path)

    def applied(self, data: Any) -> Any:
        """A copy of the spec with the change in it."""
        changed = copy.deepcopy(data)
        node: Any = changed
        for step in self.path[:-1]:
            node = node[step]
        if self.drops:
            del node[self.path[-1]]
        else:
            node[self.path[-1]] = self.after
        return changed


def edits(data: Mapping[str, Any]) -> Iterator[Edit]:
    """Every change of a spec, in its order."""
    for name, page in data["sources"].items():
        told = page.get("level", "documented")
        yield Edit(("sources", name, "level"), "evidence", told, _other_level(told))
    for key, value in data.items():
        if key != "sources":
            yield from _member(data, (), key, value)


def _member(node: Any, path: Path, key: Step, value: Any) -> Iterator[Edit]:
    """The changes of a member of a mapping or a list, and of what is inside it."""
    if key in _UNTOUCHED and not _named_by_the_provider(path):
        return
    here = (*path, key)
    if not _needed(path, key):
        yield Edit(here, "drop", value, drops=True)
    if isinstance(value, Mapping):
        inside = cast("Mapping[str, Any]", value)
        yield from _additions(here, inside)
        for name, inner in inside.items():
            yield from _member(inside, here, name, inner)
    elif _is_list(value):
        for index, inner in enumerate(value):
            yield from _member(value, here, index, inner)
    else:
        for operator, after in _changed(node, path, key, value):
            yield Edit(here, operator, value, after)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _named_by_the_provider(path: Path) -> bool:
    """Whether keys at this path are names of fields, values or models, which may be any word."""
    return bool(path) and path[-1] in ("properties", "limits", "specialValues", "when", "requires", "operations")


def _needed(path: Path, key: Step) -> bool:
    """Whether a spec is none without it; what is inside is changed all the same."""
    return not path and key in ("servers", "security", "operations")


def _additions(path: Path, node: Mapping[str, Any]) -> Iterator[Edit]:
    """Facts that weren't there: a field that is required, a refusal that becomes a warning."""
    required: Any = node.get("required", [])
    # A parameter says with the same word whether it must be given itself, and has no properties.
    properties: Mapping[str, Any] = node.get("properties", {})
    for name in properties:
        if name not in required:
            yield Edit((*path, "required"), "require", required, [*required, name])
    limited = not _LIMITED.isdisjoint(node) or {"when", "requires", "conflicts", "limits"} & set(node)
    if limited and "evidence" not in node and _is_request(path):
        yield Edit((*path, "evidence"), "evidence", None, "inferred")


def _is_request(path: Path) -> bool:
    return "responses" not in path and "errorBody" not in path


def _changed(node: Any, path: Path, key: Step, value: Any) -> Iterator[tuple[str, Any]]:
    """What may stand in the place of a scalar."""
    word = next(step for step in reversed((*path, key)) if isinstance(step, str))
    if isinstance(value, bool):
        yield "flip", not value
    elif isinstance(value, int | float):
        for step in _steps(value, word):
            yield "shift", round(value + step, 9)
            yield "shift", round(value - step, 9)
    elif value is None:
        yield "change", "null"
    elif word == "type" and "security" in path:
        yield "swap", "none"
    elif word == "type" and value in (*_TYPES, "null"):
        yield "swap", _next(_TYPES, value)
    elif word in ("evidence", "level") and isinstance(value, str):
        yield "evidence", _other_level(value)
    elif word in _WORDS and value in _WORDS[word]:
        others = _others(_WORDS[word], value)
        for other in others[:3] if len(others) < 5 else others[:2]:
            yield "swap", other
    else:
        yield from _texts(node, path, word, str(value))


def _texts(node: Any, path: Path, word: str, value: str) -> Iterator[tuple[str, str]]:
    if word in ("ratio", "tier", "preset", "model") and "table" in path:
        yield "swap", _swapped_cell(word, value)
    elif word == "url" and "servers" in path:
        yield "change", f"{value}x"
    elif word in ("minimum", "maximum"):
        width, _, height = value.partition(":")
        yield "shift", f"{int(width) + 1}:{height}"
        yield "shift", f"{width}:{int(height) + 1}"
    elif word == "pattern":
        yield "change", value.replace("$", "X$") if value.endswith("$") else f"{value}X"
    elif word == "status" and value in ("4XX", "5XX"):
        yield "swap", "4XX" if value == "5XX" else "5XX"
    elif value.startswith("/"):
        yield "change", value.removesuffix("/*") if value.endswith("/*") else f"{value}X"
    elif not value:
        yield "change", "/X"
    elif word == "default" and len(values := _enum(node)) > 1:
        yield "swap", _next(values, value)
    else:
        yield "change", f"{value}X"


def _enum(node: Any) -> list[Any]:
    return cast("Mapping[str, list[Any]]", node).get("enum", []) if isinstance(node, Mapping) else []


def _swapped_cell(word: str, value: str) -> str:
    """Another key of a table; turned around is a ratio that a table has too."""
    if word == "ratio":
        width, _, height = value.partition(":")
        return f"{height}:{width}" if width != height else f"{int(width) * 2}:{height}"
    return {"1K": "2K", "2K": "1K", "4K": "2K"}.get(value, f"{value}X")


def _steps(value: float, word: str) -> tuple[float, ...]:
    """By how much a number is shifted: one, or for what has decimals its last one; sides of images also by a block."""
    if isinstance(value, float) and not value.is_integer():
        return (10.0 ** -len(repr(value).partition(".")[2]),)
    return (1, 16) if word in ("width", "height") else (1,)


def _others(words: Sequence[Any], value: Any) -> list[Any]:
    """The other words, those after this one first."""
    at = words.index(value)
    return [*words[at + 1 :], *words[:at]]


def _next(words: Sequence[Any], value: Any) -> Any:
    return _others(words, value)[0] if value in words else words[0]


def _other_level(level: str) -> str:
    return "documented" if level in _WEAK else "inferred"
