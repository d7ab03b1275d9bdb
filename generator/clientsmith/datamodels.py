"""Stage render: JSON Schema in, pydantic v2 source out; the only module that imports datamodel-code-generator."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from clientsmith.model import Provider, Schema
from clientsmith.names import class_name, python_name


def models_source(provider: Provider) -> str:
    """The classes of a provider's answers, relaxed: unknown fields are kept, unknown values of an enum are legal.

    Only `type` and `required` are asked of an answer; limits are left to the drift report.
    """
    definitions: dict[str, Any] = {}
    for operation in provider.operations:
        answer = operation.answer
        described: Schema = answer.described if answer is not None else {}
        doc = f"Answer of {operation.id}."
        stem = operation.model.removesuffix("Answer")
        _define(operation.model, stem, described or {"type": "object"}, doc, definitions)
    return _generate({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions})


def _define(name: str, stem: str, schema: Mapping[str, Any], doc: str, definitions: dict[str, Any]) -> None:
    """Put the class of an object, and of the objects inside, among the definitions under a name made from its path."""
    properties = {
        wire: _relaxed(f"{stem}{_part(wire)}", child, definitions)
        for wire, child in schema.get("properties", {}).items()
    }
    definitions[name] = {
        "type": "object",
        "description": doc,
        "additionalProperties": True,
        "properties": properties,
        "required": [wire for wire in schema.get("required", ()) if wire in properties],
    }


def _relaxed(name: str, schema: Mapping[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value with its types only; an object with properties becomes a class of this name."""
    kinds = schema.get("type", ())
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    options: list[dict[str, Any]] = []
    for kind in names:
        if kind == "object" and schema.get("properties"):
            _define(name, name, schema, schema.get("description", ""), definitions)
            options.append({"$ref": f"#/$defs/{name}"})
        elif kind == "object":
            options.append({"type": "object", "additionalProperties": True})
        elif kind == "array":
            items = _relaxed(f"{name}Item", schema.get("items", {}), definitions)
            options.append({"type": "array", "items": items})
        elif kind == "string" and "enum" in schema:
            options += [{"enum": list(schema["enum"])}, {"type": "string"}]
        else:
            options.append({"type": kind})
    described = {"description": schema["description"]} if schema.get("description") else {}
    if len(options) == 1 and "$ref" not in options[0]:
        return {**options[0], **described}
    return {"anyOf": options, **described} if options else described


def _part(wire: str) -> str:
    try:
        return class_name(python_name(wire))
    except ValueError:
        return "Value"


def _generate(schema: dict[str, Any]) -> str:
    import json  # noqa: PLC0415 - the slow imports are paid only where models are made

    from datamodel_code_generator import InputFileType, generate  # noqa: PLC0415
    from datamodel_code_generator.enums import DataModelType  # noqa: PLC0415
    from datamodel_code_generator.format import PythonVersion  # noqa: PLC0415
    from datamodel_code_generator.parser import LiteralType  # noqa: PLC0415

    source = generate(
        json.dumps(schema),
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
