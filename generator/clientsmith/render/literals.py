"""The intermediate representation as calls of the runtime's own words (`_runtime/describe.py`).

What equals the runtime's default isn't written, so that a generated module shows what is special.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from clientsmith.language.model import (
    Envelope,
    ErrorRow,
    Field,
    Operation,
    PixelLimits,
    Provider,
    Rule,
    Schema,
    Server,
    SizeLimit,
    SizeRow,
    SizeRule,
    Stream,
)
from clientsmith.language.types import JSON
from clientsmith.language.words import Part, Word
from clientsmith.render.python_source import Call, Name

_DEFAULTS: tuple[Any, ...] = (None, "", (), dict[str, Any](), False, frozenset[str]())


def call(value: Part, /, **others: Any) -> Call:
    """A declared value as a call of the runtime's own class; `others` aren't words, or are told in another way."""
    kind = type(value)
    positional = tuple(getattr(value, name) for name in kind.POSITIONAL)
    words = {one.attribute: one for one in kind.WORDS if one.told and one.attribute not in ("", *kind.POSITIONAL)}
    own = {name: _told(word, getattr(value, name)) for name, word in words.items() if name not in others}
    special = {name: item for name, item in own.items() if item is not None} | _pruned(**others)
    return Call(kind.RUNTIME, positional, {name: special[name] for name in {**words, **others} if name in special})


def _told(word: Word, held: Any) -> Any:
    """What the runtime is told of a word; None where that is what its class has by default."""
    if word.of.kind:
        if word.of.shape == "many":
            return tuple(call(one) for one in held)
        part = call(held)
        return part if part.keywords else None
    if held in (None, "") or (held == word.absent and type(held) is type(word.absent)):
        return None
    return float(held) if word.type_name == "number" else held


def _pruned(**keywords: Any) -> dict[str, Any]:
    """Keywords without those whose value says nothing; zero does say something."""
    return {
        name: value
        for name, value in keywords.items()
        if not any(value == empty and type(value) is type(empty) for empty in _DEFAULTS)
    }


def _differing(usual: Mapping[str, Any], /, **keywords: Any) -> dict[str, Any]:
    return {name: value for name, value in _pruned(**keywords).items() if usual.get(name) != value}


def operation_call(operation: Operation, provider: Provider) -> Call:
    """The description of an operation."""
    constants = tuple(field for field in operation.fields if field.constant is not None)
    return Call(
        "Operation",
        (),
        _differing(
            {"timeout": 30.0, "media_type": JSON, "accept": JSON},
            id=operation.id,
            method=operation.method,
            path=operation.path,
            fields=tuple(field_call(field) for field in operation.arguments),
            constants=tuple(_constant_call(field) for field in constants),
            servers=_servers(operation.servers),
            has_body=operation.has_body,
            media_type=operation.media_type,
            encoding={field.wire: call(field.encoding) for field in operation.fields if field.encoding is not None},
            submits=operation.submits,
            timeout=float(operation.timeout),
            max_bytes=operation.max_response_bytes,
            rules=tuple(rule_call(rule) for rule in operation.rules),
            defaults=_defaults(operation),
            model_defaults=_model_defaults(operation),
            sizes=Name(f"sizes.{operation.constant}") if operation.size is not None else None,
            answers={
                response.status: dict(response.schema)
                for response in operation.responses
                if response.status < 300 and response.schema
            },
            accept=operation.accept,
            content=_content(operation),
            answer_headers={
                response.status: {name: dict(schema) for name, schema in response.header_schemas.items()}
                for response in operation.responses
                if response.status < 300 and response.header_schemas
            },
            # A submit that never answers at once has no answer that anybody sees.
            model=operation.model if operation.task is None or operation.results is not None else "",
            results=call(operation.results) if operation.results is not None else None,
            task=call(operation.task) if operation.task is not None else None,
            stream=_stream(operation.stream) if operation.stream is not None else None,
            idempotency_header=operation.idempotency_header,
            pages=call(operation.pages) if operation.pages is not None else None,
            callback=call(operation.callback) if operation.callback is not None else None,
            envelope=_envelope_call(provider, operation.envelope) if operation.envelope != provider.envelope else None,
            count_field=_count_field(operation),
        ),
    )


def _stream(stream: Stream) -> Call:
    return call(stream, events=tuple(call(one) for one in stream.events))


def _content(operation: Operation) -> dict[int, tuple[str, ...]]:
    """The media types of each success, where one of them isn't JSON alone."""
    successes = [response for response in operation.responses if response.status < 300]
    if not any(response.content_types for response in successes):
        return {}
    return {response.status: response.content_types or (JSON,) for response in successes}


