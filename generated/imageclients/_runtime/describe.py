# Made by `clientsmith generate` from templates/imageclients/_runtime/describe.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The words in which a generated module describes its provider: plain data, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, cast

from .rule_words import Rule as Rule
from .sizes import Sizes

Pointers = tuple[str, ...]
"""JSON Pointers, `*` standing for every element; the first that finds something counts."""

Schema = Mapping[str, Any]
"""A JSON Schema in the subset of the spec language."""


class Field(NamedTuple):
    """An argument of an operation.

    Attributes:
        name: the Python argument.
        wire: its name on the wire.
        schema: its limits.
        location: body, path, query or header.
        pointer: where in the body it goes; empty for the top level under its own name.
        beside: constants in each element that it appends to a list, by pointer within the element.
        expand: the numbered fields that its elements go into.
        greedy: whether its slashes are sent in the path as they are.
        required: whether it must be given.
        fixed: the one legal value, filled in when it isn't given.
        media: kinds of image that it takes, such as url and dataUri; empty for no image.
        media_size: limits of its sides, as in the spec.
        media_like: wire name of the field whose image must have the same sides.
        upload: the operation that takes its files first, the field there, and the pointer to the link in the answer.
        source: where it is documented.
        sources: where a keyword is documented, if elsewhere than the field.
        weak: keywords that are inferred or assumed; they warn and don't refuse.
    """

    name: str
    wire: str
    schema: Schema
    location: Literal["body", "path", "query", "header"] = "body"
    pointer: str = ""
    required: bool = False
    fixed: str | int | float | bool | None = None
    media: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    media_bytes: int | None = None
    media_size: Mapping[str, Mapping[str, Any]] = {}
    media_like: str = ""
    upload: Mapping[str, str] = {}
    source: str = ""
    sources: Mapping[str, str] = {}
    weak: frozenset[str] = frozenset()
    beside: Mapping[str, str | int | float | bool] = {}
    expand: Expand | None = None
    greedy: bool = False


class Constant(NamedTuple):
    """A value that every request of the operation carries and that is no argument."""

    wire: str
    value: str | int | float | bool
    location: Literal["body", "path", "query", "header"] = "body"
    pointer: str = ""


class ServerVariable(NamedTuple):
    """A part of an address that the user gives, or its default; `enum` has the only legal values, if there are such."""

    name: str
    default: str = ""
    enum: tuple[str, ...] = ()


class Encoding(NamedTuple):
    """How a field is written as a part of a multipart body.

    Attributes:
        name: Name of the part, where it isn't the field's; of a list, the name of each part.
        content_type: Media type of the part.
    """

    name: str = ""
    content_type: str = ""


class Expand(NamedTuple):
    """The elements of the list go into numbered fields at the top of the body; maxItems says how many there are.

    Attributes:
        rest: Names of the other fields; `{n}` stands for the number.
        first: Name of the field of the first element, where that has no number.
        start: Number of the first field that has one.
    """

    rest: str
    first: str = ""
    start: int = 1


class ImagePath(NamedTuple):
    """A place where images may stand.

    Attributes:
        items: Where the elements are, such as /data/*; the empty pointer for the body itself.
        body: The bytes of the answer are the image.
        url: Link of the image; goes before base64 where both are set.
        base64: The image in base64, with or without a data: prefix.
        expires_at: When the link dies, in Unix seconds.
        ttl: How long the link lives, in seconds, as number or digits.
        unit: Unit of `expiresAt` and `ttl`: seconds or milliseconds.
        media_type: The image's type: a media type, or jpeg, png, webp.
        error_code: Code of the error of a single image.
        error_message: Its message.
    """

    items: str = ""
    body: bool = False
    url: Pointers = ()
    base64: Pointers = ()
    expires_at: Pointers = ()
    ttl: Pointers = ()
    unit: Literal["s", "ms"] = "s"
    media_type: Pointers = ()
    error_code: Pointers = ()
    error_message: Pointers = ()


class Results(NamedTuple):
    """Where the images are in an answer of this operation, and how long their links live, in seconds.

    Attributes:
        images: Where the images are; of several places the first that has any counts.
        lifetime: How long a link lives, where the answer doesn't say.
        since: Where the body has the time of its making in Unix seconds; without it the time of the answer counts.
        since_unit: Unit of the time at `since`: seconds or milliseconds.
        count_means: exact: so many images are made.
        texts: Where texts stand beside the images.
        security: provider: the links of images need its key, which goes to its own address and, over https, to `hosts`
            only.
        hosts: Other hosts that take the key; *.
    """

    images: tuple[ImagePath, ...]
    lifetime: int | None = None
    since: str = ""
    since_unit: Literal["s", "ms"] = "s"
    count_means: Literal["exact", "atMost"] | None = None
    texts: Pointers = ()
    security: Literal["provider"] | None = None
    hosts: tuple[str, ...] = ()


