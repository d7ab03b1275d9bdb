"""Pointers of envelope, results and task lead to something that the answers are described to have."""

from collections.abc import Iterable, Iterator

from clientsmith.diagnostics import shown
from clientsmith.language.provider import Provider
from clientsmith.language.words import Into, parts
from clientsmith.lint.answer_paths import among
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, several

CODES = ("unknown-pointer", "whole-body")

# A body may be its own message; and a single image may stand at the body itself, where `items` leads.
_WHOLE = frozenset({"message", "items"})


def check(spec: Spec) -> Iterator[Finding]:
    """Find pointers into nothing, wherever a word is declared to be a pointer into an answer."""
    for kind, node, at in parts(spec.data, Provider):
        for word in kind.WORDS:
            value, place = word.within(node) if word.into else None, (*at, *word.steps)
            if value is None:
                continue
            answers = list(_answers(spec, word.into, at))
            before = str(node["items"]) if word.into == "items" else ""
            if before and among(answers, before)[1]:
                continue
            for index, pointer in enumerate(several(value)):
                where = (*place, index) if isinstance(value, list) else place
                if not before + pointer and word.at not in _WHOLE:
                    message = "leads to the whole body, which is an object"
                    yield Finding(where, "whole-body", message, "point to a value in it")
                yield from _missing(answers, before + pointer, where)


def _answers(spec: Spec, into: Into, at: Pointer) -> Iterator[Json]:
    """Return the schemas that a pointer leads into; none, or one without properties, may hold anything."""
    if into in ("error", "any"):
        shared = mapping(spec.data.get("envelope"))
        answering = [spec.operations[str(at[1])]] if at[0] == "operations" else list(spec.operations.values())
        error = mapping((answering[0].envelope(shared) if at[0] == "operations" else shared).get("errorBody"))
        if "properties" not in error:
            return
        yield error
        if into == "any":
            yield from (answer for operation in answering for answer in _successes(operation))
        return
    own = spec.operations[str(at[1])]
    operation = spec.operations.get(own.data["task"]["poll"]["operation"]) if into == "poll" else own
    yield from _successes(operation) if operation is not None else ()


def _successes(operation: OperationNode) -> Iterator[Json]:
    return (node.data for node in operation.successes())


def _missing(answers: Iterable[Json], pointer: str, at: Pointer) -> Iterator[Finding]:
    _, reason, hint = among(answers, pointer)
    if reason:
        message = f"{shown(pointer)} isn't in the described answer: {reason}"
        yield Finding(at, "unknown-pointer", message, hint)
