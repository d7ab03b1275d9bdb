"""Pointers of envelope, results and task lead to something that the answers are described to have."""

from collections.abc import Iterable, Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.answer_paths import among
from clientsmith.lint.finding import Finding, meant
from clientsmith.lint.spec import Json, Operation, Spec, mapping, sequence, several
from clientsmith.load import Pointer

CODES = ("unknown-pointer", "unknown-field", "whole-body")

_PARTS = ("url", "base64", "expiresAt", "ttl", "mediaType")


def check(spec: Spec) -> Iterator[Finding]:
    """Find pointers into nothing."""
    yield from _envelope(spec)
    yield from _whole_bodies(spec)
    for operation, results, at in spec.each("results"):
        answers = _answers(operation)
        for index, one in enumerate(sequence(results["images"])):
            place = (*at, "images", index)
            yield from _missing(answers, one["items"], (*place, "items"))
            if among(answers, one["items"])[1]:
                continue
            for word in _PARTS:
                yield from _each(answers, one.get(word), (*place, word), before=one["items"])
        yield from _each(answers, mapping(results.get("lifetime")).get("since"), (*at, "lifetime", "since"))
        count = results.get("count")
        if count is not None and count not in operation.fields:
            message = f"{operation.id} has no field {shown(count)}"
            yield Finding((*at, "count"), "unknown-field", message, meant(count, operation.fields))
    for operation, task, at in spec.each("task"):
        for word in ("id", "submitStatus"):
            yield from _each(_answers(operation), task.get(word), (*at, word))
        poll = spec.operations.get(task["poll"]["operation"])
        if poll is None:
            continue
        answers = _answers(poll)
        for word in ("status", "progress", "eta", "reason", "code"):
            yield from _each(answers, task.get(word), (*at, word))
        yield from _each(answers, task["poll"].get("echo"), (*at, "poll", "echo"))
        for index, one in enumerate(sequence(task["acceptors"])):
            yield from _each(answers, one.get("argument"), (*at, "acceptors", index, "argument"))


def _whole_bodies(spec: Spec) -> Iterator[Finding]:
    """Find pointers to the whole body, which is an object, where a value of it is meant."""
    envelope = mapping(spec.data.get("envelope"))
    for word in ("failure", "code", "type", "requestId"):
        yield from _whole(envelope.get(word), ("envelope", word))
    yield from _whole(mapping(envelope.get("success")).get("argument"), ("envelope", "success", "argument"))
    for _, results, at in spec.each("results"):
        for index, one in enumerate(sequence(results["images"])):
            for word in ("url", "base64") if one["items"] == "" else ():
                yield from _whole(one.get(word), (*at, "images", index, word))
    for _, task, at in spec.each("task"):
        for word in ("id", "submitStatus", "status", "progress", "eta", "reason", "code"):
            yield from _whole(task.get(word), (*at, word))


def _whole(pointers: object, at: Pointer) -> Iterator[Finding]:
    for index, pointer in enumerate(several(pointers)):
        if pointer == "":
            place = (*at, index) if isinstance(pointers, list) else at
            yield Finding(place, "whole-body", "leads to the whole body, which is an object", "point to a value in it")


def _envelope(spec: Spec) -> Iterator[Finding]:
    envelope = mapping(spec.data.get("envelope"))
    error = mapping(envelope.get("errorBody"))
    if "properties" not in error:
        return
    answers = [one for operation in spec.operations.values() for one in _answers(operation)]
    for word in ("failure", "code", "type", "message"):
        yield from _each([error], envelope.get(word), ("envelope", word))
    yield from _each([error, *answers], envelope.get("requestId"), ("envelope", "requestId"))
    success = mapping(envelope.get("success")).get("argument")
    yield from _each([*answers, error], success, ("envelope", "success", "argument"))


def _answers(operation: Operation) -> list[Json]:
    """Give the descriptions of success; one without properties could have anything."""
    return [node.data for node in operation.successes()]


def _each(answers: Iterable[Json], pointers: object, at: Pointer, *, before: str = "") -> Iterator[Finding]:
    for index, pointer in enumerate(several(pointers)):
        place = (*at, index) if isinstance(pointers, list) else at
        yield from _missing(answers, pointer, place, before=before)


def _missing(answers: Iterable[Json], pointer: str, at: Pointer, *, before: str = "") -> Iterator[Finding]:
    _, reason, hint = among(answers, before + pointer)
    if reason:
        message = f"{shown(before + pointer)} isn't in the described answer: {reason}"
        yield Finding(at, "unknown-pointer", message, hint)
