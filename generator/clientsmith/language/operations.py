"""Operations, with their sizes, rules, answers, results and tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientsmith.language.fields import body_fields, limits, parameter_fields, schema_with_prose
from clientsmith.language.model import (
    Acceptor,
    Bounds,
    ExampleBody,
    ExampleCall,
    Field,
    ImagePath,
    Operation,
    Response,
    Results,
    Rule,
    RuleKind,
    Schema,
    SizeAxis,
    SizeLimit,
    SizeRow,
    SizeRule,
    Task,
    TypedMember,
)
from clientsmith.language.names import class_name, constant_name, fields_class_name
from clientsmith.language.node import Node
from clientsmith.language.prose import listed, rule_sentence
from clientsmith.language.sizes import size_annotation, size_values
from clientsmith.language.typed_dicts import TypedDicts

RULE_KINDS: tuple[RuleKind, ...] = ("requires", "conflicts", "atLeastOne", "exactlyOne", "when")
_SUBMIT_SECONDS, _OTHER_SECONDS = 60.0, 30.0
_TAKES_SIZE = {"WxH", "W*H", "W:H", "object"}


def operation(node: Node, identifier: str, shared: tuple[Field, ...], typed_dicts: TypedDicts) -> Operation:
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
    task = _task(node.child("task")) if "task" in node.data else None
    results = _results(node.child("results")) if "results" in node.data else None
    own_model = f"{title}Answer"
    # A submit may answer at once; otherwise the answer to the last poll is the result.
    returns = [own_model] if task is None or results is not None else []
    if task is not None:
        returns.append(f"{class_name(task.poll)}Answer")
    keyed = next(
        (field.wire for field in fields if field.role == "idempotencyKey" and field.location == "header"), None
    )
    return Operation(
        id=identifier,
        constant=constant_name(identifier),
        fields_class=fields_class_name(identifier),
        model=own_model,
        returns=tuple(returns),
        summary=node.text("summary"),
        description=node.text("description"),
        method=node.text("method"),
        path=node.text("path"),
        submits=submits,
        timeout=node.get("timeout", _SUBMIT_SECONDS if submits else _OTHER_SECONDS),
        max_response_bytes=node.get("maxResponseBytes"),
        has_body="requestBody" in node.data,
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
        examples=tuple(_example_call(example) for example in node.elements("examples")),
        responses=tuple(response(child, int(status)) for status, child in node.items("responses")),
        results=results,
        task=task,
        idempotency_header=keyed,
        evidence=node.evidence,
        key=node.key,
    )


def _size(operation: Node, fields: tuple[Field, ...]) -> SizeRule:
    node = operation.child("size")
    by_wire = {field.wire: field for field in fields}
    by_role = next((field.wire for field in fields if field.role == "model"), "model")
    model = by_wire.get(operation.child("modelLimits").text("field", by_role))
    axes = tuple(
        SizeAxis(
            by_wire[axis.text("field")].name,
            axis.text("field"),
            tuple(axis.get("forms")),
            by_wire[axis.text("field")].default,
        )
        for axis in node.elements("fields")
    )
    arguments = tuple(TypedMember(axis.name, by_wire[axis.wire].annotation, True) for axis in axes)
    table = tuple(
        SizeRow(
            ratio=row.get("ratio"),
            tier=row.get("tier"),
            preset=row.get("preset"),
            model=row.get("model"),
            width=row.get("width"),
            height=row.get("height"),
            approximate=bool(row.get("approximate")),
            description=row.text("description"),
            evidence=row.evidence,
            key=row.key,
        )
        for row in node.elements("table")
    )
    return SizeRule(
        axes=axes,
        table=table,
        closed=bool(node.get("closed")),
        limits=tuple(_size_limit(limit) for limit in node.elements("limits")),
        arguments=arguments,
        model=model.name if model is not None else "model",
        evidence=node.evidence,
        key=node.key,
    )


def _size_limit(node: Node) -> SizeLimit:
    side = node.get("side", {})
    ratio = node.get("ratio", {})
    return SizeLimit(
        width=_bounds({**side, **node.get("width", {})}),
        height=_bounds({**side, **node.get("height", {})}),
        pixels=_bounds(node.get("pixels", {})),
        ratio_minimum=ratio.get("minimum"),
        ratio_maximum=ratio.get("maximum"),
        when=node.get("when", {}),
        evidence=node.evidence,
        key=node.key,
    )


def _bounds(data: Mapping[str, Any]) -> Bounds:
    return Bounds(data.get("minimum"), data.get("maximum"), data.get("multipleOf"))


def _narrowed(told: Mapping[str, Mapping[str, Any]], by_wire: Mapping[str, Field]) -> dict[str, Schema]:
    """Narrower limits of fields, which are counted as the fields' own are and leave out the same special values."""
    own = {wire: by_wire[wire].schema for wire in told}
    return {
        wire: {word: own[wire][word] for word in ("lengthUnit", "specialValues") if word in own[wire]} | limits(limit)
        for wire, limit in told.items()
    }