class Acceptor(NamedTuple):
    """A row of the status map.

    Attributes:
        expected: The value.
        state: What the value means: not done yet, done, failed, or cancelled.
        argument: Where the value is, if not at the task's status.
        matcher: What is looked at: a value of the body, the HTTP status, or the code of an error that the poll is
            answered with.
        kind: Class of the error of a task that failed so; without it the row of the error table with the failure's code
            decides.
    """

    expected: str | int | float | bool
    state: Literal["retry", "success", "failure", "cancelled"]
    argument: str = ""
    matcher: Literal["path", "status", "error"] = "path"
    kind: str = ""


class TaskPlan(NamedTuple):
    """The answer is a task: how it is followed until it is done. Times are in seconds.

    Attributes:
        id: Where the answer to the submit has the task's id.
        poll: Operation that asks for the task.
        acceptors: The status map: every documented status with what it means.
        parameter: Parameter of that operation that takes the id, by wire name.
        poll_url: Where the answer to the submit has the address to call.
        hosts: Hosts besides the provider's own to whose addresses the key may go, over https and by its usual port;
            `*.` stands for one name in front.
        status: Where the answer to the poll has the status.
        submit_status: Where the answer to the submit has a status.
        echo: Where the answer to the poll repeats the id; another id there is an error.
        result: Operation whose answer has the images.
        result_parameter: Parameter of that operation that takes the id, by wire name.
        result_url: Where the answer to the submit has the address to call, as for the poll.
        cancel: Operation that cancels the task.
        cancel_parameter: Parameter of that operation that takes the id, by wire name.
        cancel_url: Where the answer to the submit has the address to call, as for the poll.
        unknown_status: What a status that isn't in the map means: go on polling within the deadline, or failure.
        progress: Where the progress is, 0 to 100.
        eta: Where the seconds still to go are.
        queue_position: Where the answer to the poll says how many tasks are before this one.
        reason: Where a failed task has its reason.
        code: Where a failed task has its code.
        delay: Seconds between polls.
        max_delay: The delay grows by half each time up to this many seconds.
        max_attempts: Most polls of one wait.
        timeout: Seconds that a wait may take in total.
        not_found_grace: Seconds after the submit in which a 404 means not there yet.
    """

    id: Pointers
    poll: str
    acceptors: tuple[Acceptor, ...]
    parameter: str = ""
    poll_url: Pointers = ()
    hosts: tuple[str, ...] = ()
    status: str = ""
    submit_status: str = ""
    echo: Pointers = ()
    result: str = ""
    result_parameter: str = ""
    result_url: Pointers = ()
    cancel: str = ""
    cancel_parameter: str = ""
    cancel_url: Pointers = ()
    unknown_status: Literal["retry", "failure"] = "retry"
    progress: Pointers = ()
    eta: Pointers = ()
    queue_position: Pointers = ()
    reason: Pointers = ()
    code: Pointers = ()
    delay: float = 2.0
    max_delay: float = 2.0
    max_attempts: int | None = None
    timeout: float = 600.0
    not_found_grace: float = 10.0


class Callback(NamedTuple):
    """A message about a task that the provider sends to an address of the user's: the client reads it with
    receive_OPERATION, which returns the task as after a poll.

    Attributes:
        id: Where the callback has the task's id.
        operation: Operation whose answer the callback has: the one that polls the task unless said, or the one that
            fetches its result.
        payload: Where the callback has that answer, if it isn't the answer itself.
        part: Where that answer has what the callback has, if that is a part of it.
        scheme: standard-webhooks: as standardwebhooks.com says, with the headers webhook-id, webhook-timestamp and
            webhook-signature and a secret that begins with whsec_.
        header: Header that has the signature; several are separated by blanks, and one that fits is enough.
        prefix: Text before a signature; those with another one are passed over.
        encoding: How a signature is written.
        timestamp: Header that has the Unix seconds at which the callback was sent.
        signed: What is signed: {body} stands for the bytes of the body, {timestamp} for the header.
    """

    id: Pointers
    operation: str = ""
    payload: str = ""
    part: str = ""
    scheme: Literal["standard-webhooks", "hmac-sha256"] | None = None
    header: str = ""
    prefix: str = ""
    encoding: Literal["hex", "base64"] = "hex"
    timestamp: str = ""
    signed: str = "{body}"


