"""The words of callbacks: what the provider sends to an address of the user's, and how that proves where it is from."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Pointers
from clientsmith.language.types import HEADER, NAME, POINTER, POINTERS, one_of, shaped, text
from clientsmith.language.words import Group, word


@dataclass(frozen=True, kw_only=True)
class Callback(
    Described,
    Cited,
    standard="OpenAPI",
    groups={
        "signature": Group(
            "How a callback proves that it is the provider's. Without it the client reads a callback only if it is "
            "told so with verified=False.",
            cited=True,
            limits={
                "if": {"properties": {"scheme": {"const": "hmac-sha256"}}, "required": ["scheme"]},
                "then": {"required": ["header"]},
            },
        )
    },
):
    """A message about a task that the provider sends to an address of the user's: the client reads it with
    receive_OPERATION, which returns the task as after a poll.
    """

    url: str = word(NAME, required=True, names="fields", told=False, example="webhook_url")
    """Wire name of the field or parameter that takes the address."""
    operation: str | None = word(NAME, names="operations", standard="ours", example="get_task")
    """Operation whose answer the callback has: the one that polls the task unless said, or the one that fetches its
    result.
    """
    id: Pointers = word(POINTERS, required=True, standard="ours", example="/id")
    """Where the callback has the task's id."""
    payload: str = word(POINTER, standard="ours", example="/payload")
    """Where the callback has that answer, if it isn't the answer itself."""
    part: str = word(POINTER, standard="ours", example="/data")
    """Where that answer has what the callback has, if that is a part of it."""
    scheme: str | None = word(
        one_of("standard-webhooks", "hmac-sha256"),
        at="signature/scheme",
        required=True,
        standard="ours",
        example="standard-webhooks",
    )
    """standard-webhooks: as standardwebhooks.com says, with the headers webhook-id, webhook-timestamp and
    webhook-signature and a secret that begins with whsec_. hmac-sha256: a header of the provider's own.
    """
    header: str = word(HEADER, at="signature/header", standard="ours", example="X-Fox-Signature")
    """Header that has the signature; several are separated by blanks, and one that fits is enough."""
    prefix: str = word(text(), at="signature/prefix", standard="ours", example="sha256=")
    """Text before a signature; those with another one are passed over."""
    encoding: str = word(
        one_of("hex", "base64"), at="signature/encoding", default="hex", standard="ours", example="base64"
    )
    """How a signature is written."""
    timestamp: str = word(HEADER, at="signature/timestamp", standard="ours", example="X-Fox-Timestamp")
    """Header that has the Unix seconds at which the callback was sent. What is 300 seconds older or newer than now is
    refused, so that nobody can send it again.
    """
    signed: str = word(
        shaped(
            r"^([^{}]|\{timestamp\})*\{body\}([^{}]|\{timestamp\})*$",
            "a text with {body}, and perhaps {timestamp}, such as {timestamp}.{body}",
        ),
        at="signature/signed",
        default="{body}",
        standard="ours",
        example="{timestamp}.{body}",
    )
    """What is signed: {body} stands for the bytes of the body, {timestamp} for the header."""
