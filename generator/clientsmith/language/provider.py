"""The words of a whole provider: its pages, addresses and key, and what is known to be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from clientsmith.language.common import Cited, Described, Json
from clientsmith.language.errors import Billing, Envelope, ErrorRow
from clientsmith.language.operations import Operation
from clientsmith.language.servers import Server, ServerVariable
from clientsmith.language.types import (
    FILLED,
    ID,
    LEVEL,
    NAME,
    PYTHON_NAME,
    SOURCE,
    VARIABLE,
    listed,
    many,
    mapped,
    named,
    one,
    one_of,
    shaped,
    text,
)
from clientsmith.language.words import Part, shared, unread, word
from clientsmith.load import Document

_CITED = shared(Cited, "source")


@dataclass(frozen=True, kw_only=True)
class Source(Part, name="sourcePage"):
    """A page that facts were read on."""

    id: str
    title: str = word(FILLED, required=True, example="Image API")
    """What the page is."""
    url: str | None = word(
        shaped("^https?://[^\\s\"'<>`{}\\\\]+$", "an address such as https://docs.fox.dev/images"),
        example="https://docs.fox.dev/images",
    )
    """Its address, where known."""
    revision: str | None = word(text(), example="2026-03-01")
    """Its date or version, where stated."""
    language: str | None = word(
        shaped("^[a-z]{2}(-[A-Za-z]+)?$", "a code of a language such as en or zh-CN"), example="en"
    )
    """Its language."""
    sha256: str | None = word(
        shaped("^[0-9a-f]{64}$", "64 hexadecimal digits in lower case, as sha256sum prints them"),
        example="4c49094cdeb53c9dfcab43542d91002b563d777d743906397dcada6ce8700d0f",
    )
    """Hash of the text that was read, so that a change of the page is noticed."""
    level: str = word(LEVEL, default="documented", example="example")
    """Level of what was read there, where a fact doesn't say its own."""
    note: str | None = word(text(), example="A stored copy.")
    """How it was read: the page itself, a stored copy, an excerpt."""


@dataclass(frozen=True, kw_only=True)
class Mint(Cited, positional=("algorithm", "secret")):
    """The token that every request carries, made anew by the client from the credentials: a JSON Web Token."""

    algorithm: str = word(one_of("HS256"), required=True, example="HS256")
    """How it is signed: HMAC with SHA-256."""
    secret: str = word(NAME, required=True, example="secret_key")
    """The credential that signs it."""
    claims: Mapping[str, Json] = word(
        {"type": "object", "minProperties": 1, "additionalProperties": {"type": ["string", "integer"]}},
        required=True,
        example={"iss": "access_key", "exp": 1800, "nbf": -5},
    )
    """Claim to the name of a credential, or to seconds from now, which become a time in Unix seconds."""


