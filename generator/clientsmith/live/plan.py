"""Plans the calls of a run, the cheapest first."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from clientsmith.diagnostics import closest
from clientsmith.language.model import Field, Operation, Provider
from clientsmith.live import probe
from clientsmith.live.options import Options, Refusal
from clientsmith.live.requested_images import requested_images
from clientsmith.oracle.sizes import RequestedSize, requested_size
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import request
from clientsmith.vectors.operation_under_test import OperationUnderTest, operations_under_test, special
from clientsmith.vectors.request_cases import wire_cases
from clientsmith.vectors.validation import verdict

_LINK = ("https://", "http://")
_NO_IMAGE = "needs an image: give one with --image"


@dataclass(frozen=True)
class Call:
    """A call of a run.

    Attributes:
        kind: a call as documented, a task to take up, a call with a wrong key, or one past a limit.
        arguments: by wire name.
        expected: the request that must go out, with the address of the vectors; None where none is judged.
        key: where the spec has it.
        images: how many images it asks for.
        hindrance: why it isn't made unless it is named; empty for nothing.
    """

    id: str
    kind: Literal["case", "task", "wrong-key", "refusal"]
    operation: Operation
    arguments: Mapping[str, Any]
    expected: Mapping[str, Any] | None
    key: str
    images: int
    size: RequestedSize
    task_id: str = ""
    hindrance: str = ""

    @property
    def name(self) -> str:
        """The name in a report: operation and the last part of the id."""
        return f"{self.operation.id} {self.id.rpartition('/')[2]}"

    @property
    def bills(self) -> bool:
        """Whether it takes from the budget."""
        return self.kind != "task"


def cases(provider: Provider, image: str = "") -> list[Call]:
    """The documented examples and the smallest call of each operation that makes images, the cheapest first.

    Each operation is there once before any is there twice.
    """
    ranked: list[tuple[tuple[int, int, int], Call]] = []
    for tested in _submitting(provider):
        own = Cases(tested)
        wire_cases(own)
        chosen = [case for case in own.cases if case["id"].rpartition("/")[2].startswith(("example-", "required-only"))]
        calls = sorted((_case(tested, case, image) for case in chosen), key=_cost)
        ranked += [((rank, *_cost(call)), call) for rank, call in enumerate(calls)]
    return [call for _, call in sorted(ranked, key=lambda case: case[0])]


def probes(provider: Provider, image: str = "") -> tuple[list[Call], list[Call]]:
    """The calls with every field at its bounds, and those with one past them, which must be refused."""
    within: list[Call] = []
    beyond: list[Call] = []
    for tested in _submitting(provider):
        prefix = f"{provider.name}/{tested.operation.id}/probe/"
        for value in probe.bounds(tested):
            made = request(tested, verdict(tested, value.arguments).values)
            case = {"id": prefix + value.name, "source": value.key, "given": {"arguments": value.arguments}}
            within.append(_case(tested, {**case, "expect": {"requests": [made]}}, image))
        for value in probe.past(tested):
            case = {"id": prefix + value.name, "source": value.key, "given": {"arguments": value.arguments}}
            call = _case(tested, {**case, "expect": {"requests": [None]}}, "")
            beyond.append(replace(call, kind="refusal", expected=None))
    return within, beyond


def _submitting(provider: Provider) -> list[OperationUnderTest]:
    cancels = {operation.task.cancel for operation in provider.operations if operation.task is not None}
    return [
        tested
        for tested in operations_under_test(provider)
        if tested.operation.submits
        and tested.operation.id not in cancels
        and (tested.operation.task or tested.operation.results) is not None
    ]


def _cost(call: Call) -> tuple[int, int]:
    return call.images, call.size.area * call.images


def _case(tested: OperationUnderTest, case: Mapping[str, Any], image: str) -> Call:
    operation = tested.operation
    arguments = dict(case["given"]["arguments"])
    hindrance = "has a value that JSON has no word for" if any(special(value) for value in arguments.values()) else ""
    expected = case["expect"]["requests"][0]
    pictures = [tested.fields[wire] for wire in arguments if tested.fields[wire].media is not None]
    if pictures and not image:
        hindrance = _NO_IMAGE
    elif pictures:
        arguments |= {field.wire: given for field in pictures if (given := _given(field, image)) is not None}
        checked = verdict(tested, arguments)
        unusable = [field.wire for field in pictures if _given(field, image) is None]
        if checked.problems or unusable:
            hindrance = f"doesn't take this image for {', '.join(unusable) or checked.problems[0].name}"
        expected = request(tested, checked.values)
    return Call(
        id=case["id"],
        kind="case",
        operation=operation,
        arguments=arguments,
        expected=expected,
        key=case["source"],
        images=requested_images(tested, arguments),
        size=requested_size(tested, arguments),
        hindrance=hindrance,
    )


def _given(field: Field, image: str) -> Any:
    """Return the user's image as a field takes it; None if it doesn't."""
    kinds = field.media.kinds if field.media is not None else ()
    text: str | None = None
    if image.startswith(_LINK):
        text = image if "url" in kinds else None
    elif set(kinds) & {"dataUri", "base64"}:
        try:
            content = Path(image).read_bytes()
        except OSError as error:
            raise Refusal(f"--image {image}: {error.strerror}") from error
        known = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp", b"GIF8": "gif"}
        kind = next((name for start, name in known.items() if content.startswith(start)), "")
        if not kind:
            raise Refusal(f"--image {image}: isn't a PNG, JPEG, WebP or GIF")
        head = f"data:image/{kind};base64," if "dataUri" in kinds else ""
        text = head + b64encode(content).decode()
    return [text] if text is not None and field.schema.get("type") == "array" else text


def chosen(provider: Provider, options: Options, *, fill: bool = True) -> list[Call]:
    """The calls of a run: tasks, then the wrong key, then the cases that are named, or else as many as the budget has.

    Raises:
        Refusal: a name is of no call, or there is nothing to do.
    """
    known = cases(provider, options.image)
    within, beyond = probes(provider, options.image) if options.probe else ([], [])
    if options.operation:
        ids = dict.fromkeys(call.operation.id for call in known)
        if options.operation not in ids:
            raise Refusal(f"--operation {options.operation}: there is {', '.join(ids) or 'none that submits'}")
        known, within, beyond = (
            [call for call in calls if call.operation.id == options.operation] for calls in (known, within, beyond)
        )
    calls = [_task(provider, options, task_id) for task_id in options.tasks]
    if options.errors:
        if not known:
            raise Refusal(f"{provider.name} has no call that a wrong key could be tried with")
        # What is refused for its key costs nothing, but counts: nobody knows what a provider really does.
        first = known[0]
        call_id = f"{provider.name}/{first.operation.id}/wrong-key"
        calls.append(replace(first, id=call_id, kind="wrong-key", expected=None, hindrance=""))
    if options.cases or not fill:
        calls += [_named([*known, *within, *beyond], name) for name in options.cases]
    else:
        # Each operation once, then its bounds; one submit is kept for what should be refused and maybe isn't.
        once = len({call.operation.id for call in known}) if within else len(known)
        free = [call for call in (*known[:once], *within, *known[once:]) if not call.hindrance]
        refusals = [call for call in beyond if not call.hindrance] if options.max_submits > 1 else []
        taken = len([call for call in calls if call.bills]) + bool(refusals)
        calls += [*free[: max(0, options.max_submits - taken)], *refusals]
    if not calls:
        if known and options.max_submits:
            raise Refusal(f"{known[0].id} {known[0].hindrance}")
        raise Refusal("nothing to do: without a budget only --task ID can be asked for")
    return calls


def _named(known: list[Call], name: str) -> Call:
    calls = [call for call in known if name in (call.id, call.id.rpartition("/")[2])]
    if len(calls) == 1:
        return calls[0]
    if calls:
        raise Refusal(f"--case {name}: it is one of {', '.join(call.id for call in calls)}")
    near = closest(name, [call.id.rpartition("/")[2] for call in known] + [call.id for call in known])
    raise Refusal(f"--case {name}: there is no such case" + (f"; did you mean {near}?" if near else ""))


def _task(provider: Provider, options: Options, task_id: str) -> Call:
    makers = [maker for maker in provider.operations if maker.task is not None and options.operation in ("", maker.id)]
    if len(makers) != 1:
        names = ", ".join(maker.id for maker in makers)
        why = f"say of which --operation: {names}" if names else "no operation makes tasks"
        raise Refusal(f"--task {task_id}: {why}")
    operation = makers[0]
    # What was asked for then isn't known now.
    nothing = RequestedSize(None, None, "", exact=False, key=operation.key)
    call_id = f"{provider.name}/{operation.id}/task-{task_id}"
    return Call(call_id, "task", operation, {}, None, operation.key, 0, nothing, task_id)
