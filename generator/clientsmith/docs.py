"""Stage render: the docstrings of generated clients."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.build.prose import field_doc, limits_text, operation_doc, sentence_of
from clientsmith.model import Operation, Provider, Schema


def method_doc(operation: Operation, provider: Provider) -> str:
    """The docstring of the method that runs an operation to its end."""
    lines = [operation_doc(operation)]
    if operation.task is not None:
        task = operation.task
        limit = f"{task.timeout:g} s" + (f" or {task.max_attempts} polls" if task.max_attempts else "")
        lines += ["", f"Submits, polls until the task has ended (at most {limit}), and returns its result."]
    lines += ["", "Args:"]
    # A description may have several lines; they stay below their argument.
    for field in operation.arguments:
        lines.append(f"    {field.name}: {field_doc(field)}".replace("\n", "\n        "))
        lines += [f"        {line}" for line in _inside(field.name, field.schema)]
    if operation.task is not None:
        lines += [
            "    wait_timeout: Most seconds to wait for the task in total; the limit above if None.",
            "    on_progress: Called with the task's handle after every poll.",
        ]
    if operation.has_body:
        lines.append("    extra_body: Fields that the spec doesn't know, sent as they are.")
    lines.append("    extra_headers: Headers to send along.")
    lines += ["", *_returns(operation, provider), "", "Raises:"]
    lines.append("    InvalidRequestError: An argument breaks a rule; nothing was sent.")
    if operation.submits:
        lines.append("    SubmissionUnknownError: The answer was lost; it may be billed, and wasn't sent again.")
    if operation.task is not None:
        lines.append("    TaskFailedError, TaskTimeoutError: It failed, or isn't done yet; the id is on the error.")
    lines.append("    ImageClientError: Every other cause, each with its class in `errors`.")
    return "\n".join(lines)


def _inside(name: str, schema: Schema) -> Iterator[str]:
    """A line for every field inside an object, or inside the objects of a list, that has limits."""
    if "items" in schema:
        yield from _inside(f"{name}[]", schema["items"])
    required = schema.get("required", ())
    for wire, inner in schema.get("properties", {}).items():
        phrases = [*(["required"] if wire in required else []), *limits_text(inner)]
        if phrases:
            yield f"{name}.{wire}: {'; '.join(phrases)}."
        yield from _inside(f"{name}.{wire}", inner)


def _returns(operation: Operation, provider: Provider) -> list[str]:
    """What a method returns; the images of a task come with the answer to the last poll."""
    results = provider.operation(operation.task.poll).results if operation.task else operation.results
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


def twin_doc(operation: Operation) -> str:
    """The docstring of the asynchronous twin of a method."""
    like = f"Awaited; arguments, result and errors are those of Client.{operation.id}."
    return f"{operation_doc(operation)}\n\n{like}"


def begin_doc(operation: Operation) -> str:
    """The docstring of the method that only submits."""
    return (
        f"Submit like {operation.id}, and return the task's handle at once.\n\n"
        "Keep its id: with it the task can be taken up again, in another process too."
    )


def resume_doc(operation: Operation) -> str:
    """The docstring of the method that takes a task up again."""
    return f"The handle of a task that {operation.id} or begin_{operation.id} submitted before; nothing is sent yet."


def client_doc(provider: Provider) -> str:
    """The docstring of the synchronous client."""
    lines = [f"A synchronous client of {provider.title}.", ""]
    if provider.description:
        lines += [sentence_of(provider.description), ""]
    variable = provider.name.upper()
    where = provider.servers[0].url if provider.servers else f"base_url must be given, or {variable}_BASE_URL set"
    lines.append(f"Address: {where}.")
    if provider.security.header:
        lines.append(f"Key: api_key, or {variable}_API_KEY.")
    if provider.billing is not None and provider.billing.failures == "free":
        lines.append("Failed images aren't billed.")
    return "\n".join(lines)


def module_doc(provider: Provider) -> str:
    """The docstring of a provider's package."""
    pages = [f"    {page.id}: {page.title}{f' <{page.url}>' if page.url else ''}" for page in provider.sources]
    return "\n".join(
        [f"{provider.title}: {sentence_of(provider.description)}", "", "Sources, as cited in brackets:", *pages]
    )
