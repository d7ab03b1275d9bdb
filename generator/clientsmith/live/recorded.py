"""Validates a recording before it is replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, cast

from clientsmith.diagnostics import shown
from clientsmith.live.record import FORMAT, IMAGE
from clientsmith.live.scrub import MASK
from clientsmith.load.json_values import mapping, sequence

_LARGEST = 1e15
Read = Callable[[str], bytes]


def wrong_run(data: Any, provider: str) -> str:
    """Return what is wrong with the facts of a run; empty if nothing is."""
    if not isinstance(data, dict):
        return "it isn't an object"
    facts = mapping(cast("Any", data))
    if facts.get("format") != FORMAT:
        return f"its format is {shown(facts.get('format'))}, and this version reads {FORMAT}"
    if facts.get("provider") != provider:
        return f"it is a recording of {shown(facts.get('provider'))}, not of {provider}"
    calls = facts.get("calls")
    checks = {
        "address": isinstance(facts.get("address"), str),
        "unixTime": _number(facts.get("unixTime")),
        "maxSubmits": isinstance(facts.get("maxSubmits"), int),
        "timeout": _number(facts.get("timeout")),
        "operation": isinstance(facts.get("operation"), str),
        "calls": isinstance(calls, list) and all(map(_call, sequence(cast("Any", calls)))),
    }
    return _first(checks)


def wrong_exchange(data: Any, read: Read) -> str:
    """Return what is wrong with an exchange or a file of its response; empty if nothing is."""
    if not isinstance(data, dict):
        return "it isn't an object"
    facts = mapping(cast("Any", data))
    request, response = mapping(facts.get("request")), facts.get("response")
    answer = mapping(response)
    headers = answer.get("headers")
    pairs = [sequence(pair) if isinstance(pair, list) else [] for pair in sequence(headers)]
    checks = {
        "call": isinstance(facts.get("call"), str),
        "at": _number(facts.get("at")),
        "seconds": facts.get("seconds") is None or _number(facts.get("seconds")),
        "failure": isinstance(facts.get("failure"), str),
        "request": all(isinstance(request.get(word), str) for word in ("method", "url")),
        "response": response is None or isinstance(response, dict),
    }
    if isinstance(response, dict):
        checks |= {
            "response/status": isinstance(answer.get("status"), int) and 100 <= answer["status"] <= 599,
            "response/headers": isinstance(headers, list)
            and all(len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in pairs),
            "response/body": _body(answer.get("body")),
        }
    return _first(checks) or next(_wrong_files(answer.get("body"), read), "")


def _call(call: Any) -> bool:
    return all(isinstance(mapping(call).get(word), str) for word in ("id", "kind", "taskId"))


def _body(body: Any) -> bool:
    entry = mapping(body)
    known = isinstance(entry.get("text"), str) or isinstance(entry.get("file"), dict) or "json" in entry
    return body is None or (len(entry) == 1 and known)


def _wrong_files(body: Any, read: Read) -> Iterator[str]:
    entry = mapping(body)
    if "file" in entry:
        yield from _wrong_file(mapping(entry["file"]), read)
    waiting = [entry.get("json")]
    while waiting:
        here = waiting.pop()
        inside = mapping(here)
        if list(inside) == [IMAGE]:
            yield from _wrong_file(mapping(inside[IMAGE]), read)
        waiting += [*inside.values(), *(sequence(here) if isinstance(here, list) else ())]


def _wrong_file(entry: Mapping[str, Any], read: Read) -> Iterator[str]:
    name = entry.get("name")
    if not isinstance(name, str) or not isinstance(entry.get("prefix", ""), str):
        yield "it speaks of a file without a name"
        return
    content = read(name)
    # A file from which the key was taken has another hash than what came.
    if sha256(content).hexdigest() != entry.get("sha256") and MASK.encode() not in content:
        yield f"{name} was changed: it has {len(content)} bytes, recorded were {shown(entry.get('bytes'))}"


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST


def _first(checks: Mapping[str, bool]) -> str:
    wrong = next((word for word, right in checks.items() if not right), "")
    return f"/{wrong} is missing, or isn't what it should be" if wrong else ""
