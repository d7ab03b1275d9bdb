"""The types of the values of words, as JSON Schema; types that many words share have a name."""

from __future__ import annotations

from typing import Any

from clientsmith.language.words import Schema, Type

SHARED: dict[str, Schema] = {}
"""Types that stand once in the schema, by name."""


def text(**limits: Any) -> Schema:
    """A text."""
    return {"type": "string", **limits}


def shaped(pattern: str, expected: str, **limits: Any) -> Schema:
    """A text that matches a pattern, and the message for one that doesn't."""
    return text(pattern=pattern, patternErrorMessage=f"Expected {expected}", **limits)


def whole(minimum: int, maximum: int | None = None) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": minimum, **({} if maximum is None else {"maximum": maximum})}


def one_of(*values: str) -> Schema:
    """One of these texts."""
    return {"enum": list(values)}


def listed(items: Schema, **limits: Any) -> Schema:
    """A list."""
    return {"type": "array", **limits, "items": items}


def mapped(values: Schema, **limits: Any) -> Schema:
    """A mapping whose values are of one type."""
    return {"type": "object", **limits, "additionalProperties": values}


def one(kind: str) -> Type:
    """A node."""
    return Type(_ref(kind), kind, "one")


def many(kind: str, **limits: Any) -> Type:
    """A list of nodes."""
    return Type(listed(_ref(kind), **limits), kind, "many")


def named(kind: str, names: Schema | None = None, **limits: Any) -> Type:
    """Nodes by name."""
    return Type(mapped(_ref(kind), **limits, **({"propertyNames": names} if names else {})), kind, "named")


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _shared(name: str, schema: Schema, says: str) -> Schema:
    SHARED[name] = {**schema, "description": says}
    return _ref(name)


LOWER = "in lower case such as {}: letters, digits and {}, a letter first"
ID = shaped("^[a-z][a-z0-9-]*$", "a name " + LOWER.format("size-pair", "-"))
PYTHON_NAME = shaped("^[a-z][a-z0-9_]*$", "a name " + LOWER.format("generate_image", "_"))
HEADER = shaped("^[A-Za-z0-9-]+$", "the name of a header such as X-API-Key: letters, digits and -")
JSON, MULTIPART = BODY_TYPES = ("application/json", "multipart/form-data")
MEDIA_TYPE = shaped("^[a-z]+/[a-z0-9.+-]+$", "a media type such as image/png")
MEDIA_RANGE = shaped("^[a-z]+/([a-z0-9.+-]+|\\*)$", "a media type, or a range such as image/*")
VARIABLE = shaped("^[A-Z][A-Z0-9_]*$", "the name of a variable such as FOX_KEY: capitals, digits and _")
HOSTS = listed(
    shaped(
        r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$",
        "the name of a host in lower case such as queue.fox.dev, or *.fox.dev",
        maxLength=253,
    ),
    minItems=1,
    uniqueItems=True,
)
STATUS = whole(200, 599)
ERROR_CLASS = one_of(
    "badRequest",
    "authentication",
    "paymentRequired",
    "permissionDenied",
    "notFound",
    "contentRejected",
    "rateLimit",
    "server",
)
FAILURE_CLASS = one_of("badRequest", "paymentRequired", "contentRejected", "rateLimit", "server")
TIME_UNIT = one_of("s", "ms")
NAME = text()
FILLED = text(minLength=1)
YES_OR_NO: Schema = {"type": "boolean"}
SECONDS: Schema = {"type": "number", "exclusiveMinimum": 0}
OBJECT: Schema = {"type": "object"}
ANY: Schema = {"type": ["string", "number", "boolean", "array", "object", "null"]}

SOURCE = _shared(
    "source",
    shaped("^[a-z][a-z0-9-]*(#.+)?$", "the name of a source, or name#place, such as page#Body size"),
    "Where the fact was read: SOURCE or SOURCE#PLACE, the place being a heading, a field or an example that can be "
    "searched for on the page. Inherited by everything inside.",
)
LEVEL = _shared(
    "level",
    one_of("documented", "example", "inferred", "assumed", "unknown"),
    "How sure the fact is. documented: the page states it; example: seen in an example only; inferred: follows from "
    "other statements or stands on another page about the same thing; assumed: our guess; unknown: looked for and not "
    "found. A limit that is inferred or assumed warns and doesn't refuse.",
)
EVIDENCE = _shared(
    "evidence",
    {
        "anyOf": [
            LEVEL,
            {
                **mapped(_ref("keywordEvidence"), minProperties=1),
                "description": "Level by keyword, where one keyword of a field is less sure than the rest or has "
                "another source.",
            },
        ]
    },
    "How sure this is: one level for the node and everything inside, or levels of single keywords. A node with a "
    "`source` of its own has the level of that page again, unless it says its own. A required field is asked for "
    "whatever the level.",
)
POINTER = _shared(
    "pointer",
    shaped("^(/[^/]*)*$", "a JSON Pointer, which begins with a slash, such as /data/*/url"),
    "A JSON Pointer into a body; a step `*` stands for every element of an array. The empty pointer is the whole body.",
)
POINTERS = _shared(
    "pointers",
    {"anyOf": [POINTER, listed(POINTER, minItems=1)]},
    "One pointer, or several of which the first that finds something counts.",
)
SCALAR = _shared("scalar", {"type": ["string", "number", "boolean"]}, "A JSON scalar.")
TYPE_NAME = _shared(
    "typeName", one_of("string", "integer", "number", "boolean", "array", "object", "null"), "A JSON Schema type."
)
RATIO = _shared(
    "ratioText",
    shaped("^[1-9][0-9]{0,4}:[1-9][0-9]{0,4}$", "a ratio of whole numbers such as 16:9"),
    "A ratio width:height in whole numbers.",
)
VALUES = listed(SCALAR, minItems=1, uniqueItems=True)
NAMES = listed(NAME, minItems=1, uniqueItems=True)
SEVERAL_NAMES = listed(NAME, minItems=2, uniqueItems=True)
