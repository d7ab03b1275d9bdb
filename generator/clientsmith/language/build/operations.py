"""Operations, with their sizes, rules, answers, results and tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientsmith.language.build.fields import body_fields, limits, parameter_fields, schema_with_prose
from clientsmith.language.build.reading import read
from clientsmith.language.build.size_values import size_annotation, size_values
from clientsmith.language.build.typed_dicts import TypedDicts
from clientsmith.language.model import (
    Callback,
    Envelope,
    ExampleBody,
    Field,
    Operation,
    Response,
    Rule,
    RuleKind,
    Schema,
    Server,
    ServerVariable,
    SizeAxis,
    SizeLimit,
    SizeRule,
    Stream,
    StreamEvent,
    Task,
    TypedMember,
)
from clientsmith.language.names import class_name, constant_name, fields_class_name
from clientsmith.language.node import Node
from clientsmith.language.pixels import pixel_limits
from clientsmith.language.prose import model_sentence, rule_sentence
from clientsmith.language.rules import RULE_KINDS
from clientsmith.language.types import JSON

_SUBMIT_SECONDS, _OTHER_SECONDS = 60.0, 30.0
_TAKES_SIZE = {"WxH", "W*H", "W:H", "object"}


def operation(
    node: Node, identifier: str, envelope: Envelope, shared: tuple[Field, ...], typed_dicts: TypedDicts
) -> Operation:
    """One operation; `shared` are the parameters of the whole provider, `typed_dicts` its argument classes."""
    body = node.child("requestBody")
    sized = frozenset(
        axis["field"] for axis in node.child("size").get("fields", ()) if _TAKES_SIZE & set(axis["forms"])
    )
    fields = (*body_fields(body, sized), *parameter_fields(node), *shared)
    size = _size(node, fields) if "size" in node.data else None
    closed = {field.wire: values for field in fields if (values := size_values(size, field))}
    if size is not None and closed:
        fields = tuple(
            replace(field, annotation=size_annotation(field, closed[field.wire])) if field.wire in closed else field
            for field in fields
        )
        size = _size(node, fields)
    by_wire = {field.wire: field for field in fields}
    title = class_name(identifier)
    submits = not node.get("idempotent", node.text("method") in ("GET", "PUT", "DELETE"))
    task = read(Task, node.child("task")) if "task" in node.data else None
    results = "results" in node.data
    own_model = f"{title}Answer"
    # A submit may answer at once; otherwise the answer to the last poll is the result.
    returns = [own_model] if task is None or results else []
    if task is not None:
        returns.append(f"{class_name(task.result or task.poll)}Answer")
    keyed = next(
        (field.wire for field in fields if field.role == "idempotencyKey" and field.location == "header"), None
    )
    return read(
        Operation,
        node,
        id=identifier,
        constant=constant_name(identifier),
        fields_class=fields_class_name(identifier),
        model=own_model,
        returns=tuple(returns),
        submits=submits,
        timeout=node.get("timeout", _SUBMIT_SECONDS if submits else _OTHER_SECONDS),
        servers=servers(node),
        envelope=envelope,
        has_body="requestBody" in node.data,
        media_type=body.text("mediaType", JSON),
        open_body=body.get("additionalProperties", True),
        fields=fields,
        typed_fields=typed_dicts.of(
            fields_class_name(identifier),
            f"Arguments of {identifier}, which describes them.",
            fields,
            body.data,
            sized,
            closed.keys(),
            node.key,
        ),
        size=size,
        rules=(*_model_limits(node, by_wire), *(_rule(rule, by_wire) for rule in node.elements("rules"))),
        responses=tuple(response(child, int(status)) for status, child in node.items("responses")),
        task=task,
        stream=_stream(node.child("stream")) if "stream" in node.data else None,
        callbacks=tuple(read(Callback, child) for _, child in node.items("callbacks")),
        idempotency_header=keyed,
        chooser=node.child("modelLimits").text("field"),
        model_defaults=_by_model(node, "default"),
    )


def _stream(node: Node) -> Stream:
    events = tuple(read(StreamEvent, one, name=name) for name, one in node.items("events"))
    return read(Stream, node, values=node.get("set"), events=events)


def envelope(root: Node, operation: Node | None = None) -> Envelope:
    """The envelope of a provider, or of an operation whose own words replace those of its provider."""
    shared = root.child("envelope")
    own = shared if operation is None else operation.child("envelope")
    body = (own if "errorBody" in own.data else shared).child("errorBody")
    merged = Node({**shared.data, **own.data}, own.key, own.evidence, own.levels)
    return read(Envelope, merged, error_body=response(body, 400) if "errorBody" in merged.data else None)


def servers(node: Node) -> tuple[Server, ...]:
    """The base addresses of a provider or of an operation."""
    return tuple(
        read(
            Server,
            one,
            url=one.text("url").rstrip("/"),
            variables=tuple(read(ServerVariable, inside, name=name) for name, inside in one.items("variables")),
        )
        for one in node.elements("servers")
    )


def _size(operation: Node, fields: tuple[Field, ...]) -> SizeRule:
    node = operation.child("size")
    by_wire = {field.wire: field for field in fields}
    by_role = next((field.wire for field in fields if field.role == "model"), "model")
    model = by_wire.get(operation.child("modelLimits").text("field", by_role))
    defaults, closed = _by_model(operation, "default"), _by_model(operation, "closed")
    axes = tuple(
        read(
            SizeAxis,
            axis,
            name=by_wire[axis.text("field")].name,
            default=by_wire[axis.text("field")].default,
            model_defaults={
                model: of_model[axis.text("field")]
                for model, of_model in defaults.items()
                if axis.text("field") in of_model
            },
        )
        for axis in node.elements("fields")
    )
    return read(
        SizeRule,
        node,
        axes=axes,
        limits=tuple(_size_limit(limit) for limit in node.elements("limits")),
        arguments=tuple(TypedMember(axis.name, by_wire[axis.wire].annotation, True) for axis in axes),
        model=model.name if model is not None else "model",
        closed_models=tuple(closed),
        closed_weakly=node.evidence.weak or operation.child("modelLimits").evidence.weak,
    )


def _size_limit(node: Node) -> SizeLimit:
    """Limits in pixels, with their alternatives; those of `side` become limits of both width and height."""
    limits = pixel_limits(node.data)
    any_of = tuple(pixel_limits(one) for one in node.get("anyOf", ()))
    return read(SizeLimit, node, width=limits.width, height=limits.height, any_of=any_of)


def _narrowed(told: Mapping[str, Mapping[str, Any]], by_wire: Mapping[str, Field]) -> dict[str, Schema]:
    """Narrower limits of fields, with the fields' own unit of length and special values."""
    own = {wire: by_wire[wire].schema for wire in told}
    narrower = {wire: limits(limit) | _not_enum(limit) for wire, limit in told.items()}
    return {
        wire: {word: own[wire][word] for word in ("lengthUnit", "specialValues") if word in own[wire]} | limit
        for wire, limit in narrower.items()
        if limit
    }


