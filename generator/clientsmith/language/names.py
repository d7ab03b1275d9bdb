"""How a word of a spec becomes a Python name; no other module makes names."""

from __future__ import annotations

import keyword
import re
from hashlib import sha256

RESERVED_ARGUMENTS = frozenset({"self", "wait_timeout", "on_progress", "extra_body", "extra_headers", "task_id_"})
"""Options that every method of a client takes besides the provider's own fields."""

CLIENT_MEMBERS = frozenset(
    """aclose address_of addresses all_failed args awaits base_url bool build bytes callbacks close
    connection drift_of emit float image_of int key message models no_image note_drift
    object operations options package private provider result resumable run_effects str task undecodable uploads
    with_options""".split()  # noqa: SIM905 - a list of so many is harder to read
)
"""Members of every client, and names that the signatures of its methods need; no operation may have such an id."""

_OF_PYDANTIC = frozenset(
    """construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs validate
    model_computed_fields model_config model_construct model_copy model_dump model_dump_json model_extra model_fields
    model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild model_validate
    model_validate_json model_validate_strings""".split()  # noqa: SIM905 - a list of so many is harder to read
)
"""Members of every model; a test compares them with pydantic's."""

_OF_ANNOTATIONS = frozenset({"str", "int", "float", "bool", "list", "dict"})
"""What the types of a model's fields are made of; a field of such a name would hide it from the fields after it."""

_WORD_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_A_WORD = re.compile(r"[^A-Za-z0-9]+")
_MAX_LENGTH = 80


def python_name(wire: str) -> str:
    """The argument for a wire name: `Idempotency-Key` is idempotency_key, `class` is class_.

    The name depends on this word alone, so that a field added beside it never renames it.

    Raises:
        ValueError: no legal ASCII name can be made; the spec has to give a pythonName.
    """
    if not wire.isascii():
        raise ValueError(f"{wire!a} has letters beyond ASCII")
    spaced = _WORD_BOUNDARY.sub("_", wire)
    name = _NOT_A_WORD.sub("_", spaced).strip("_").lower()
    if not name or not name[0].isalpha() or len(name) > _MAX_LENGTH:
        raise ValueError(f"{wire!a} doesn't begin with a letter, or is too long")
    if keyword.iskeyword(name) or name in RESERVED_ARGUMENTS:
        name += "_"
    return name


def attribute_name(wire: str) -> str:
    """The attribute of an answer for a wire name: `imageUrl` is image_url, `copy` is copy_, `图` is field_ and a hash.

    What pydantic or the annotations after it need is given an underscore; every word has a name, made from it alone.
    """
    try:
        name = python_name(wire)
    except ValueError:
        return f"field_{sha256(wire.encode()).hexdigest()[:8]}"
    if name in _OF_PYDANTIC or name in _OF_ANNOTATIONS:
        return f"field_{name}" if name.startswith("model_") else f"{name}_"
    return name


def class_name(identifier: str) -> str:
    """`get_task_result` is GetTaskResult, `get_2` is Get_2; different identifiers have different names."""
    parts = [part for part in identifier.split("_") if part]
    return "".join(part[0].upper() + part[1:] if part[0].isalpha() else f"_{part}" for part in parts)


def fields_class_name(identifier: str) -> str:
    """The TypedDict of an operation's arguments."""
    return f"{class_name(identifier)}Fields"


def constant_name(identifier: str) -> str:
    """`get_task_result` is GET_TASK_RESULT."""
    return identifier.upper()


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number if it is taken: `a_b` and `aB` are both AB. It is taken from then on."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}{number}", number + 1
    taken.add(free)
    return free
