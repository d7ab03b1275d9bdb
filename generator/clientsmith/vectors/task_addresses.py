"""Cases for tasks whose addresses come with the answer: which are called, and with which the key doesn't go along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from clientsmith.oracle import following
from clientsmith.vectors import outcome
from clientsmith.vectors.bodies import TASK
from clientsmith.vectors.expected_request import line
from clientsmith.vectors.operation_under_test import Json, OperationUnderTest
from clientsmith.vectors.task_plan import Plan

_REFUSED: Json = {"class": "DecodeError", "taskId": TASK, "mayBeBilled": True}
_OTHER = "https://gateway.example.com/v9"
"""A base address of the user's own."""
_LONGEST = 4000


def address_cases(plan: Plan, operations: dict[str, OperationUnderTest]) -> None:
    """Try addresses that the key may go to, those that it mayn't, and tokens."""
    if not plan.addresses:
        return
    for kind in plan.addresses:
        for name, address in _addresses(plan):
            _given(plan, operations, kind, name, address)
    for kind in plan.addresses:
        rest = {other: address for other, address in plan.addresses.items() if other != kind}
        _called(plan, operations, kind, f"no address for the {kind}", rest, "")
    _elsewhere(plan)
    _tokens(plan)
    _redirected(plan)


def _addresses(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield addresses by name; whether the key may go to one is the oracle's to say."""
    parts = urlsplit(plan.tested.base_url)
    host, port = str(parts.hostname), parts.port or 443
    yield "relative to the answer", "of/its/own?a=b"
    yield "relative to the host", "/of/its/own"
    yield from (
        ("with the usual port", f"https://{host}:443/a"),
        ("in capitals", f"HTTPS://{host.upper()}/a"),
        ("in the clear", f"http://{host}/a"),
        ("in the clear at the secure port", f"http://{host}:{port}/a"),
        ("at another port", f"https://{host}:8443/a"),
        ("at port 0", f"https://{host}:0/a"),
        ("at no port", f"https://{host}:x/a"),
        ("with a user", f"https://user@{host}/a"),
        ("with a user and a word", f"https://user:word@{host}/a"),
        ("with our host as a user", f"https://{host}@evil.example.com/a"),
        ("with our host and port as a user", f"https://{host}:443@evil.example.com/a"),
        ("of a longer host", f"https://{host}.evil.example.com/a"),
        ("of a host that ends alike", f"https://evil-{host}/a"),
        ("of a host below ours", f"https://a.{host}/a"),
        ("with a dot at the end of the host", f"https://{host}./a"),
        ("of another host", "https://evil.example.com/a"),
        ("without a scheme", "//evil.example.com/a"),
        ("with a backslash", f"https://evil.example.com\\@{host}/a"),
        ("with a backslash before a user", f"https://{host}\\@evil.example.com/a"),
        ("with a host that is encoded", f"https://{host}%2fevil.example.com/a"),
        ("with a fragment", f"https://{host}/a#b"),
        ("with a blank", f"https://{host}/a b"),
        ("beyond ASCII", f"https://{host}/日本"),
        ("of another scheme", f"ftp://{host}/a"),
        ("of a file", "file:///etc/passwd"),
        ("that is data", "data:image/png;base64,iVBORw0KGgo="),
        ("of no host", "https:///a"),
        ("of brackets", "https://[::1/a"),
        ("as long as may be", f"https://{host}/".ljust(_LONGEST, "a")),
        ("too long", f"https://{host}/".ljust(_LONGEST + 1, "a")),
    )
    for entry in plan.task.hosts:
        one = entry.replace("*", "eu")
        yield f"of a listed host {entry}", f"https://{one}/a?b=c"
        yield f"of a listed host {entry} in the clear", f"http://{one}/a"
        yield f"of a listed host {entry} at another port", f"https://{one}:8443/a"
        yield f"of a listed host {entry} with a user", f"https://user:word@{one}/a"
        yield f"of a listed host {entry} made longer", f"https://{one}.evil.com/a"
        yield f"below a listed host {entry}", f"https://a.{one}/a"
        if entry.startswith("*."):
            yield f"without the name of {entry}", f"https://{entry[2:]}/a"
            yield f"with an empty name of {entry}", f"https://.{entry[2:]}/a"
            yield f"with the star of {entry}", f"https://{entry}/a"


def _given(plan: Plan, operations: dict[str, OperationUnderTest], kind: str, name: str, text: str) -> None:
    whole = following.joined(plan.submit.partition(" ")[2], text)
    is_allowed = following.may_have_key(plan.tested.provider, plan.task, plan.tested.base_url, whole)
    allowed = whole if is_allowed else ""
    _called(
        plan,
        operations,
        kind,
        f"address {name} for the {kind}",
        {**plan.addresses, kind: text},
        _normal(allowed),
    )


def _normal(address: str) -> str:
    """Return an address as it is sent: its host in small letters, and without the usual port."""
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{mark}{host.lower().removesuffix(':443')}{slash}{path}"


def _called(
    plan: Plan,
    operations: dict[str, OperationUnderTest],
    kind: str,
    name: str,
    addresses: dict[str, str],
    allowed: str,
) -> None:
    """Add the call of a kind: at its address, else by the id, else not at all."""
    tested = operations[following.operation_of(plan.task, kind) or ""]
    parameter = following.parameter_of(plan.task, kind)
    by_id = line(tested, following.values(plan.task, kind, TASK)) if parameter else ""
    address = f"{tested.operation.method} {allowed}" if allowed else by_id
    if kind == "cancel":
        known = following.addresses(plan.task, plan.accepted_with(addresses)["json"], plan.submit.partition(" ")[2])
        token = following.token(TASK, known)
        given: Json = {"action": "cancel", "taskId": token, "answers": [{"json": {}}] if address else []}
        expect: Json = {"error": None, "sent": [[address, 1]]} if address else {"error": _REFUSED, "sent": []}
        plan.cases.add("task", name, plan.source, given, expect)
        return
    lines = {
        other: plan.line_of(other, plan.poller if other == "poll" else plan.answerer) for other in ("poll", "result")
    }
    lines[kind] = address
    steps = ["poll", *(["result"] if plan.task.result is not None else [])]
    made = steps if address else steps[: steps.index(kind)]
    sent = [[plan.submit, 1], *([lines[other], 1] for other in made)]
    expect = {"error": None if address else _REFUSED, "sent": sent}
    replies = [plan.done, plan.fetched][: len(made)] if plan.task.result is not None else [plan.done][: len(made)]
    given = {"action": "call", "arguments": plan.call, "answers": [plan.accepted_with(addresses), *replies]}
    plan.cases.add("task", name, plan.source, given, expect)


def _elsewhere(plan: Plan) -> None:
    """With a base address of the user's own only that origin may have the key."""
    base = plan.tested.base_url
    submit, poll = (text.replace(base, _OTHER, 1) for text in (plan.submit, line(plan.poller, _by_id(plan))))
    known = [entry.replace("*", "eu") for entry in plan.task.hosts] + [str(urlsplit(base).hostname)]
    for host in known if "poll" in plan.addresses else ():
        accepted = plan.accepted_with({"poll": f"https://{host}/a"})
        given: Json = {"action": "call", "arguments": plan.call, "client": {"baseUrl": _OTHER}, "waitTimeout": 1}
        given["answers"] = [accepted, {**plan.waiting, "repeat": True}]
        sent = [[submit, 1], *([[poll, 1]] if plan.task.parameter else [])]
        error: Json = {"class": "TaskTimeoutError", "taskId": TASK} if plan.task.parameter else _REFUSED
        plan.cases.add("task", f"address at {host} of another base", plan.source, given, {"error": error, "sent": sent})
    if "poll" in plan.addresses:
        accepted = plan.accepted_with({"poll": "/of/its/own?a=b"})
        given = {"action": "call", "arguments": plan.call, "client": {"baseUrl": _OTHER}, "waitTimeout": 1}
        given["answers"] = [accepted, {**plan.waiting, "repeat": True}]
        own = f"{plan.poller.operation.method} https://gateway.example.com/of/its/own?a=b"
        error = {"class": "TaskTimeoutError", "taskId": TASK}
        expect = {"error": error, "sent": [[submit, 1], [own, 1]]}
        plan.cases.add("task", "address at another base", plan.source, given, expect)


def _by_id(plan: Plan) -> Any:
    return following.values(plan.task, "poll", TASK) if plan.task.parameter else {}


def _tokens(plan: Plan) -> None:
    """A token has the id and the addresses, which are checked anew; an id alone must be enough, or is refused."""
    begin: Json = {"action": "begin", "arguments": plan.call, "answers": [plan.accepted]}
    expect: Json = {"error": None, "task": {"id": TASK, "token": plan.token}, "sent": [[plan.submit, 1]]}
    plan.cases.add("task", "token of the handle", plan.source, begin, expect)
    bare = {**begin, "answers": [plan.accepted_with({})]}
    plan.cases.add(
        "task", "token without addresses", plan.source, bare, {**expect, "task": {"id": TASK, "token": TASK}}
    )
    facts: Json = {"class": "TaskTimeoutError", "taskId": TASK, "token": plan.token}
    plan.add("token of an error", [{**plan.waiting, "repeat": True}], {"error": facts}, waitTimeout=1)
    plan.add("token of a result", [plan.done], {"error": None, "result": {"taskId": TASK, "token": plan.token}})
    refused: Json = {"error": {"class": "InvalidRequestError"}, "sent": []}
    lacking = {**refused, "problems": [{"field": "task_id", "rule": "token"}]}
    for name, token in (
        ("its id alone", TASK),
        ("a token of its id alone", f'{{"id":"{TASK}"}}'),
        (
            "a token with addresses elsewhere",
            following.token(TASK, dict.fromkeys(plan.addresses, "https://evil.example.com/a")),
        ),
        (
            "a token with addresses in the clear",
            following.token(TASK, dict.fromkeys(plan.addresses, "http://evil.example.com/a")),
        ),
    ):
        given: Json = {"action": "resume", "taskId": token}
        if plan.id_is_enough:
            lines = [line(plan.poller, _by_id(plan))]
            if plan.task.result is not None:
                lines.append(line(plan.answerer, following.values(plan.task, "result", TASK)))
            given["answers"] = [plan.done, plan.fetched][: len(lines)]
            plan.cases.add(
                "task", f"resumed by {name}", plan.source, given, {"error": None, "sent": [[one, 1] for one in lines]}
            )
        else:
            plan.cases.add("task", f"resumed by {name}", plan.source, {**given, "answers": []}, lacking)
    for name, token in (
        ("half a token", plan.token[:-9]),
        ("a token without an id", '{"poll":"https://evil.example.com/a"}'),
        ("a token whose id is a number", '{"id":7}'),
        ("a token whose address is a list", f'{{"id":"{TASK}","poll":[]}}'),
    ):
        problems = {"problems": [{"field": "task_id", "rule": "type"}]}
        given = {"action": "resume", "taskId": token, "answers": []}
        plan.cases.add("task", f"resumed by {name}", plan.source, given, {**refused, **problems})


def _redirected(plan: Plan) -> None:
    """A redirect of a call about a task isn't followed: the key would go along."""
    away = {"status": 302, "text": "", "headers": {"location": "https://evil.example.com/a"}}
    error = {"class": outcome.error(plan.poller, 302, None)["class"], "taskId": TASK, "status": 302}
    plan.add("redirected", [away], {"error": error, "sent": plan.sent(1)})
    if plan.task.result is not None:
        lines = [*plan.sent(1), [plan.fetch, 1]]
        given: Json = {"action": "call", "arguments": plan.call, "answers": [plan.accepted, plan.done, away]}
        plan.cases.add("task", "result redirected", plan.source, given, {"error": error, "sent": lines})
