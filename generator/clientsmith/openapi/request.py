"""The body of a request, with its rules and its example calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientsmith.language.model import ExampleCall, Field, Operation
from clientsmith.language.node import Node
from clientsmith.language.rules import ModelLimits
from clientsmith.language.sizes import SizeRule
from clientsmith.openapi import body_lists
from clientsmith.openapi.echo import echo
from clientsmith.openapi.fields import KIND_OF, add, field_schema
from clientsmith.openapi.places import Tree
from clientsmith.openapi.rules import Fields, rule_schemas
from clientsmith.openapi.size_forms import form_schema
from clientsmith.openapi.sizes import size_schemas
from clientsmith.openapi.words import ADVICE, UNEXPRESSED, Document, cited, extensions, ordered, row, stated
from clientsmith.oracle.bodies import assemble_json, path_of
from clientsmith.oracle.body_lists import appending


def fields_by_wire(operation: Operation) -> Fields:
    """The fields that rules name; a body field hides a parameter of the same name."""
    return {field.wire: field for field in sorted(operation.fields, key=lambda field: field.location == "body")}


def request_schema(operation: Operation, node: Node) -> Document:
    """The schema of an operation's body; `node` is the operation in the spec."""
    body, fields = node.child("requestBody"), fields_by_wire(operation)
    nodes = dict(body.items("properties"))
    tree, unexpressed, in_a_row = Tree(closed=not operation.open_body), list[Document](), list[Document]()
    for field in operation.fields:
        if field.location != "body":
            continue
        converted = field_schema(field, nodes[field.wire], body.evidence)
        for axis in operation.size.axes if operation.size is not None else ():
            if operation.size is not None and axis.wire == field.wire:
                form = form_schema(operation.size, axis, field)
                weak = operation.size.evidence.weak and form
                add(converted.schema.setdefault(ADVICE, {}) if weak else converted.schema, form)
        needed, schema = field.required or field.constant is not None, ordered(converted.schema)
        how, unsaid = appending(field), list(converted.unexpressed)
        if field.expand is not None:
            for at, (name, one) in enumerate(body_lists.numbered(field.expand, schema)):
                tree.put([name], one, required=needed and not at)
            in_a_row.append(body_lists.in_a_row(field.expand, schema))
        elif how is not None:
            tree.append(how, schema, required=needed)
        else:
            tree.put(path_of(field), schema, required=needed)
        if field.expand is not None or (how is not None and how.each):
            unsaid += [word for word in body_lists.UNSAID if word in field.schema]
        unexpressed += [{"field": field.wire, "rule": word} for word in unsaid]
    for name, value in operation.stream.values.items() if operation.stream is not None else ():
        said = "Asks for a stream of events, with what else does."
        asks = {"type": KIND_OF[type(value)], "const": value, "description": said}
        tree.put([name], asks, required=False)
    hard, advice, rules = in_a_row, list[Document](), list[Document]()
    by_model = {wire for defaults in operation.model_defaults.values() for wire in defaults}
    for rule in operation.rules:
        said_by = rule_schemas(rule, fields, by_model)
        hard += [{"$comment": rule.id, **schema} for schema in said_by.hard]
        advice += [{"$comment": rule.id, **schema} for schema in said_by.advice]
        words = stated(id=rule.id, sentence=rule.sentence, description=rule.description)
        if rule.kind == "when" and not (said_by.hard or said_by.advice):
            words |= {"when": dict(rule.when), "then": dict(rule.then)}
        rules.append(row(rule.evidence, **words, expressed=said_by.complete))
        if not said_by.complete and {"rule": rule.id} not in unexpressed:
            unexpressed.append({"rule": rule.id})
    if operation.size is not None:
        said_of_size, left = size_schemas(operation.size, fields, by_model)
        hard += [{"$comment": "size", **schema} for schema in said_of_size.hard]
        advice += [{"$comment": "size", **schema} for schema in said_of_size.advice]
        unexpressed += [{"rule": name} for name in left]
    schema = tree.schema()
    # Under allOf, generators leave alone what they don't understand.
    schema |= stated(allOf=hard)
    schema |= {ADVICE: {"allOf": advice}} if advice else {}
    tables = {
        word: echo(kind, node.child(word))
        for word, kind in (("modelLimits", ModelLimits), ("size", SizeRule))
        if word in node.data
    }
    schema |= extensions({"rules": rules, **tables})
    schema |= {UNEXPRESSED: unexpressed} if unexpressed else {}
    return schema | cited(body.evidence)


def example_bodies(operation: Operation) -> Document:
    """The documented calls as bodies, with the values of parameters beside them."""
    return {example.id: _example(operation, example) for example in operation.examples}


def _example(operation: Operation, example: ExampleCall) -> Document:
    given = list(_given(operation, example))
    parameters = {field.wire: value for field, value in given if field.location != "body"}
    document = stated(summary=example.title)
    if operation.has_body:
        document["value"] = assemble_json(((field, value) for field, value in given if field.location == "body"), {})
    return {**document, **extensions({"parameters": parameters}), **cited(example.evidence)}


def _given(operation: Operation, example: ExampleCall) -> Iterator[tuple[Field, Any]]:
    """What a documented call sends: what it says, and what is always sent."""
    for field in operation.fields:
        if field.constant is not None and field.location == "body":
            yield field, field.constant
        elif field.wire in example.arguments and field.constant is None:
            yield field, example.arguments[field.wire]
        elif field.fixed is not None:
            yield field, field.fixed
