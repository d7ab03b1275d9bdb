"""Cases for tasks whose last poll is answered with the bytes of the image."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from clientsmith.oracle import answers, contents, media
from clientsmith.vectors import outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.operation_under_test import Json
from clientsmith.vectors.task_plan import Plan
from clientsmith.vectors.validation import verdict


def bytes_cases(plan: Plan) -> None:
    """Try the image itself as the answer to a poll: after a while, with a wrong type, and cut short."""
    operation = plan.poller.operation
    done = next((row for row in plan.rows("success") if row.matcher == "status"), None)
    if done is None:
        return
    status = int(str(done.expected))
    waiting = [plan.answer(row) for row in plan.rows("retry") if row.matcher == "status"][:1]
    types = contents.documented(operation, status)
    kind = next(one for one in media.FILES if any(contents.covers(range_, one) for range_ in types))
    whole = b64decode(media.FILES[kind])
    for name, content, declared, drift in (
        ("as documented", whole, kind, []),
        ("as nothing", whole, "", [["", "content-type"]]),
        ("cut short", whole[:-9], kind, [["", "image"]]),
    ):
        answer: Json = {"status": status, "base64": b64encode(content).decode()}
        answer |= {"headers": {"content-type": declared}} if declared else {}
        polls = [*waiting, answer]
        count = answers.requested(plan.tested, verdict(plan.tested, plan.call).values)
        image: dict[str, Any] = {"url": None, "base64": None, "mediaType": kind, "expiresAt": None, "taskId": TASK}
        result: Json = {"images": [image], "taskId": TASK, "requested": count, "drift": drift}
        result["partial"] = outcome.is_partial(operation, count, 1)
        expect: Json = {"result": result, "error": None, "sent": plan.sent(len(polls))}
        plan.add(f"image itself {name}", polls, expect, _answer_key(plan))


def _answer_key(plan: Plan) -> str:
    """Where the spec describes the answer to a poll."""
    answer = plan.poller.operation.answer
    return answer.key if answer is not None else plan.source
