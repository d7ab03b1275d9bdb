"""The words that say how failure is told, what each error means, and what is paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.language.answers import Response
from clientsmith.language.common import Cited, Described, Json, Pointers
from clientsmith.language.types import ERROR_CLASS, HEADER, POINTER, POINTERS, SCALAR, YES_OR_NO, listed, one, one_of
from clientsmith.language.words import Group, unread, word


@dataclass(frozen=True, kw_only=True)
class Envelope(
    Cited,
    groups={
        "success": Group(
            "A value of the body that tells success from failure under HTTP 200. A body that lacks it isn't a failure "
            "for that, nor is one that has the task or the images all the same.",
            cited=True,
        ),
        "retryable": Group("Where an error says whether the same request may succeed later."),
    },
):
    """What is common to the bodies of all answers: how failure is told, and where its parts are."""

    success: str = word(POINTER, at="success/argument", required=True, into="any", example="/state")
    """Where that value is."""
    expected: tuple[Json, ...] = word(
        listed(SCALAR, minItems=1), at="success/expected", required=True, example=["ok", 0]
    )
    """The values that mean success."""
    failure: Pointers = word(POINTERS, into="error", example="/error")
    """A body that has something here (not null, false, 0 or empty) is an error, whatever the HTTP status, unless it has
    the task or the images all the same.
    """
    code: Pointers = word(POINTERS, into="error", example=["/error/code", "/code"])
    """Where an error body has its code. Of several, one that the error table knows goes first."""
    type: Pointers = word(POINTERS, into="error", example="/error/type")
    """Where an error body has its type."""
    message: Pointers = word(POINTERS, into="error", example="/error/message")
    """Where an error body has its message."""
    request_id: Pointers = word(POINTERS, into="any", example="/request_id")
    """Where a body has the id of the request."""
    error_body: Response | None = word(
        one("response"), told=False, echoed=False, example={"properties": {"message": {"type": "string"}}}
    )
    """The body of an error: its fields, and the documented bodies with the HTTP status of each."""
    request_id_headers: tuple[str, ...] = word(listed(HEADER), example=["X-Request-Id"])
    """Headers that may have the id of the request."""
    retry_after: Pointers = word(POINTERS, into="error", example="/retry_after")
    """Where an error body has the seconds to wait before the next try; the header Retry-After goes first."""
    retryable_header: str = word(HEADER, at="retryable/header", required=True, example="X-Retryable")
    """Header that has true or false; it goes before `retryable` of the error table, and means the same."""


@dataclass(frozen=True, kw_only=True)
class ErrorRow(
    Described,
    Cited,
    positional=("kind",),
    limits={"anyOf": [{"required": ["status"]}, {"required": ["code"]}, {"required": ["type"]}]},
):
    """A row of the error table."""

    kind: str = word(ERROR_CLASS, at="class", required=True, example="contentRejected")
    """Class of the error that the client raises."""
    status: int | str | None = word(
        {"anyOf": [{"type": "integer", "minimum": 200, "maximum": 599}, {"enum": ["4XX", "5XX"]}]},
        standard="OpenAPI",
        example=400,
    )
    """HTTP status, or a range of them."""
    code: str = word({"type": ["string", "integer"]}, example="bad_prompt")
    """Code in the body; a row that has one decides first, and its status only among rows of the same code."""
    type: str = word({"type": "string"}, example="account_error")
    """Type in the body; a row with a type and no code decides next, and where it has a status too, both must fit."""
    retryable: bool | None = word(YES_OR_NO, example=False)
    """Whether the same request may succeed later, so that a request that doesn't bill is sent again. The HTTP status
    decides unless said: 408, 429 and 5XX may.
    """
    fault: str | None = word(one_of("request", "account", "content", "provider"), told=False, example="content")
    """What has to change: the request, the account (key, money, rights, rate), the content of prompt or images, or
    something at the provider.
    """


_CHARGE = one_of("free", "charged", "unknown")


@dataclass(frozen=True, kw_only=True)
class Billing(
    Cited,
    groups={
        "outcomes": Group(
            "What is paid for besides images: decides `may_be_billed` of errors.", limits={"minProperties": 1}
        )
    },
):
    """What costs money.

    Attributes:
        outcomes: what is said of outcomes, by outcome.
        free: the outcomes that cost nothing: failed, cancelled, contentRejected.
    """

    outcomes: Mapping[str, str]
    free: tuple[str, ...]
    unit: str = word(one_of("image", "request", "unknown"), default="unknown", example="image")
    """What is paid for: each image, each request, or not known."""
    failures: str = word(_CHARGE, default="unknown", example="free")
    """Whether failed images are paid for; short for failed under outcomes."""
    failed = unread(_CHARGE, at="outcomes/failed", example="free")
    """A task that ended in failure."""
    cancelled = unread(_CHARGE, at="outcomes/cancelled", example="charged")
    """A task that was cancelled."""
    content_rejected = unread(_CHARGE, at="outcomes/contentRejected", example="free")
    """A request or a task that was refused for its content."""
    price: str = word(one_of("fixed", "variable", "unknown"), default="unknown", example="fixed")
    """Whether an image has one price."""