class Pages(NamedTuple):
    """The answer is a page of a list: iterate_OPERATION goes through all elements, and ends at an empty page or a cursor
    that has come before. Without `cursor` and `link` pages have numbers.

    Attributes:
        items: The elements of the list.
        parameter: Wire name of the parameter that takes the cursor, or the number of the page.
        cursor: Where the answer has the cursor of the next page; null, an empty text or nothing after the last.
        link: Where the answer has the address of the next page, from whose query the parameter is taken.
        start: Number of the first page.
    """

    items: str
    parameter: str
    cursor: str = ""
    link: str = ""
    start: int = 1


class EventPlan(NamedTuple):
    """An event of a stream. Its pointers lead into the JSON of its data.

    Attributes:
        state: What the event means.
        number: The number of the image, or of the partial image.
        url: Link of the image; goes before base64 where both are set.
        base64: The image in base64, with or without a data: prefix.
        media_type: The image's type: a media type, or jpeg, png, webp.
        error_code: Code of the error of the image.
        error_message: Its message.
    """

    name: str
    state: Literal["partial", "image", "failure", "end"]
    number: Pointers = ()
    url: Pointers = ()
    base64: Pointers = ()
    media_type: Pointers = ()
    error_code: Pointers = ()
    error_message: Pointers = ()


class StreamPlan(NamedTuple):
    """The answer may come as server-sent events: a method of its own, stream_ and the operation's id, asks for them.

    Attributes:
        values: What that method adds to the body, by name at its top level.
        events: Name to event.
        discriminator: Where the data of an event has its name; the event's own name counts where there is none.
    """

    values: Mapping[str, str | int | float | bool]
    events: tuple[EventPlan, ...]
    discriminator: str = ""


class ErrorRow(NamedTuple):
    """A row of the error table.

    Attributes:
        kind: Class of the error that the client raises.
        status: HTTP status, or a range of them.
        code: Code in the body; a row that has one decides first, and its status only among rows of the same code.
        type: Type in the body; a row with a type and no code decides next, and where it has a status too, both must
            fit.
        retryable: Whether the same request may succeed later, so that a request that doesn't bill is sent again.
    """

    kind: str
    status: int | Literal["4XX", "5XX"] | None = None
    code: str = ""
    type: str = ""
    retryable: bool | None = None


class Envelope(NamedTuple):
    """What is common to the bodies of all answers: how failure is told, and where its parts are.

    Attributes:
        success: Where that value is.
        expected: The values that mean success.
        failure: A body that has something here (not null, false, 0 or empty) is an error, whatever the HTTP status,
            unless it has the task or the images all the same.
        code: Where an error body has its code.
        type: Where an error body has its type.
        message: Where an error body has its message.
        request_id: Where a body has the id of the request.
        request_id_headers: Headers that may have the id of the request.
        retry_after: Where an error body has the seconds to wait before the next try; the header Retry-After goes first.
        retryable_header: Header that has true or false; it goes before `retryable` of the error table, and means the
            same.
    """

    success: str = ""
    expected: tuple[str | int | float | bool, ...] = ()
    failure: Pointers = ()
    code: Pointers = ()
    type: Pointers = ()
    message: Pointers = ()
    request_id: Pointers = ()
    request_id_headers: tuple[str, ...] = ()
    retry_after: Pointers = ()
    retryable_header: str = ""


class Mint(NamedTuple):
    """The token that every request carries, made anew by the client from the credentials: a JSON Web Token.

    Attributes:
        algorithm: How it is signed: HMAC with SHA-256.
        secret: The credential that signs it.
        claims: Claim to the name of a credential, or to seconds from now, which become a time in Unix seconds.
    """

    algorithm: Literal["HS256"]
    secret: str
    claims: Mapping[str, str | int]


class Server(NamedTuple):
    """A base address.

    Attributes:
        url: Scheme, host and path prefix, with {name} for variables.
        name: What the user of the client calls it: Client(server=\"singapore\").
        variables: The variables of the address: arguments of the client, or NAME_VARIABLE in the environment.
        env: Variables of the environment that have the key, where that of this server is another one.
    """

    url: str
    name: str = ""
    variables: tuple[ServerVariable, ...] = ()
    env: tuple[str, ...] = ()


