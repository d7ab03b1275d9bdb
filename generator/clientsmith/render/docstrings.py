"""The docstrings of generated clients."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.language.access import key_variables
from clientsmith.language.build.fields import media_of
from clientsmith.language.build.size_values import size_values
from clientsmith.language.model import Operation, Provider, Schema
from clientsmith.language.prose import field_doc, limits_text, listed, media_text, operation_doc, sentence_of


def method_doc(operation: Operation, provider: Provider) -> str:
    """The docstring of the method that runs an operation to its end."""
    lines, waits = [operation_doc(operation)], []
    if operation.task is not None:
        task = operation.task
        limit = f"{task.timeout:g} s" + (f" or {task.max_attempts} polls" if task.max_attempts else "")
        lines += ["", f"Submits, polls until the task has ended (at most {limit}), and returns its result."]
        waits = [
            "    wait_timeout: Most seconds to wait for the task in total; the limit above if None.",
            "    on_progress: Called with the task's handle after every poll.",
        ]
    lines += ["", *_arguments(operation, provider, waits), "", *_returns(operation, provider), "", *_raises(operation)]
    if operation.task is not None:
        lines.append("    TaskFailedError, TaskTimeoutError: It failed, or isn't done yet; the id is on the error.")
    return "\n".join([*lines, _OTHERS])


_OTHERS = "    ImageClientError: Every other cause, each with its class in `errors`."


def _arguments(operation: Operation, provider: Provider, waits: list[str]) -> Iterator[str]:
    """The arguments of a method; `waits` are those for the wait."""
    yield "Args:"
    # A description may have several lines; they stay below their argument.
    for field in operation.arguments:
        yield f"    {field.name}: {field_doc(field, size_values(operation.size, field))}".replace("\n", "\n        ")
        yield from (f"        {line}" for line in _inside(field.name, field.schema))
    yield from waits
    if operation.has_body:
        yield "    extra_body: Fields that the spec doesn't know, sent as they are."
    yield "    extra_headers: Headers to send along."


def _raises(operation: Operation) -> Iterator[str]:
    """What the submit raises, or the only request."""
    yield "Raises:"
    yield "    InvalidRequestError: An argument breaks a rule; nothing was sent."
    if operation.submits:
        yield "    SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again."


def _inside(name: str, schema: Schema) -> Iterator[str]:
    """A line for every field inside an object, or inside the objects of a list, that has limits."""
    if "items" in schema:
        yield from _inside(f"{name}[]", schema["items"])
    required = schema.get("required", ())
    for wire, inner in schema.get("properties", {}).items():
        phrases = [*(["required"] if wire in required and "const" not in inner else []), *limits_text(inner)]
        phrases += [f"always {listed([inner['const']])}, filled in"] if "const" in inner else []
        image = inner.get("media")
        if image:
            phrases += media_text(media_of(image))
        if phrases:
            yield f"{name}.{wire}: {'; '.join(phrases)}."
        yield from _inside(f"{name}.{wire}", inner)


def _returns(operation: Operation, provider: Provider) -> list[str]:
    """What a method returns; the images of a task come with the answer to the last poll."""
    task = operation.task
    results = provider.operation(task.result or task.poll).results if task else operation.results
    if results is None:
        return ["Returns:", f"    The answer, as {operation.model}."]
    life = f" Their links live {_duration(results.lifetime)}, unless the answer says." if results.lifetime else ""
    return ["Returns:", f"    The result, with its images.{life}"]


def _duration(seconds: int) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % unit == 0 and seconds >= unit:
            count = seconds // unit
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"


def client_module_doc(provider: Provider) -> str:
    """The docstring of a provider's client module."""
    return f"The clients of {provider.title}: every documented endpoint is a method."


def begin_doc(operation: Operation, provider: Provider) -> str:
    """The docstring of the method that only submits."""
    lines = [
        f"Submit like {operation.id}, and return the task's handle at once.",
        "",
        operation_doc(operation),
        "",
        *_arguments(operation, provider, []),
        "",
        "Returns:",
        f"    The task's handle. Keep its {_kept(operation)}: resume_{operation.id} takes it up again with it, in"
        " another process too.",
        "",
        *_raises(operation),
        _OTHERS,
    ]
    return "\n".join(lines)


def stream_doc(operation: Operation, provider: Provider) -> str:
    """The docstring of the method that gives the events of a stream."""
    lines = [
        f"Stream like {operation.id}: iterate over what this returns for its events, best in a with block.",
        "",
        operation_doc(operation),
        "",
        *_arguments(operation, provider, []),
        "",
        "Returns:",
        "    The events, among them images that aren't finished; `result` is there after the last one.",
        "",
        "Raises:",
        "    InvalidRequestError: An argument breaks a rule; nothing was sent. All else is raised by the iteration.",
    ]
    return "\n".join(lines)


