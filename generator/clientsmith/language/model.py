"""The intermediate representation, complete and decided; every name and type is chosen here.

Nodes know the spec key that they came from (`key`, a JSON Pointer into the spec) and their evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from keyword import iskeyword
from typing import Any, Literal

from clientsmith.load import Document

Json = Any
"""A JSON value; what is inside was checked by the schema."""

Schema = Mapping[str, Json]
"""A JSON Schema in the subset of the spec language, without our own keywords and without prose."""

Pointers = tuple[str, ...]
RuleKind = Literal["requires", "conflicts", "atLeastOne", "exactlyOne", "when", "modelLimits"]
Location = Literal["body", "path", "query", "header"]


@dataclass(frozen=True)
class Evidence:
    """Where a fact was read, as `page#place`, and how sure it is."""

    source: str
    level: str

    @property
    def weak(self) -> bool:
        """Whether a limit of this level warns and doesn't refuse."""
        return self.level in ("inferred", "assumed", "unknown")


@dataclass(frozen=True)
class Source:
    """A page that facts were read on."""

    id: str
    title: str
    url: str | None
    revision: str | None
    language: str | None
    sha256: str | None
    level: str
    note: str | None


@dataclass(frozen=True)
class Media:
    """In which forms a field takes an image."""

    kinds: tuple[str, ...]
    types: tuple[str, ...]
    max_bytes: int | None


@dataclass(frozen=True)
class Field:
    """An argument of an operation, or with `constant` a value that is always sent.

    Attributes:
        name: the Python argument; empty for a constant.
        annotation: its Python type.
        schema: its limits.
        fixed: its one legal value, filled in where it isn't given.
        keyword_evidence: evidence of single keywords, where it isn't the field's.
    """

    name: str
    wire: str
    location: Location
    pointer: str
    annotation: str
    schema: Schema
    required: bool
    fixed: Json
    constant: Json
    default: Json
    recommended: tuple[Json, ...]
    value_descriptions: Mapping[str, str]
    description: str
    role: str | None
    media: Media | None
    deprecated: bool
    evidence: Evidence
    keyword_evidence: Mapping[str, Evidence]
    key: str


@dataclass(frozen=True)
class TypedFields:
    """A TypedDict of arguments: the fields of an operation, or of an object inside."""

    name: str
    doc: str
    members: tuple[TypedMember, ...]
    key: str

    @property
    def plain(self) -> bool:
        """Whether it can be written as a class: all keys are names, and none that a class would mangle."""
        return not any(
            not member.name.isidentifier()
            or not member.name.isascii()
            or iskeyword(member.name)
            or member.name.startswith("__")
            for member in self.members
        )


@dataclass(frozen=True)
class TypedMember:
    """A key of a TypedDict."""

    name: str
    annotation: str
    required: bool


@dataclass(frozen=True)
class SizeAxis:
    """A field that says something about the size."""

    name: str
    wire: str
    forms: tuple[str, ...]
    default: Json


@dataclass(frozen=True)
class SizeRow:
    """A row of the size table."""

    ratio: str | None
    tier: str | None
    preset: str | None
    model: str | None
    width: int | None
    height: int | None
    approximate: bool
    description: str
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Bounds:
    """Limits of a whole number."""

    minimum: int | None
    maximum: int | None
    multiple: int | None


@dataclass(frozen=True)
class SizeLimit:
    """Limits of sizes in pixels; a limit of `side` is in both width and height."""

    width: Bounds
    height: Bounds
    pixels: Bounds
    ratio_minimum: str | None
    ratio_maximum: str | None
    when: Mapping[str, Schema]
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class SizeRule:
    """How an operation is told the size; `model` is the argument that chooses the model, if there is one."""

    axes: tuple[SizeAxis, ...]
    table: tuple[SizeRow, ...]
    closed: bool
    limits: tuple[SizeLimit, ...]
    arguments: tuple[TypedMember, ...]
    model: str
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Rule:
    """A rule across fields, or a row of limits by model; `fields` are wire names, `sentence` says it in words."""

    id: str
    kind: RuleKind
    sentence: str
    fields: tuple[str, ...]
    requires: Mapping[str, tuple[str, ...]]
    when: Mapping[str, Schema]
    then: Mapping[str, Json]
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class ExampleCall:
    """A documented call, by wire names."""

    id: str
    title: str
    arguments: Mapping[str, Json]
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class ExampleBody:
    """A documented body."""

    id: str
    status: int
    body: Json
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Response:
    """A documented answer; `described` has the prose too, for models and reference."""

    status: int
    description: str
    schema: Schema
    described: Schema
    examples: tuple[ExampleBody, ...]
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class ImagePath:
    """A place of an answer where images stand."""

    items: str
    url: Pointers
    base64: Pointers
    expires_at: Pointers
    ttl: Pointers
    media_type: Pointers
    key: str