def _model_limits(node: Node, by_wire: Mapping[str, Field]) -> Iterator[Rule]:
    """Limits by model, as rules under the condition that one of the models is given that share them."""
    table = node.child("modelLimits")
    rows: dict[str, tuple[list[str], dict[str, Mapping[str, Any]], Node]] = {}
    for model, row in table.items("limits"):
        # "unknown" and "none" are facts for the reference; there is nothing to check.
        told: dict[str, Mapping[str, Any]] = {
            wire: limit for wire, limit in row.data.items() if not isinstance(limit, str)
        }
        if told:
            alike, _, _ = rows.setdefault(json.dumps(told, sort_keys=True), ([], told, row))
            alike.append(model)
    for models, told, row in rows.values():
        yield Rule(
            id="model-limit",
            kind="modelLimits",
            sentence=f"Limits of {listed(models, 'and')}.",
            fields=tuple(told),
            requires={},
            when={table.text("field"): {"enum": models}},
            then=_narrowed(told, by_wire),
            evidence=row.evidence,
            key=row.key,
        )


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
    return Rule(
        id=node.text("id"),
        kind=kind,
        sentence=rule_sentence(data),
        fields=named,
        requires={name: tuple(others) for name, others in data.get("requires", {}).items()},
        when=data.get("when", {}),
        then=then,
        evidence=node.evidence,
        key=node.key,
    )


def _example_call(node: Node) -> ExampleCall:
    return ExampleCall(node.text("id"), node.text("title"), node.get("arguments"), node.evidence, node.key)


def response(node: Node, status: int) -> Response:
    """A documented answer."""
    described = "properties" in node.data
    data = {"type": "object", **node.data}
    return Response(
        status=status,
        description=node.text("description"),
        schema=limits(data) if described else {},
        described=schema_with_prose(data) if described else {},
        examples=tuple(
            ExampleBody(one.text("id"), one.get("status", status), one.get("body"), one.evidence, one.key)
            for one in node.elements("examples")
        ),
        evidence=node.evidence,
        key=node.key,
    )


def _results(node: Node) -> Results:
    life = node.child("lifetime")
    return Results(
        images=tuple(
            ImagePath(
                items=place.text("items"),
                url=place.pointers("url"),
                base64=place.pointers("base64"),
                expires_at=place.pointers("expiresAt"),
                ttl=place.pointers("ttl"),
                media_type=place.pointers("mediaType"),
                key=place.key,
            )
            for place in node.elements("images")
        ),
        lifetime=life.get("seconds"),
        since=life.text("since"),
        count=node.get("count"),
        evidence=node.evidence,
        key=node.key,
    )


def _task(node: Node) -> Task:
    poll, cancel = node.child("poll"), node.child("cancel")
    delay = node.get("delay", 2)
    return Task(
        id=node.pointers("id"),
        submit_status=node.text("submitStatus"),
        poll=poll.text("operation"),
        parameter=poll.text("parameter"),
        echo=poll.pointers("echo"),
        cancel=cancel.get("operation"),
        cancel_parameter=cancel.get("parameter"),
        status=node.text("status"),
        acceptors=tuple(
            Acceptor(
                expected=row.get("expected"),
                state=row.text("state"),
                matcher=row.text("matcher", "path"),
                argument=row.text("argument"),
                description=row.text("description"),
                evidence=row.evidence,
                key=row.key,
            )
            for row in node.elements("acceptors")
        ),
        unknown_status=node.text("unknownStatus", "retry"),
        progress=node.pointers("progress"),
        eta=node.pointers("eta"),
        reason=node.pointers("reason"),
        code=node.pointers("code"),
        delay=delay,
        max_delay=node.get("maxDelay", delay),
        max_attempts=node.get("maxAttempts"),
        timeout=node.get("timeout", 600),
        not_found_grace=node.get("notFoundGrace", 10),
        evidence=node.evidence,
        key=node.key,
    )
