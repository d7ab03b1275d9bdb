"""What a callback is: its body, made of the answer that it has, its signature, and the answer that is read from it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from clientsmith.language.model import Callback, Task
from clientsmith.oracle.answer_bodies import first_of
from clientsmith.oracle.pointers import find, put

TOLERANCE = 300
"""Seconds between a callback and now."""
MESSAGE_ID = "msg_2f9c"
"""The id of every message, where a signature has one."""


def reader(callback: Callback, task: Task) -> str:
    """Return the operation whose answer the callback has."""
    return callback.operation or task.poll


def sent(callback: Callback, answer: Any, task_id: str) -> Any:
    """Return the body of the callback that has this answer."""
    body = next(iter(find(answer, callback.part)), None) if callback.part else answer
    if callback.payload:
        body = put({}, first_of(callback.payload), body)
    return put(body, first_of(callback.id[0]), task_id)


def read(callback: Callback, body: Any) -> Any:
    """Return the answer that the body of a callback has."""
    answer = next(iter(find(body, callback.payload)), None)
    return put({}, callback.part, answer) if callback.part else answer


def secret(callback: Callback, name: str) -> str:
    """Return a secret such as the provider gives, one for each name."""
    if callback.scheme == "standard-webhooks":
        return "whsec_" + base64.b64encode(f"secret of {name}".encode()).decode()
    return f"secret of {name}"


def headers(callback: Callback, key: str, body: bytes, now: int) -> dict[str, str]:
    """Return the headers of a callback that was signed with this secret at this time; empty where none is signed."""
    return _SCHEMES[callback.scheme](callback, key, body, now) if callback.scheme is not None else {}


def _standard(_: Callback, key: str, body: bytes, now: int) -> dict[str, str]:
    raw = base64.b64decode(key.removeprefix("whsec_"))
    signed = f"{MESSAGE_ID}.{now}.".encode() + body
    signature = base64.b64encode(hmac.digest(raw, signed, hashlib.sha256)).decode()
    return {"webhook-id": MESSAGE_ID, "webhook-timestamp": str(now), "webhook-signature": f"v1,{signature}"}


def _own(callback: Callback, key: str, body: bytes, now: int) -> dict[str, str]:
    before, after = (
        side.replace("{timestamp}", str(now)).encode() for side in callback.signed.split("{body}", maxsplit=1)
    )
    digest = hmac.digest(key.encode(), before + body + after, hashlib.sha256)
    written = digest.hex() if callback.encoding == "hex" else base64.b64encode(digest).decode()
    moment = {callback.timestamp: str(now)} if callback.timestamp else {}
    return {**moment, callback.header: callback.prefix + written}


_SCHEMES: Mapping[str, Callable[[Callback, str, bytes, int], dict[str, str]]] = {
    "standard-webhooks": _standard,
    "hmac-sha256": _own,
}
"""Scheme of a signature to the function that makes its headers."""


def signature_header(callback: Callback) -> str:
    """Return the header that has the signatures."""
    return "webhook-signature" if callback.scheme == "standard-webhooks" else callback.header


def is_timed(callback: Callback) -> bool:
    """Whether the time of a callback is signed."""
    return callback.scheme == "standard-webhooks" or bool(callback.timestamp)