@dataclass(frozen=True, kw_only=True)
class Security(
    Cited,
    standard="OpenAPI",
    limits={
        "allOf": [
            *(
                {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": {"required": needed}}
                for kind, needed in (("http", ["scheme"]), ("apiKey", ["in", "name"]))
            ),
            {"if": {"required": ["credentials"]}, "then": {"required": ["mint"]}},
        ]
    },
):
    """How the key is sent.

    Attributes:
        place: where it goes: header, query or body; empty where no key is needed.
        wire: the name of the header, of the parameter, or of the field.
        prefix: the text before it.
    """

    place: str
    wire: str
    type = unread(one_of("http", "apiKey", "none"), required=True, example="http")
    """http with scheme bearer, a key in a header of its own, in the query or in the body, or no key at all."""
    scheme = unread({"const": "bearer"}, example="bearer")
    """The scheme of type http: Authorization: Bearer KEY."""
    in_ = unread(one_of("header", "query", "body"), example="header")
    """Where the key of type apiKey goes; body (ours) is a field at the top of a JSON body."""
    name = unread(
        shaped("^[A-Za-z0-9_.-]+$", "the name of a header such as X-API-Key: letters, digits, - and _"),
        example="X-API-Key",
    )
    """Header, query parameter or field of type apiKey."""
    prefix: str = word(
        shaped("^[A-Za-z0-9 =_-]*$", "letters, digits, blanks and = _ - such as Key"), standard="ours", example="Key "
    )
    """Text before the key of type apiKey, with its space if it has one."""
    credentials: tuple[str, ...] = word(
        listed(PYTHON_NAME, minItems=1, uniqueItems=True), standard="ours", example=["access_key", "secret_key"]
    )
    """Names of what a token is minted from, where that is more than one key: `api_key` takes a mapping with them."""
    mint: Mint | None = word(
        one("mint"),
        standard="ours",
        example={"algorithm": "HS256", "secret": "secret_key", "claims": {"iss": "access_key", "exp": 1800}},
    )
    env: tuple[str, ...] = word(
        listed(VARIABLE, minItems=1, uniqueItems=True), standard="ours", example=["FOX_KEY", "FOX_TOKEN"]
    )
    """Variables of the environment that have the key, of which the first that is set counts; with `credentials` one for
    each of them, in their order. NAME_API_KEY unless said, and with credentials NAME_ACCESS_KEY and so on.
    """
    description: str = word({"$ref": "#/$defs/description"}, example="From the console.")
    """How the key is got, and anything else about it."""
    placeholders: tuple[str, ...] = word(listed(FILLED), standard="ours", example=["YOUR_API_KEY"])
    """Stand-ins for a key on the page; the client refuses them as keys."""

    @property
    def header(self) -> str:
        """The header that the key is sent in; empty where it goes elsewhere."""
        return self.wire if self.place == "header" else ""


class UnknownFact(Part, shares=_CITED):
    """A fact that was looked for and not found."""

    what = unread(FILLED, required=True, example="The price of an image.")
    """What isn't known."""
    consequence = unread(text(), example="Nothing is computed.")
    """What the client does about it."""


class Statement(Part):
    """One side."""

    says = unread(FILLED, required=True, example="At most 4 images.")
    """What is stated there, in our words, with the value as it is written."""
    value = unread({"type": ["string", "number", "boolean", "null"]}, example=4)
    """The value as it is written, where it is one."""
    source = unread(SOURCE, required=True, example="page#Body n")
    evidence = unread(LEVEL, example="example")


class Acknowledged(Part):
    """A problem of this spec that the documents really have."""

    code = unread(ID, required=True, example="ratio-off")
    """Code of the problem that validate would report."""
    at = unread(
        {"$ref": "#/$defs/pointer"},
        required=True,
        standard="JSON Pointer",
        example="/operations/generate_image/size/table/3",
    )
    """Where in this spec it would report it."""


class Discrepancy(Part):
    """A contradiction of the documents."""

    id = unread(ID, required=True, example="count-of-images")
    """Name of the discrepancy."""
    statements = unread(
        many("statement", minItems=2),
        required=True,
        example=[{"says": "At most 4.", "source": "page#n"}, {"says": "Up to 6.", "source": "guide#n"}],
    )
    """What the places say."""
    choice = unread(FILLED, required=True, example="At most 4.")
    """What the spec and so the client do."""
    why = unread(FILLED, required=True, example="The reference is newer than the guide.")
    """Why."""
    acknowledges = unread(
        many("acknowledged", minItems=1),
        example=[{"code": "ratio-off", "at": "/operations/generate_image/size/table/3"}],
    )
    """Problems that pass because this entry explains them."""


class Components(Part, standard="OpenAPI"):
    """What several places of the spec share."""

    fields = unread(
        mapped({"anyOf": [{"$ref": "#/$defs/field"}, {"$ref": "#/$defs/answerField"}]}, minProperties=1),
        required=True,
        example={"seed": {"type": "integer", "minimum": 0}},
    )
    """Name to field, of requests and of answers; `$ref: '#/components/fields/NAME'` stands for it. Its evidence is its
    own, or else that of the place where it is used.
    """


@dataclass(frozen=True, kw_only=True)
class Provider(Part, shares=shared(Described, "description")):
    """The language of specs/NAME.yaml: one file holds every endpoint, field, limit, table and error of one provider,
    each with its source. Words come from OpenAPI, JSON Schema and AWS waiters where these have one.

    Attributes:
        spec_file: the file that it was read from.
        document: that spec as it was read, for what judges it anew.
    """

    spec_version = unread({"const": 1}, required=True, example=1)
    """Version of this language."""
    name: str = word({**PYTHON_NAME, "maxLength": 40}, required=True, example="fox")
    """The provider's name: the file's name without .yaml, the Python module, and in capitals the prefix of NAME_API_KEY
    and NAME_BASE_URL.
    """
    title: str = word(text(minLength=1, maxLength=200), required=True, example="Fox Images")
    """The provider's name for people."""
    description: str
    spec_file: str
    sources: tuple[Source, ...] = word(
        named("sourcePage", ID, minProperties=1), required=True, example={"page": {"title": "Image API"}}
    )
    """The pages that the facts were read on. Every other `source` names one of them."""
    servers: tuple[Server, ...] = word(
        many("server"), required=True, standard="OpenAPI", example=[{"url": "https://api.fox.dev/v1"}]
    )
    """Base addresses, the default first; the others are chosen by name. An empty list: none is documented, and the user
    of the client has to give one.
    """
    security: Security = word(
        one("security"), required=True, standard="OpenAPI", example={"type": "http", "scheme": "bearer"}
    )
    parameters = unread(
        many("parameter"), standard="OpenAPI", example=[{"name": "X-Mode", "in": "header", "const": "fast"}]
    )
    """Parameters of every operation, such as a constant header."""
    components = unread(one("components"), standard="OpenAPI", example={"fields": {"seed": {"type": "integer"}}})
    envelope: Envelope = word(one("envelope"), example={"failure": "/error", "message": "/error/message"})
    errors: tuple[ErrorRow, ...] = word(many("errorRow"), example=[{"status": 402, "class": "paymentRequired"}])
    """The error table: HTTP status and code in the body to a class of error. The code decides first, then the type,
    then the status.
    """
    billing: Billing | None = word(one("billing"), example={"unit": "image", "failures": "free"})
    operations: tuple[Operation, ...] = word(
        named("operation", {**PYTHON_NAME, "maxLength": 60}, minProperties=1),
        required=True,
        standard="OpenAPI",
        example={"get_task": {"method": "GET", "path": "/tasks", "source": "page#Tasks", "responses": {"200": {}}}},
    )
    """Operation id to operation; the id is the name of the client's method."""
    unknown: tuple[Mapping[str, Json], ...] = word(many("unknownFact"), example=[{"what": "The price of an image."}])
    """Facts that were looked for and not found: never guessed, always listed."""
    discrepancies: tuple[Mapping[str, Json], ...] = word(
        many("discrepancy"),
        example=[
            {
                "id": "count",
                "statements": [{"says": "At most 4.", "source": "page#n"}, {"says": "Up to 6.", "source": "guide#n"}],
                "choice": "At most 4.",
                "why": "The reference is newer.",
            }
        ],
    )
    """Places where the pages contradict themselves or each other, with the choice made and why."""
    document: Document = field(repr=False)

    @property
    def key_env(self) -> tuple[str, ...]:
        """Variables of the environment that have the key for the address that is called by default."""
        return next((one.env for one in self.servers[:1] if one.env), self.security.env)

    @property
    def server_variables(self) -> tuple[ServerVariable, ...]:
        """The variables of all addresses, each once."""
        servers = (*self.servers, *(server for operation in self.operations for server in operation.servers))
        return tuple({one.name: one for server in servers for one in server.variables}.values())

    @property
    def sized(self) -> tuple[Operation, ...]:
        """The operations that are told a size."""
        return tuple(operation for operation in self.operations if operation.size is not None)

    @property
    def calls_back(self) -> bool:
        """Whether the provider sends anything of its own accord."""
        return any(operation.callbacks for operation in self.operations)

    def seen_by(self, operation: Operation) -> Provider:
        """The provider with the envelope of an operation, which may have one of its own."""
        return self if operation.envelope is self.envelope else replace(self, envelope=operation.envelope)

    def meaning(self) -> dict[str, Json]:
        """Everything that the spec means, as plain data, without the spec itself."""
        told = asdict(replace(self, document=Document("", "", [], {}, {}, {})))
        del told["document"]
        for operation, meant in zip(self.operations, told["operations"], strict=True):
            if operation.envelope is self.envelope:
                del meant["envelope"]
        return told

    def operation(self, identifier: str) -> Operation:
        """The operation of this id."""
        return next(operation for operation in self.operations if operation.id == identifier)
