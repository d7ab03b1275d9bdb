# Made by `clientsmith generate` from templates/imageclients/_runtime/result_core.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What the synchronous and the asynchronous results share."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Generic, TypeVar, cast

from ..errors import DecodeError
from .answer_headers import header_values
from .answers import DecodedResponse, Drift, ItemFailure, Outcome, request_id
from .client_core import ClientCore
from .credentials import Secret
from .describe import Operation
from .drift import misfits
from .images import item_failures, texts_beside
from .portable import Portable

AnswerT_co = TypeVar("AnswerT_co", covariant=True)
ImageT = TypeVar("ImageT")


class ResultCore(Portable, Generic[AnswerT_co, ImageT]):
    """The result of a call: the images, and the answer that has them.

    Attributes:
        images: the images, in the order of the answer.
        raw: the answer's body as JSON.
        drift: everything in the answer that the spec doesn't describe.
        status_code: HTTP status.
        texts: what the provider says beside the images.
        failures: the errors of single images that weren't made.
        headers: of the answer, with names in lower case.
        header_values: the documented headers among them, in their types.
        task_id: id of the task that made the images, or None; `token` is what that can be resumed with.
        other_task_ids: ids of further tasks that the same submit made; each can be resumed.
        requested: how many images were asked for, or None where that isn't known.
        elapsed: seconds from the call to the result.
    """

    def __init__(self, client: ClientCore[Any], outcome: Outcome) -> None:
        response = outcome.response
        self._client = client
        self._provider = client.provider
        self._operation_id = outcome.operation.id
        self._answer: AnswerT_co | None = None
        self.images: list[ImageT] = [client.image_of(asset, outcome.task_id, outcome.token) for asset in outcome.assets]
        self.raw: Any = response.body
        self.texts = texts_beside(outcome.operation, response.body)
        self.failures: tuple[ItemFailure, ...] = outcome.failures or tuple(
            item_failures(outcome.operation, response.body)
        )
        self.drift = outcome.drift
        self.status_code = response.status
        self.headers = client.key.mask_headers(response.headers)
        self.header_values = header_values(outcome.operation, response.status, self.headers)
        self.task_id = outcome.task_id
        self.token = outcome.token or outcome.task_id
        self.other_task_ids = outcome.other_task_ids
        self.requested = outcome.requested
        self.elapsed = outcome.elapsed
        self._key = client.key

    def __getstate__(self) -> dict[str, Any]:
        # The model is made anew from `raw`.
        return {
            **super().__getstate__(),
            "drift": tuple(Drift(*self._masked(list(item))) for item in self.drift),
            "failures": tuple(item.masked(self._masked) for item in self.failures),
            "_answer": None,
        }

    def _hidden(self, value: Any) -> Any:
        """A JSON value without the key. In an unpickled result, which has no key, it was hidden before."""
        key: Secret | None = vars(self).get("_key")
        return value if key is None else key.mask_all(value)

    @property
    def _operation(self) -> Operation:
        return self._provider.operations[self._operation_id]

    @property
    def request_id(self) -> str | None:
        """The provider's id of the request, or None."""
        response = DecodedResponse(self.status_code, self.headers, b"", self.raw, "")
        return cast("str | None", self._hidden(request_id(self._provider.envelope_of(self._operation), response)))

    @property
    def answer(self) -> AnswerT_co:
        """The answer as its class in the provider's `models`, made when first asked for.

        Raises:
            DecodeError: the answer doesn't fit the class; `raw` has the body anyway.
        """
        if self._answer is None:
            from pydantic import ValidationError  # noqa: PLC0415 - images alone don't need pydantic

            model = getattr(import_module(f"{self._provider.package}.models"), self._operation.model)
            try:
                self._answer = cast("AnswerT_co", model.model_validate(self.raw))
            except (ValidationError, ArithmeticError, RecursionError) as error:
                reason = str(error)
                if isinstance(error, ValidationError):
                    parts = error.errors(include_url=False, include_context=False, include_input=False)
                    reason = misfits(self.raw, [(part["loc"], part["msg"]) for part in parts], self._key)
                if self.raw is None and self.images:
                    reason = "it has no JSON, but is the image itself"
                raise DecodeError(
                    self._key.mask(f"the answer doesn't fit {self._operation.model}: {reason}"),
                    provider=self._provider.name,
                    operation=self._operation.id,
                    status_code=self.status_code,
                    request_id=self.request_id,
                    task_id=self._key.mask_all(self.task_id),
                    body=self._key.mask_all(self.raw),
                    elapsed=self.elapsed,
                    may_be_billed=self._operation.submits or self.task_id is not None,
                ) from None
        return self._answer

    @property
    def partial(self) -> bool:
        """Whether fewer images came than were asked for, where that is what the number means."""
        results = self._operation.results
        if results is not None and results.count_means == "atMost":
            return False
        return self.requested is not None and len(self.images) < self.requested

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._provider.name}: {len(self.images)} image(s)>"
