# Made by `clientsmith generate` from templates/imageclients/errors.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Every error that a client raises: one base, one class per cause.

The text of an error has the provider's code and message, the HTTP status, the ids of the request and the task, and the
elapsed time. It never has a key, a prompt or the query of a signed link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from ._runtime.redaction import printable

__all__ = [
    "APIStatusError",
    "AuthenticationError",
    "BadRequestError",
    "CallbackError",
    "ConfigurationError",
    "ConnectionFailedError",
    "ContentRejectedError",
    "DecodeError",
    "DownloadError",
    "EmptyResultError",
    "ImageClientError",
    "InvalidRequestError",
    "LinkExpiredError",
    "NotAnImageError",
    "NotFoundError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "Problem",
    "RateLimitError",
    "RequestTimeoutError",
    "ServerError",
    "SubmissionServerError",
    "SubmissionTimeoutError",
    "SubmissionUnknownError",
    "TaskBadRequestError",
    "TaskCancelledError",
    "TaskContentRejectedError",
    "TaskFailedError",
    "TaskNotFoundError",
    "TaskPaymentRequiredError",
    "TaskRateLimitError",
    "TaskServerError",
    "TaskTimeoutError",
]
_MOST_SHOWN = 200
"""Characters of a code or an id in the text of an error."""


class Problem(NamedTuple):
    """One thing that is wrong with the arguments of a call.

    Attributes:
        field: name of the argument; several are joined with a comma.
        rule: the JSON Schema keyword, the word for the size rule, or the id of the rule that is broken.
        message: what is wrong, with the value and the limit.
        suggestion: the nearest legal value, or what to do; may be empty.
        source: where the rule is documented, as `page#place`.
        warning: whether the rule is only inferred or assumed, so that it warns and doesn't refuse.
    """

    field: str
    rule: str
    message: str
    suggestion: str = ""
    source: str = ""
    warning: bool = False

    def __str__(self) -> str:
        text = f"{self.field}: {self.message}"
        if self.suggestion:
            text += f"; {self.suggestion}"
        if self.source:
            text += f" [{self.rule}, {self.source}]"
        return text

    def __repr__(self) -> str:
        return f"Problem({self})"


