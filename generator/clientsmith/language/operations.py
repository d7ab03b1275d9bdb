"""The words of an endpoint: its request, its documented calls and answers, and what follows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.language.answers import Response, Results
from clientsmith.language.callbacks import Callback
from clientsmith.language.common import Cited, Described, Json
from clientsmith.language.errors import Envelope
from clientsmith.language.fields import NAMED_FIELDS, Field
from clientsmith.language.pages import Pages
from clientsmith.language.rules import Rule
from clientsmith.language.servers import Server
from clientsmith.language.sizes import SizeRule
from clientsmith.language.streams import Stream
from clientsmith.language.tasks import Task
from clientsmith.language.typed import TypedFields
from clientsmith.language.types import (
    BODY_TYPES,
    ID,
    JSON,
    OBJECT,
    PYTHON_NAME,
    SECONDS,
    SOURCE,
    YES_OR_NO,
    many,
    named,
    one,
    one_of,
    shaped,
    text,
    whole,
)
from clientsmith.language.words import shared, unread, word


@dataclass(frozen=True, kw_only=True)
class ExampleCall(Cited):
    """A documented example call."""

    id: str = word(ID, required=True, example="minimal")
    """Name of the case."""
    title: str = word(text(), example="Text to image")
    """What the case shows."""
    arguments: Mapping[str, Json] = word(OBJECT, required=True, example={"prompt": "a fox"})
    """Wire names and values."""


class RequestBody(Cited, shares=shared(Field, "required additionalProperties"), standard="OpenAPI"):
    """The body: a JSON object with these fields, or a part for each of them."""

    media_type = unread(one_of(*BODY_TYPES), default=JSON, example="multipart/form-data")
    """Media type of the body."""
    encoding = unread(
        named("encoding"), names="body", example={"image": {"name": "image[]", "contentType": "image/png"}}
    )
    """Field to how it is written as a part of a multipart body."""
    properties = unread(
        NAMED_FIELDS, required=True, standard="JSON Schema", example={"prompt": {"type": "string", "role": "prompt"}}
    )
    """Wire name to field."""


@dataclass(frozen=True, kw_only=True)
class Operation(Described, Cited, standard="OpenAPI"):
    """An endpoint.

    Attributes:
        constant: Python name of its description.
        fields_class: name of the TypedDict of its arguments.
        model: name of its answer's class.
        returns: names of the classes that its final answer may have.
        submits: whether sending it twice may bill twice.
        media_type: media type of its body.
        fields: those of the body and the parameters, constants among them.
        typed_fields: the TypedDicts of its arguments.
        idempotency_header: header that makes sending twice harmless, when it is given.
        chooser: wire name of the field that limits by model go by; empty where there are none.
        model_defaults: model to its own defaults, by wire name.
    """

    id: str
    constant: str
    fields_class: str
    model: str
    returns: tuple[str, ...]
    submits: bool
    has_body: bool
    media_type: str
    open_body: bool
    fields: tuple[Field, ...]
    typed_fields: tuple[TypedFields, ...]
    idempotency_header: str | None
    chooser: str
    model_defaults: Mapping[str, Mapping[str, Json]]

    summary: str = word(text(minLength=1, maxLength=200), example="Make an image.")
    """One sentence: what it does."""
    method: str = word(one_of("GET", "POST", "PUT", "PATCH", "DELETE"), required=True, example="POST")
    """HTTP method."""
    path: str = word(
        shaped(
            "^/[A-Za-z0-9._~{}/:@-]*$",
            "a path that begins with a slash, such as /v1/images/{id}, without query",
            maxLength=500,
        ),
        required=True,
        example="/v1/tasks/{task_id}",
    )
    """Path below the server's, with {name} for path parameters. Written as / where the page has a placeholder for the
    whole address: the base address is the endpoint then.
    """
    idempotent = unread(YES_OR_NO, standard="ours", example=True)
    """Whether sending it twice does no harm. True for GET, PUT and DELETE, false for POST and PATCH unless said here.
    """
    timeout: float = word(SECONDS, standard="ours", example=120)
    """Total seconds for one request. 60 for a request that bills, else 30."""
    max_response_bytes: int | None = word(whole(1024), standard="ours", example=67108864)
    """Largest decoded answer in bytes. 16 MiB unless said; answers with base64 images need more."""
    servers: tuple[Server, ...] = word(
        many("server", minItems=1), echoed=False, example=[{"name": "queue", "url": "https://queue.fox.dev"}]
    )
    """Base addresses of this operation alone: the one of the name that the user chose, else the first. Each has a name.
    """
    envelope: Envelope = word(one("envelope"), standard="ours", echoed=False, example={"failure": "/detail"})
    """What is different in the bodies of this operation: each word here replaces the provider's."""
    parameters = unread(many("parameter"), example=[{"name": "task_id", "in": "path", "type": "string"}])
    """Parameters in path, query and headers."""
    request_body = unread(
        one("requestBody"), example={"required": ["prompt"], "properties": {"prompt": {"type": "string"}}}
    )
    size: SizeRule | None = word(
        one("size"),
        standard="ours",
        example={"fields": [{"field": "size", "forms": ["WxH"]}], "limits": [{"side": {"maximum": 2048}}]},
    )
    model_limits = unread(
        one("modelLimits"), standard="ours", example={"field": "model", "limits": {"large": {"n": {"maximum": 1}}}}
    )
    rules: tuple[Rule, ...] = word(
        many("rule"), standard="ours", example=[{"id": "one-way", "conflicts": ["size", "width"]}]
    )
    """Rules across fields."""
    examples: tuple[ExampleCall, ...] = word(
        many("exampleCall"), example=[{"id": "minimal", "arguments": {"prompt": "a fox"}}]
    )
    """The documented example calls, with prompts of our own."""
    responses: tuple[Response, ...] = word(
        named("response", shaped("^[1-5][0-9][0-9]$", "an HTTP status such as 200"), minProperties=1),
        required=True,
        example={"200": {"properties": {"data": {"type": "array"}}}},
    )
    """HTTP status to documented answer."""
    results: Results | None = word(
        one("results"), standard="ours", example={"images": [{"items": "/data/*", "url": "/url"}]}
    )
    task: Task | None = word(
        one("task"),
        standard="ours",
        example={
            "id": "/id",
            "poll": {"operation": "get_task", "parameter": "task_id"},
            "status": "/status",
            "acceptors": [{"expected": "done", "state": "success"}],
        },
    )
    stream: Stream | None = word(
        one("stream"),
        standard="ours",
        example={
            "set": {"stream": True},
            "discriminator": "/type",
            "events": {"image.completed": {"state": "end", "base64": "/b64_json"}},
        },
    )
    pages: Pages | None = word(one("pages"), standard="ours", example={"items": "/data/*", "parameter": "page"})
    callbacks: tuple[Callback, ...] = word(
        named("callback", PYTHON_NAME, minProperties=1, maxProperties=1),
        example={"done": {"url": "webhook_url", "id": "/id", "signature": {"scheme": "standard-webhooks"}}},
    )
    """What the provider sends to an address of the user's once a task has ended or changes, under a name."""
    source = unread(SOURCE, required=True, echoed=False, standard="ours", example="page#Request")

    @property
    def callback(self) -> Callback | None:
        """What the provider sends about its tasks."""
        return next(iter(self.callbacks), None)

    @property
    def arguments(self) -> tuple[Field, ...]:
        """The fields that are arguments: all but the constants."""
        return tuple(field for field in self.fields if field.constant is None)

    @property
    def accept(self) -> str:
        """The media types of its successes, in their order, as the client asks for them."""
        types = [kind for one in self.responses if one.status < 300 for kind in one.content_types or (JSON,)]
        return ", ".join(dict.fromkeys(types)) or JSON

    @property
    def answer(self) -> Response | None:
        """The documented success."""
        return next((response for response in self.responses if 200 <= response.status < 300), None)