def _defaults(operation: Operation) -> dict[str, Any]:
    """What counts for a field that isn't given, where anything depends on it; the others are the server's business.

    Without a default, a model's only value counts.
    """
    choosers = _choosers(operation)
    used = _depended_on(operation) | (choosers if operation.size is not None else set[str]())
    known: dict[str, Any] = {}
    for field in operation.arguments:
        only: list[Any] = field.schema.get("enum", []) if field.wire in choosers else []
        default = only[0] if field.default is None and len(only) == 1 else field.default
        if field.wire in used and default is not None:
            known[field.wire] = default
    return known


def _choosers(operation: Operation) -> set[str]:
    """The fields that choose the model."""
    model = operation.size.model if operation.size is not None else ""
    choosers = {operation.chooser} if operation.chooser else set[str]()
    return choosers | {field.wire for field in operation.arguments if field.name == model or field.role == "model"}


def _depended_on(operation: Operation) -> set[str]:
    """The fields that conditions and the count of images go by."""
    limits = operation.size.limits if operation.size is not None else ()
    conditions = [*(rule.when for rule in operation.rules), *(limit.when for limit in limits)]
    defaults = {operation.chooser} if operation.model_defaults else set[str]()
    return {wire for condition in conditions for wire in condition} | {_count_field(operation)} | defaults


def _model_defaults(operation: Operation) -> dict[str, Any]:
    """What counts for a field that isn't given to one model, by the field that chooses the model."""
    used = _depended_on(operation)
    said = {
        model: {wire: default for wire, default in defaults.items() if wire in used}
        for model, defaults in operation.model_defaults.items()
    }
    known = {model: defaults for model, defaults in said.items() if defaults}
    return {operation.chooser: known} if known else {}


def _count_field(operation: Operation) -> str:
    """The field that says how many images are asked for: by the results, else by its role."""
    if operation.results is not None and operation.results.count:
        return operation.results.count
    return next((field.wire for field in operation.arguments if field.role == "count"), "")


def field_call(field: Field) -> Call:
    """The description of a field."""
    media = field.media
    evidence = field.keyword_evidence
    weak = {word for word, told in evidence.items() if told.weak}
    if field.evidence.weak:
        # Every limit of a field that is itself inferred is inferred, unless it says otherwise.
        limits = {*_words(field.schema), *(("media",) if media else ())}
        weak |= {word for word in limits if word not in evidence and word not in ("type", "required")}
    if "additionalProperties" in weak:
        weak.add("unknown")  # under this word the runtime reports it
    keywords = _differing({"location": "body"}, location=field.location, pointer=field.pointer, required=field.required)
    if field.fixed is not None:
        keywords["fixed"] = field.fixed  # false and the empty text are values too
    keywords |= _pruned(
        media=media.kinds if media else (),
        media_types=media.types if media else (),
        media_bytes=media.max_bytes if media else None,
        media_size=dict(media.size) if media else {},
        media_like=media.same_size_as if media else "",
        upload=asdict(media.upload) if media and media.upload else {},
        source=field.evidence.source,
        sources={
            {"additionalProperties": "unknown"}.get(word, word): told.source
            for word, told in evidence.items()
            if told.source != field.evidence.source and word in {*_words(field.schema), "media"}
        },
        weak=frozenset(weak),
        beside=dict(field.beside),
        expand=call(field.expand) if field.expand is not None else None,
        greedy=field.greedy,
    )
    return Call("Field", (field.name, field.wire, dict(field.schema)), keywords)


def _words(schema: Schema) -> Iterator[str]:
    """The keywords of a schema and of everything inside it."""
    yield from schema
    for inside in (*([schema["items"]] if "items" in schema else ()), *schema.get("properties", {}).values()):
        yield from _words(inside)


def _constant_call(field: Field) -> Call:
    return Call(
        "Constant",
        (field.wire, field.constant),
        _differing({"location": "body"}, location=field.location, pointer=field.pointer),
    )