def _not_enum(limit: Mapping[str, Any]) -> dict[str, Any]:
    return {"notEnum": limit["notEnum"]} if "notEnum" in limit else {}


def _by_model(node: Node, word: str) -> dict[str, dict[str, Any]]:
    """What a word of the limits by model says, by model and wire name."""
    said = {
        model: {wire: limit[word] for wire, limit in row.data.items() if not isinstance(limit, str) and word in limit}
        for model, row in node.child("modelLimits").items("limits")
    }
    return {model: by_wire for model, by_wire in said.items() if by_wire}


def _model_limits(node: Node, by_wire: Mapping[str, Field]) -> Iterator[Rule]:
    """Limits by model, as rules: one for all models with the same limits, on condition that one of them is given."""
    table = node.child("modelLimits")
    rows: dict[str, tuple[list[str], dict[str, Any], Node]] = {}
    for model, row in table.items("limits"):
        if then := _then_of_model(row.data, by_wire):
            alike, _, _ = rows.setdefault(json.dumps(then, sort_keys=True), ([], then, row))
            alike.append(model)
    for models, then, row in rows.values():
        yield Rule(
            description="",
            id="model-limit",
            kind="modelLimits",
            sentence=model_sentence(models, then),
            fields=tuple(
                dict.fromkeys([*then.get("properties", {}), *then.get("forbidden", ()), *then.get("required", ())])
            ),
            requires={},
            when={table.text("field"): {"enum": models}},
            then=then,
            evidence=row.evidence,
            key=row.key,
        )


def _then_of_model(row: Mapping[str, Any], by_wire: Mapping[str, Field]) -> dict[str, Any]:
    """What holds for a model, as a rule says it; "unknown" and "none" are facts for the reference."""
    told: dict[str, Mapping[str, Any]] = {wire: limit for wire, limit in row.items() if not isinstance(limit, str)}
    then = {
        "required": [wire for wire, limit in told.items() if "required" in limit],
        "forbidden": [wire for wire, limit in row.items() if limit == "forbidden"],
        "properties": _narrowed(told, by_wire),
    }
    return {word: said for word, said in then.items() if said}


def _rule(node: Node, by_wire: Mapping[str, Field]) -> Rule:
    data = node.data
    then = dict(data.get("then", {}))
    if "properties" in then:
        then["properties"] = _narrowed(then["properties"], by_wire)
    kind: RuleKind = next(word for word in RULE_KINDS if data.get(word) is not None)
    named: tuple[str, ...]
    if kind == "requires":
        named = tuple(dict.fromkeys(name for pair in data["requires"].items() for name in (pair[0], *pair[1])))
    elif kind == "when":
        inside = [*then.get("required", ()), *then.get("forbidden", ()), *then.get("ignored", ())]
        named = tuple(dict.fromkeys([*data["when"], *inside, *then.get("properties", {})]))
    else:
        named = tuple(data[kind])
    return read(
        Rule,
        node,
        kind=kind,
        sentence=rule_sentence(data),
        fields=named,
        requires={name: tuple(others) for name, others in data.get("requires", {}).items()},
        then=then,
    )


def response(node: Node, status: int) -> Response:
    """A documented answer."""
    types = tuple(node.child("content").data)
    body = node.child("content").child(JSON) if JSON in types else node
    described = "properties" in body.data
    data = {"type": "object", **body.data}
    return read(
        Response,
        node,
        status=status,
        schema=limits(data) if described else {},
        described=schema_with_prose(data) if described else {},
        content_types=types,
        header_schemas={name: limits(child.data) for name, child in node.items("headers")},
        examples=tuple(read(ExampleBody, one, status=one.get("status", status)) for one in node.elements("examples")),
    )