class Operation(NamedTuple):
    """An endpoint.

    Attributes:
        servers: base addresses of this operation alone.
        media_type: media type of the body.
        encoding: wire name to how a field is written as a part of the body.
        submits: whether sending it twice may bill twice.
        timeout: total seconds for one request.
        max_bytes: largest decoded answer.
        defaults: what counts for fields that aren't given, where anything depends on it.
        model_defaults: the same of single models: wire name of the field that chooses, to model, to defaults.
        answers: HTTP status to the schema of the answer.
        accept: the media types that are asked for.
        content: HTTP status to the media types and ranges of the answer, where it may be something else than JSON.
        answer_headers: HTTP status to the schemas of its headers, by name.
        model: name of the answer's class in the provider's `models`.
        idempotency_header: header that makes sending twice harmless, when it is given.
        pages: how the pages of the list follow each other.
        callback: what the provider sends about its tasks of its own accord.
        envelope: what is common to its bodies, where that isn't the provider's.
        count_field: wire name of the field that says how many images are asked for.
    """

    id: str
    method: str
    path: str
    fields: tuple[Field, ...] = ()
    constants: tuple[Constant, ...] = ()
    servers: tuple[Server, ...] = ()
    has_body: bool = False
    media_type: str = "application/json"
    encoding: Mapping[str, Encoding] = {}
    open_body: bool = False
    submits: bool = False
    timeout: float = 30.0
    max_bytes: int = 16 * 1024 * 1024
    rules: tuple[Rule, ...] = ()
    defaults: Mapping[str, Any] = {}
    model_defaults: Mapping[str, Mapping[str, Mapping[str, Any]]] = {}
    sizes: Sizes[Any] | None = None
    answers: Mapping[int, Schema] = {}
    accept: str = "application/json"
    content: Mapping[int, tuple[str, ...]] = {}
    answer_headers: Mapping[int, Mapping[str, Schema]] = {}
    model: str = ""
    results: Results | None = None
    task: TaskPlan | None = None
    stream: StreamPlan | None = None
    idempotency_header: str = ""
    pages: Pages | None = None
    callback: Callback | None = None
    envelope: Envelope | None = None
    count_field: str = ""


class Provider(NamedTuple):
    """A provider: addresses, key, errors, operations.

    Attributes:
        package: the Python package of the provider's modules.
        servers: base addresses, the default first.
        key_in: where the key goes; empty where no key is needed.
        key_name: the header, query parameter or field of the body that carries it.
        key_prefix: text before the key.
        key_variables: variables of the environment with the key, where it isn't NAME_API_KEY.
        credentials: names of what the user gives as api_key.
        mint: how a token is made of the credentials for every request.
        sources: id of a page to its title and address.
        free: what isn't billed though it was submitted: failed, cancelled, contentRejected.
    """

    name: str
    title: str
    package: str
    operations: Mapping[str, Operation]
    servers: tuple[Server, ...] = ()
    key_in: Literal["header", "query", "body", ""] = "header"
    key_name: str = "Authorization"
    key_prefix: str = "Bearer "
    key_variables: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ("api_key",)
    mint: Mint | None = None
    placeholders: tuple[str, ...] = ()
    envelope: Envelope = Envelope()
    errors: tuple[ErrorRow, ...] = ()
    sources: Mapping[str, str] = {}
    free: frozenset[str] = frozenset()

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables of the environment with the key: any of them, or one for each credential."""
        return self.key_variables or (f"{self.name.upper()}_API_KEY",)

    def envelope_of(self, operation: Operation) -> Envelope:
        """What is common to the bodies of the operation's answers."""
        return operation.envelope or self.envelope

    def looks_up_task(self, operation: Operation) -> bool:
        """Whether the operation asks for a task that another one submitted."""
        plans = (one.task for one in self.operations.values() if one.task is not None)
        return any(operation.id in (plan.poll, plan.result) for plan in plans)

    def __reduce__(self) -> tuple[Any, ...]:
        # By its place: what a package says of a provider needn't travel with every result.
        return provider_of, (self.package,)


def provider_of(package: str) -> Provider:
    """The provider that a package describes."""
    from importlib import import_module  # noqa: PLC0415 - few results are pickled

    return cast("Provider", import_module(f"{package}.operations").PROVIDER)