class ImageClientError(Exception):
    """The base of all errors of the clients.

    Attributes:
        message: what happened.
        provider: name of the provider, such as the package's module.
        operation: id of the operation.
        status_code: HTTP status of the answer, or None.
        code: the provider's own code, as text, or None.
        request_id: the provider's id of the request, or None.
        task_id: id of the task, or None; `token` is what it can be resumed with.
        other_task_ids: ids of further tasks that the same submit made.
        may_be_billed: whether the provider may charge for the call; False only where that is certain.
        body: the answer's body, as JSON where it is JSON, or None.
        content: the bytes of the answer's body, up to the largest answer that is read, or None.
        images: images that came before the error, which can be read and saved.
        failures: the errors of single images, where none came.
        elapsed: seconds since the call began, or None.
        retry_after: seconds that the provider asks to wait, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        operation: str = "",
        status_code: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        task_id: str | None = None,
        other_task_ids: tuple[str, ...] = (),
        may_be_billed: bool = False,
        body: Any = None,
        content: bytes | None = None,
        images: tuple[Any, ...] = (),
        failures: tuple[Any, ...] = (),
        elapsed: float | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.provider = provider
        self.operation = operation
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.task_id = task_id
        self.other_task_ids = other_task_ids
        self.may_be_billed = may_be_billed
        self.body = body
        self.content = content
        self.images = images
        self.failures = failures
        self.elapsed = elapsed
        self.retry_after = retry_after
        self._token: str | None = None

    @property
    def token(self) -> str | None:
        """What the task can be resumed with: its id, or JSON with its addresses too where the provider gave any."""
        return self._token or self.task_id

    @token.setter
    def token(self, token: str | None) -> None:
        self._token = token

    def __str__(self) -> str:
        where = f"{self.provider}.{self.operation}" if self.operation else self.provider
        facts = [
            f"{label} {printable(str(value)[:_MOST_SHOWN])}"
            for label, value in (
                ("status", self.status_code),
                ("code", self.code),
                ("request id", self.request_id),
                ("task id", self.task_id),
                ("after", None if self.elapsed is None else f"{self.elapsed:.1f} s"),
                ("retry after", None if self.retry_after is None else f"{self.retry_after:.1f} s"),
            )
            if value is not None
        ]
        text = f"{where}: {self.message}" if where else self.message
        text = f"{text} ({', '.join(facts)})" if facts else text
        # A provider's text may have control characters.
        return printable(text, lines=True)

    def copied_as(self, kind: type[ImageClientError]) -> ImageClientError:
        """The same error as another class."""
        return _restore(kind, self.args, self.__dict__)

    def __reduce__(self) -> tuple[Any, ...]:
        # An error of httpx holds its request, and that the key: only causes of ours are pickled.
        cause = self.__cause__ if isinstance(self.__cause__, ImageClientError) else None
        return _restore, (type(self), self.args, self.__dict__, cause)

    def __copy__(self) -> ImageClientError:
        return _restore(type(self), self.args, self.__dict__, self.__cause__)

    def __deepcopy__(self, memo: dict[int, Any]) -> ImageClientError:
        twin = memo[id(self)] = self.__copy__()
        twin.__dict__.update(deepcopy(self.__dict__, memo))
        return twin


def _restore(
    kind: type[ImageClientError], args: tuple[Any, ...], state: dict[str, Any], cause: BaseException | None = None
) -> ImageClientError:
    """Make a pickled or copied error again, with all of its attributes."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    if cause is not None:
        error.__cause__ = cause
    return error


class InvalidRequestError(ImageClientError, ValueError):
    """The arguments break a documented rule; nothing was sent.

    Attributes:
        problems: everything that is wrong, each with field, rule, message, suggestion and source.
    """

    def __init__(self, problems: Sequence[Problem], *, provider: str = "", operation: str = "") -> None:
        self.problems = tuple(problems)
        text = "\n  ".join(str(problem) for problem in self.problems)
        super().__init__(f"nothing was sent:\n  {text}", provider=provider, operation=operation)


class ConfigurationError(ImageClientError):
    """A setting can't be used: the key or the address is missing or malformed, or the client is closed."""


class CallbackError(ImageClientError):
    """A callback isn't the provider's, or isn't of now; nothing of it was read."""


class ConnectionFailedError(ImageClientError):
    """The connection failed; of a submit, nothing reached the server."""


class RequestTimeoutError(ImageClientError):
    """A request took longer than its timeout."""


