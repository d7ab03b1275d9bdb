"""JSON Schema in, pydantic v2 source out; the only module that imports datamodel-code-generator."""

from __future__ import annotations

import ast
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clientsmith.diagnostics import safe
from clientsmith.language.model import Provider, Schema
from clientsmith.language.names import attribute_name, class_name, free_name

_IMPORTED = frozenset({"Any", "BaseModel", "ConfigDict", "Field", "Literal"})
"""Names that the module of the models imports; no class may be called so."""


def models_source(provider: Provider) -> str:
    """The classes of a provider's answers, relaxed: unknown fields are kept, unknown values of an enum are legal.

    Only `type` and `required` are asked of an answer; limits are left to the drift report.
    """
    return source_of(asked(provider))


def asked(provider: Provider) -> str:
    """All that the source of a provider's models is made from, as JSON: schemas by class name, and attributes."""
    definitions = _Definitions(operation.model for operation in provider.operations)
    for operation in provider.operations:
        answer = operation.answer
        described: Schema = answer.described if answer is not None else {}
        doc = f"Answer of {operation.id}."
        stem = operation.model.removesuffix("Answer")
        definitions.add(operation.model, stem, described or {"type": "object"}, doc)
    return json.dumps([definitions.schemas, definitions.attributes])


class _Definitions:
    """The classes of a provider's answers as JSON Schemas by name, and the attributes of wire names that need one."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.schemas: dict[str, Any] = {}
        self.attributes: dict[str, str] = {}
        self._taken = {*_IMPORTED, *taken}

    def add(self, name: str, stem: str, schema: Mapping[str, Any], doc: str) -> None:
        """Add the class of an object, after those of the objects inside under names made from their paths."""
        properties: dict[str, Any] = {}
        for wire, child in schema.get("properties", {}).items():
            attribute = attribute_name(wire)
            properties[wire] = self._relaxed(f"{stem}{class_name(attribute)}", child)
            if attribute != wire:
                self.attributes[wire] = attribute
        self.schemas[name] = {
            "type": "object",
            "description": doc,
            "additionalProperties": True,
            "properties": properties,
            "required": [wire for wire in schema.get("required", ()) if wire in properties],
        }

    def _relaxed(self, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The schema of a value with its types only; an object with properties becomes a class of this name."""
        kinds = schema.get("type", ())
        options: list[dict[str, Any]] = []
        for kind in [kinds] if isinstance(kinds, str) else list(kinds):
            if kind == "object" and schema.get("properties"):
                free = free_name(name, self._taken)
                self.add(free, free, schema, _visible(schema.get("description", "")))
                options.append({"$ref": f"#/$defs/{free}"})
            elif kind == "object":
                options.append({"type": "object", "additionalProperties": True})
            elif kind == "array":
                options.append({"type": "array", "items": self._relaxed(f"{name}Item", schema.get("items", {}))})
            elif kind == "string" and "enum" in schema:
                options += [{"enum": list(schema["enum"])}, {"type": "string"}]
            else:
                options.append({"type": kind})
        described = {"description": _visible(schema["description"])} if schema.get("description") else {}
        if len(options) == 1 and "$ref" not in options[0]:
            return {**options[0], **described}
        return {"anyOf": options, **described} if options else described


def _visible(text: str) -> str:
    """The text with an escape for every character that can't be seen: it goes into a docstring that isn't ours."""
    return "\n".join(safe(line) for line in text.split("\n"))


def source_of(text: str) -> str:
    """The source of the models that `asked` describes.

    Raises:
        ValueError: it has anything but classes of annotated fields.
    """
    # pydantic would look through all installed packages for plugins, which could even change what is made.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from datamodel_code_generator import InputFileType, generate  # noqa: PLC0415 - slow, and not needed by `validate`
    from datamodel_code_generator.enums import DataModelType  # noqa: PLC0415 - slow, and not needed by `validate`
    from datamodel_code_generator.format import PythonVersion  # noqa: PLC0415 - slow, and not needed by `validate`
    from datamodel_code_generator.parser import LiteralType  # noqa: PLC0415 - slow, and not needed by `validate`

    definitions, attributes = json.loads(text)
    # Without this, pydantic before 2.10 warns of every field called model_something.
    config = {"protected_namespaces": ()} if any(name.startswith("model_") for name in _wire_names(definitions)) else {}
    source = generate(
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions}),
        aliases=attributes,
        extra_template_data=defaultdict(dict, {"#all#": {"config": config}}) if config else None,
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        formatters=[],
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        extra_fields="allow",
        use_standard_collections=True,
        use_union_operator=True,
        use_schema_description=True,
        use_field_description=True,
        use_annotated=False,
        custom_file_header="#",
        skip_root_model=True,
        allow_remote_refs=False,
    )
    if not isinstance(source, str):
        raise TypeError("the generator of the models made no source")
    return _checked(source.removeprefix("#\n"))


def _wire_names(definitions: Mapping[str, Any]) -> Iterator[str]:
    for schema in definitions.values():
        yield from schema["properties"]


_NODES = (
    ast.Module,
    ast.ImportFrom,
    ast.alias,
    ast.ClassDef,
    ast.AnnAssign,
    ast.Assign,
    ast.Expr,
    ast.Constant,
    ast.Name,
    ast.Subscript,
    ast.Tuple,
    ast.BinOp,
    ast.BitOr,
    ast.Call,
    ast.keyword,
    ast.List,
    ast.UnaryOp,
    ast.USub,
    ast.Pass,
    ast.expr_context,
)
_MODULES = {"__future__", "pydantic", "typing"}
_CALLS = {"ConfigDict", "Field"}


def _checked(source: str) -> str:
    """The source, if it is nothing but classes of annotated fields: spec text went through code that isn't ours.

    Raises:
        ValueError: it has anything else.
    """
    for node in ast.walk(ast.parse(source)):
        fine = isinstance(node, _NODES)
        if isinstance(node, ast.ImportFrom):
            fine = node.module in _MODULES and node.level == 0
        elif isinstance(node, ast.Call):
            fine = isinstance(node.func, ast.Name) and node.func.id in _CALLS
        elif isinstance(node, ast.Expr):
            fine = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if not fine:
            raise ValueError(f"the models have a {type(node).__name__}, which no model needs")
    return source
