"""Callbacks: verifies the signature of what a provider sends of its own accord, and reads it as the answer to a poll.

The signature is checked over the raw bytes, before anything of them is read, and compared in constant time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from ..errors import CallbackError, ConfigurationError
from .client_core import ClientCore
from .describe import Callback, Operation
from .jsontypes import is_object
from .pointer import find, first, put
from .reading import decode
from .submission import Submission
from .task_core import TaskCore
from .task_ids import id_fault
from .timer import Timer

Headers = Mapping[str, str] | Iterable[tuple[str | bytes, str | bytes]]
"""The headers of a callback, as any framework has them: by name in any case, or as pairs."""
TOLERANCE = 300
"""Seconds that a signed callback may be older, or its clock ahead."""
_LONGEST = 8192
"""Characters of a header that is looked at."""


class Signature(NamedTuple):
    """How a callback is signed.

    Attributes:
        header: the header that has the signatures, in lower case, as all names here.
        signed: what is signed; `{body}` stands for the body, and other names for headers.
        places: name in `signed` to header.
        prefix: text before each signature.
        encoding: hex or base64.
        secret_prefix: text before a secret that is written in base64; empty where the secret is a plain text.
    """

    header: str
    signed: str
    places: Mapping[str, str]
    prefix: str
    encoding: str
    secret_prefix: str = ""


_STANDARD = Signature(
    "webhook-signature",
    "{id}.{timestamp}.{body}",
    {"id": "webhook-id", "timestamp": "webhook-timestamp"},
    "v1,",
    "base64",
    "whsec_",
)


def signature_of(callback: Callback) -> Signature | None:
    """How the callback is signed; None where the spec doesn't say."""
    if callback.scheme is None:
        return None
    if callback.scheme == "standard-webhooks":
        return _STANDARD
    places = {"timestamp": callback.timestamp.lower()} if callback.timestamp else {}
    return Signature(callback.header.lower(), callback.signed, places, callback.prefix, callback.encoding)


def receive(
    client: ClientCore[Any], operation: Operation, headers: Headers, body: bytes, secret: str | None, *, verified: bool
) -> Any:
    """The handle of the task that a callback is about, in the state that it tells.

    Raises:
        CallbackError: it isn't the provider's, or too old or too large.
        ConfigurationError: the secret is missing or unusable, or nothing can be verified.
        DecodeError: it is the provider's, and can't be understood.
    """
    callback, plan = operation.callback, operation.task
    if callback is None or plan is None:
        raise TypeError(f"{operation.id} has no callback")
    reader = client.provider.operations[callback.operation or plan.poll]
    named: dict[str, Any] = {"provider": client.provider.name, "operation": operation.id}
    signature = signature_of(callback)
    if wrong := _misused(signature, body, secret, verified=verified):
        raise ConfigurationError(wrong, **named)
    if len(body) > reader.max_bytes:
        raise CallbackError(f"the callback is larger than {reader.max_bytes} bytes", **named)
    if signature is not None and secret is not None:
        reason = fault_of(signature, headers, bytes(body), secret, client.options.system.time())
        if reason:
            raise CallbackError(reason, **named)
    return _read(client, operation, callback, reader, bytes(body))


def _misused(signature: Signature | None, body: object, secret: str | None, *, verified: bool) -> str:
    """Why nothing can be verified, or need be; empty where all that is needed is there."""
    if not isinstance(body, bytes | bytearray | memoryview):
        return "the body of a callback must be its raw bytes"
    if not verified:
        return "give the secret, or verified=False, and not both" if secret is not None else ""
    if signature is None:
        return "nothing is known about signatures of this callback, so anybody can send one; verified=False reads it"
    if not secret:
        return "the callback is signed: give the secret that it is signed with"
    return "" if _key(signature, secret) else "the secret isn't one of this provider: it must be base64 after whsec_"