class SubmissionUnknownError(ImageClientError):
    """A submit was sent and its answer was lost. It may have been taken and billed, and wasn't sent again.

    Attributes:
        body_sha256: hash of the body that was sent, to find it in logs of your own.
        sent_at: Unix seconds at which it was sent.
    """

    def __init__(self, message: str, *, body_sha256: str = "", sent_at: float = 0.0, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.body_sha256 = body_sha256
        self.sent_at = sent_at

    def __str__(self) -> str:
        return f"{super().__str__()}; the request may have been taken and billed, so it wasn't sent again"


class SubmissionTimeoutError(SubmissionUnknownError, RequestTimeoutError):
    """A submit was sent and not answered within its timeout."""


class APIStatusError(ImageClientError):
    """The provider answered with an error."""


class BadRequestError(APIStatusError):
    """The provider refuses the request as it is."""


class AuthenticationError(APIStatusError):
    """The key is missing, wrong or revoked."""


class PaymentRequiredError(APIStatusError):
    """The account has no credit left, or its payment is refused."""


class PermissionDeniedError(APIStatusError):
    """The account may not do this."""


class NotFoundError(APIStatusError):
    """The endpoint or the requested object doesn't exist."""


class TaskNotFoundError(NotFoundError):
    """The provider doesn't know the task, or not any more."""


class ContentRejectedError(APIStatusError):
    """The prompt or an image was refused for its content."""


class RateLimitError(APIStatusError):
    """Too many requests; `retry_after` says how long to wait, where the provider does."""


class ServerError(APIStatusError):
    """The provider failed."""


class SubmissionServerError(SubmissionUnknownError, ServerError):
    """A submit was answered with a server error, so it may have been taken and billed."""


class DecodeError(ImageClientError):
    """The answer lacks something required or can't be read; `body` has it anyway."""


class EmptyResultError(DecodeError):
    """The answer is well-formed and has no image."""


class TaskFailedError(ImageClientError):
    """The task ended in failure; the message has the provider's reason."""


class TaskBadRequestError(TaskFailedError, BadRequestError):
    """The task failed because the provider refuses the request as it is."""


class TaskPaymentRequiredError(TaskFailedError, PaymentRequiredError):
    """The task failed because the account has no credit left."""


class TaskContentRejectedError(TaskFailedError, ContentRejectedError):
    """The task failed because the prompt or an image was refused for its content."""


class TaskRateLimitError(TaskFailedError, RateLimitError):
    """The task failed because too many run."""


class TaskServerError(TaskFailedError, ServerError):
    """The task failed because the provider did."""


class TaskCancelledError(ImageClientError):
    """The task was cancelled."""


class TaskTimeoutError(ImageClientError):
    """The wait ended before the task did; it may still finish and be billed, and can be resumed by its id."""


class DownloadError(ImageClientError):
    """An image couldn't be fetched or saved.

    Attributes:
        passing: whether another attempt may succeed; the client has made its own already.
    """

    def __init__(self, message: str, *, passing: bool = False, may_be_billed: bool = True, **facts: Any) -> None:
        # A link comes from a call that was paid for.
        super().__init__(message, may_be_billed=may_be_billed, **facts)
        self.passing = passing


class LinkExpiredError(DownloadError):
    """The link of the image is dead or no longer allowed."""


class NotAnImageError(DownloadError):
    """The downloaded bytes aren't an image, or are cut short."""


_BY_CLASS: Mapping[str, type[APIStatusError]] = {
    "badRequest": BadRequestError,
    "authentication": AuthenticationError,
    "paymentRequired": PaymentRequiredError,
    "permissionDenied": PermissionDeniedError,
    "notFound": NotFoundError,
    "contentRejected": ContentRejectedError,
    "rateLimit": RateLimitError,
    "server": ServerError,
}
_BY_STATUS: Mapping[int, str] = {
    401: "authentication",
    402: "paymentRequired",
    403: "permissionDenied",
    404: "notFound",
    408: "server",
    429: "rateLimit",
}


_OF_TASK: Mapping[str | None, type[TaskFailedError]] = {
    "badRequest": TaskBadRequestError,
    "paymentRequired": TaskPaymentRequiredError,
    "contentRejected": TaskContentRejectedError,
    "rateLimit": TaskRateLimitError,
    "server": TaskServerError,
}


def class_of_failed_task(row_class: str | None) -> type[TaskFailedError]:
    """Return the class of the exception for a failed task, by the class that the spec gives the failure."""
    return _OF_TASK.get(row_class, TaskFailedError)


def class_for(row_class: str | None, status: int) -> type[APIStatusError]:
    """The class that a row of the error table names, else the one that the HTTP status means."""
    return _BY_CLASS.get(row_class or kind_of_status(status) or "", APIStatusError)


def kind_of_status(status: int) -> str | None:
    """What a row of the error table would name the class of an HTTP status, or None for one that is no error."""
    if status >= 500:
        return "server"
    return _BY_STATUS.get(status, "badRequest") if 400 <= status < 500 else None