_WRONG = {"id": "It can't be an id.", "token": "It is neither a token nor an id that is enough."}


def _kept(operation: Operation) -> str:
    """What leads back to a task: its id, or where it has addresses of its own its token."""
    task = operation.task
    return "token" if task is not None and (task.poll_url or task.result_url or task.cancel_url) else "id"


def resume_doc(operation: Operation) -> str:
    """The docstring of the method that takes a task up again."""
    kept = _kept(operation)
    lines = [
        f"Return the handle of a task that {operation.id} or begin_{operation.id} submitted before.",
        "",
        "Nothing is sent yet: `refresh()` asks for the task once, `wait()` polls until it has ended.",
        "",
        "Args:",
        f"    task_id: {kept.capitalize()} of the task, as it stands on the handle, the result or an error.",
        "",
        "Raises:",
        f"    InvalidRequestError: {_WRONG[kept]}",
    ]
    return "\n".join(lines)


def receive_doc(operation: Operation) -> str:
    """The docstring of the method that reads a callback."""
    callback = operation.callback
    if callback is None or callback.scheme is None:
        signed = [
            "The page says of no signature: anybody may send a callback, so ask for the task before you trust it."
        ]
    else:
        signed = ["Its signature is verified over the raw bytes, and nothing is sent."]
    lines = [
        f"Return the handle of a task of {operation.id}, as a callback of the provider tells of it.",
        "",
        *signed,
        "The handle is as after a poll: `wait()` returns the result of a task that is done, and raises its failure.",
        "",
        "Args:",
        "    headers: The callback's headers, by name or as pairs.",
        "    body: Its raw bytes, not decoded and not parsed.",
        "    secret: What the provider signs callbacks with.",
        "    verified: False reads a callback without verifying it.",
        "",
        "Raises:",
        "    CallbackError: It isn't the provider's, or is older than five minutes.",
        "    ConfigurationError: The secret is missing or unusable, or verified must be False.",
        "    DecodeError: It can't be understood.",
    ]
    return "\n".join(lines)


def iterate_doc(operation: Operation, provider: Provider) -> str:
    """The docstring of the method that goes through all pages of a list."""
    lines = [
        f"Go through all elements of the list that {operation.id} has a page of, as JSON.",
        "",
        "A page is asked for once its first element is needed. The list ends at an empty page, at a cursor that has",
        "come before, and after max_pages.",
        "",
        *_arguments(operation, provider, ["    max_pages: Most pages; no limit if None."]),
        "",
        *_raises(operation),
        _OTHERS,
    ]
    return "\n".join(lines)


def client_doc(provider: Provider, kind: str) -> str:
    """The docstring of a client; `kind` is synchronous or asynchronous."""
    lines = [f"{'An' if kind[0] == 'a' else 'A'} {kind} client of {provider.title}.", ""]
    if provider.description:
        lines += [sentence_of(provider.description), ""]
    variable = provider.name.upper()
    where = provider.servers[0].url if provider.servers else f"base_url must be given, or {variable}_BASE_URL set"
    lines.append(f"Address: {where}.")
    security = provider.security
    if security.place:
        given = f"api_key, a mapping with {listed(security.credentials, 'and')}" if security.credentials else "api_key"
        lines.append(f"Key: {given}, or {key_variables(provider)}.")
    if provider.billing is not None and provider.billing.failures == "free":
        lines.append("Failed images aren't billed.")
    return "\n".join(lines)


def init_doc(provider: Provider) -> str:
    """The docstring of a constructor that takes variables of addresses."""
    lines = ["Make a client; the other arguments are those of every client.", "", "Args:"]
    for variable in provider.server_variables:
        said = sentence_of(variable.description) or "A part of the address."
        legal = f" One of {listed(variable.enum)}." if variable.enum else ""
        default = f" {variable.default} unless said." if variable.default else ""
        lines.append(f"    {variable.name}: {said}{legal}{default}")
    return "\n".join(lines)


def module_doc(provider: Provider) -> str:
    """The docstring of a provider's package."""
    pages = [f"    {page.id}: {page.title}{f' <{page.url}>' if page.url else ''}" for page in provider.sources]
    return "\n".join(
        [f"{provider.title}: {sentence_of(provider.description)}", "", "Sources, as cited in brackets:", *pages]
    )