@dataclass(frozen=True)
class Results:
    """Where the images are and how long their links live, in seconds."""

    images: tuple[ImagePath, ...]
    lifetime: int | None
    since: str
    count: str | None
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Acceptor:
    """A row of the status map."""

    expected: Json
    state: str
    matcher: str
    argument: str
    description: str
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Task:
    """How a task is followed; times are in seconds."""

    id: Pointers
    submit_status: str
    poll: str
    parameter: str
    echo: Pointers
    cancel: str | None
    cancel_parameter: str | None
    status: str
    acceptors: tuple[Acceptor, ...]
    unknown_status: str
    progress: Pointers
    eta: Pointers
    reason: Pointers
    code: Pointers
    delay: float
    max_delay: float
    max_attempts: int | None
    timeout: float
    not_found_grace: float
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Operation:
    """An endpoint, with everything that its method, its models and its reference need.

    Attributes:
        constant: Python name of its description.
        fields_class: name of the TypedDict of its arguments.
        model: name of its answer's class.
        returns: names of the classes that its final answer may have.
        submits: whether sending it twice may bill twice.
    """

    id: str
    constant: str
    fields_class: str
    model: str
    returns: tuple[str, ...]
    summary: str
    description: str
    method: str
    path: str
    submits: bool
    timeout: float
    max_response_bytes: int | None
    has_body: bool
    open_body: bool
    fields: tuple[Field, ...]
    typed_fields: tuple[TypedFields, ...]
    size: SizeRule | None
    rules: tuple[Rule, ...]
    examples: tuple[ExampleCall, ...]
    responses: tuple[Response, ...]
    results: Results | None
    task: Task | None
    idempotency_header: str | None
    evidence: Evidence
    key: str

    @property
    def arguments(self) -> tuple[Field, ...]:
        """The fields that are arguments: all but the constants."""
        return tuple(field for field in self.fields if field.constant is None)

    @property
    def answer(self) -> Response | None:
        """The documented success."""
        return next((response for response in self.responses if 200 <= response.status < 300), None)


@dataclass(frozen=True)
class Server:
    """A base address."""

    url: str
    description: str
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Security:
    """How the key is sent: header and text before it; no header where no key is needed."""

    header: str
    prefix: str
    description: str
    placeholders: tuple[str, ...]
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Envelope:
    """What the bodies of all answers share."""

    success: str
    expected: tuple[Json, ...]
    failure: Pointers
    code: Pointers
    type: Pointers
    message: Pointers
    request_id: Pointers
    request_id_headers: tuple[str, ...]
    error_body: Response | None
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class ErrorRow:
    """A row of the error table; `status` may be a range such as 5XX."""

    kind: str
    status: int | str | None
    code: str
    type: str
    retryable: bool | None
    fault: str | None
    description: str
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Billing:
    """What costs money; `free` has the outcomes that don't: failed, cancelled, contentRejected."""

    unit: str
    failures: str
    price: str
    outcomes: Mapping[str, str]
    free: tuple[str, ...]
    evidence: Evidence
    key: str


@dataclass(frozen=True)
class Provider:
    """One provider, from one spec; `document` is that spec as it was read, for what judges it anew."""

    name: str
    title: str
    description: str
    spec_file: str
    sources: tuple[Source, ...]
    servers: tuple[Server, ...]
    security: Security
    envelope: Envelope
    errors: tuple[ErrorRow, ...]
    billing: Billing | None
    operations: tuple[Operation, ...]
    unknown: tuple[Mapping[str, Json], ...]
    discrepancies: tuple[Mapping[str, Json], ...]
    document: Document = field(repr=False)

    @property
    def sized(self) -> tuple[Operation, ...]:
        """The operations that are told a size."""
        return tuple(operation for operation in self.operations if operation.size is not None)

    def meaning(self) -> dict[str, Json]:
        """Everything that the spec means, as plain data, without the spec itself."""
        told = asdict(replace(self, document=Document("", "", [], {}, {}, {})))
        del told["document"]
        return told

    def operation(self, identifier: str) -> Operation:
        """The operation of this id."""
        return next(operation for operation in self.operations if operation.id == identifier)