def _key(signature: Signature, secret: str) -> bytes:
    """The secret as bytes; empty where it is no secret."""
    if not signature.secret_prefix:
        return secret.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(secret.strip().removeprefix(signature.secret_prefix), validate=True)
    except ValueError:
        return b""


def fault_of(signature: Signature, headers: Headers, body: bytes, secret: str, now: float) -> str:
    """Why a callback isn't the provider's, or isn't of now; empty where it is."""
    wanted = {signature.header, *signature.places.values()}
    found = _wanted(headers, wanted)
    for name in sorted(wanted):
        given = found.get(name, [])
        if len(given) != 1 or not 0 < len(given[0]) <= _LONGEST:
            return f"the header {name} is missing" if not given else f"the header {name} is empty, too long, or twice"
    values = {place: found[header][0] for place, header in signature.places.items()}
    key = _key(signature, secret)
    expected = _written(hmac.new(key, _content(signature, values, body), hashlib.sha256).digest(), signature.encoding)
    fits = False
    for one in found[signature.header][0].split():
        text = one.removeprefix(signature.prefix) if one.startswith(signature.prefix) else ""
        text = text.lower() if signature.encoding == "hex" else text
        # Each is compared, so that the time says nothing about which one fits.
        fits |= hmac.compare_digest(text.encode("utf-8", "replace"), expected)
    if not fits:
        return "no signature fits: another secret, or somebody else's message"
    return _of_now(values.get("timestamp"), now)


def _of_now(timestamp: str | None, now: float) -> str:
    if timestamp is None:
        return ""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 20):
        return "its time is no number of seconds"
    age = now - int(timestamp)
    return (
        f"it is {abs(age):.0f} s {'old' if age > 0 else 'ahead'}, of at most {TOLERANCE}"
        if abs(age) > TOLERANCE
        else ""
    )


def _wanted(headers: Headers, names: set[str]) -> dict[str, list[str]]:
    """The values of these headers by name, in lower case."""
    found: dict[str, list[str]] = {}
    items: Any = getattr(headers, "items", None)
    pairs = cast("Iterable[tuple[object, object]]", items() if callable(items) else headers)
    for name, value in pairs:
        key = _text(name).lower()
        if key in names:
            found.setdefault(key, []).append(_text(value).strip())
    return found


def _text(value: object) -> str:
    """A header's name or value as text; empty for anything that is neither text nor bytes."""
    return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _content(signature: Signature, values: Mapping[str, str], body: bytes) -> bytes:
    """The bytes that are signed."""
    before, _, after = signature.signed.partition("{body}")
    for place, value in values.items():
        before, after = before.replace(f"{{{place}}}", value), after.replace(f"{{{place}}}", value)
    return before.encode("utf-8", "replace") + body + after.encode("utf-8", "replace")


def _written(digest: bytes, encoding: str) -> bytes:
    return base64.b64encode(digest) if encoding == "base64" else digest.hex().encode()


def _read(
    client: ClientCore[Any], operation: Operation, callback: Callback, reader: Operation, content: bytes
) -> TaskCore:
    """The handle of the task, updated as from the answer that the callback has."""
    response = decode(200, {"content-type": "application/json"}, content)
    answer: Any = next(iter(find(response.body, callback.payload)), None)
    if callback.part:
        whole: dict[str, Any] = {}
        put(whole, callback.part, answer)
        answer = whole
    given = first(response.body, callback.id)
    task_id = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    submission = Submission(Timer(client.options.system), may_be_billed=True, task_id=task_id)
    if not is_object(answer) or id_fault(task_id):
        what = "has no id of a task" if is_object(answer) else "isn't an answer about a task"
        raise client.undecodable(reader, response, f"the callback {what}")
    task: TaskCore = client.task(operation, submission)
    try:
        task.update_from_callback(reader, response._replace(body=answer))
    except BaseException as error:
        submission.attach_to(error, client.provider, operation, client.key)
        raise
    return task