def rule_call(rule: Rule) -> Call:
    """The description of a rule across fields."""
    lists = ("required", "forbidden", "ignored")
    then = {word: tuple(told) if word in lists else told for word, told in rule.then.items()}
    return Call(
        "Rule",
        (rule.id, "when" if rule.kind == "modelLimits" else rule.kind, rule.sentence),
        _pruned(
            # The other kinds name their fields where they need them.
            fields=rule.fields if rule.kind in ("conflicts", "atLeastOne", "exactlyOne") else (),
            requires=dict(rule.requires),
            when=dict(rule.when),
            then=then,
            source=rule.evidence.source,
            weak=rule.evidence.weak,
        ),
    )


def sizes_call(rule: SizeRule) -> Call:
    """The description of how an operation is told the size."""
    return call(
        rule,
        axes=tuple(call(axis, default=axis.default, model_defaults=dict(axis.model_defaults)) for axis in rule.axes),
        table=tuple(_row_call(row) for row in rule.table),
        closed_models=rule.closed_models,
        closed_weakly=bool(rule.closed_models) and rule.closed_weakly,
        limits=tuple(_limit_call(limit) for limit in rule.limits),
        source=rule.evidence.source,
        weak=rule.evidence.weak,
        model=rule.model if rule.model != "model" else "",
        package=Name("PACKAGE"),
    )


def _row_call(row: SizeRow) -> Call:
    size = Call("Size", (row.width, row.height)) if row.width is not None else None
    return call(row, size=size)


def _limit_call(limit: SizeLimit) -> Call:
    when = tuple((name, dict(condition)) for name, condition in limit.when.items())
    any_of = tuple(call(one, ratio=_ratio(one)) for one in limit.any_of)
    return call(limit, ratio=_ratio(limit), any_of=any_of, when=when, weak=limit.evidence.weak)


def _ratio(limit: PixelLimits) -> tuple[Any, ...] | None:
    ratio = tuple(
        None if text is None else tuple(int(part) for part in text.split(":"))
        for text in (limit.ratio_minimum, limit.ratio_maximum)
    )
    return ratio if ratio != (None, None) else None


def _servers(servers: tuple[Server, ...]) -> tuple[Call, ...]:
    """Base addresses; those that nobody can choose, having no name, aren't told."""
    return tuple(
        call(server, variables=tuple(call(one) for one in server.variables))
        for at, server in enumerate(servers)
        if at == 0 or server.name
    )


def error_call(row: ErrorRow) -> Call:
    """A row of the error table, whose code decides before its type."""
    return call(replace(row, type="") if row.code else row)


def _envelope_call(provider: Provider, envelope: Envelope) -> Call:
    by_type = any(row.type and not row.code for row in provider.errors)
    return call(envelope if by_type else replace(envelope, type=()))


def provider_call(provider: Provider) -> Call:
    """The description of a provider."""
    envelope = _envelope_call(provider, provider.envelope)
    security = provider.security
    key = {
        "key_in": security.place,
        "key_name": security.wire if security.place else "Authorization",
        "key_prefix": security.prefix if security.place else "Bearer ",
        "key_variables": security.env,
        "credentials": security.credentials or ("api_key",),
        "mint": call(security.mint) if security.mint is not None else None,
    }
    usual = {
        "key_in": "header",
        "key_name": "Authorization",
        "key_prefix": "Bearer ",
        "key_variables": (f"{provider.name.upper()}_API_KEY",) if security.place else (),
        "credentials": ("api_key",),
        "mint": None,
    }
    return Call(
        "Provider",
        (),
        _pruned(
            name=provider.name,
            title=provider.title,
            package=Name("PACKAGE"),
            servers=_servers(provider.servers),
            placeholders=provider.security.placeholders,
            envelope=envelope if envelope.keywords else "",
            errors=tuple(error_call(row) for row in provider.errors),
            sources={page.id: f"{page.title} <{page.url}>" if page.url else page.title for page in provider.sources},
            free=frozenset(provider.billing.free if provider.billing is not None else ()),
        )
        | {name: value for name, value in key.items() if value != usual[name]}
        | {
            "operations": {operation.id: Name(operation.constant) for operation in provider.operations},
        },
    )
