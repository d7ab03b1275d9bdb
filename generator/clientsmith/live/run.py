"""A run from its first check to its report."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clientsmith.language.model import Provider
from clientsmith.live import plan
from clientsmith.live.clients import WRONG_KEY, Clients, address_of, every, key_of, network, secrets
from clientsmith.live.clock import Clock
from clientsmith.live.options import SWITCH, Options, Refusal
from clientsmith.live.record import FOLDER, Recorder
from clientsmith.live.replay import Recording
from clientsmith.live.report import Report
from clientsmith.live.scrub import Scrub
from clientsmith.live.session import DIFFERS, Say, Session
from clientsmith.load.json_values import mapping, sequence

REPLAYED_KEY = "the-key-of-a-replayed-run"


def run(provider: Provider, options: Options, say: Say) -> int:
    """Make the calls, print the report to standard output and return the exit code; `say` tells what happens meanwhile.

    Raises:
        Refusal: the run can't begin; nothing was sent.
    """
    if options.replay is not None:
        return _replay(provider, options, options.replay, say)
    return _live(provider, options, say)


def listed(provider: Provider, options: Options) -> str:
    """The calls that there are, in the order of their cost, and what keeps some of them from being made."""
    lines: list[str] = []
    within, beyond = plan.probes(provider, options.image) if options.probe else ([], [])
    for call in (*plan.cases(provider, options.image), *within, *beyond):
        why = f"  {call.hindrance}" if call.hindrance else ""
        lines.append(f"{call.id}  {_what(call)}{why}")
    return "\n".join(lines) + "\n"


def _what(call: plan.Call) -> str:
    if call.kind == "refusal":
        return "to be refused"
    return f"{call.images} image{'s' * (call.images != 1)}, {call.size}"


def _live(provider: Provider, options: Options, say: Say) -> int:
    if os.environ.get(SWITCH) != "1":
        raise Refusal(f"live calls cost money: set {SWITCH}=1 in the environment to allow them")
    key, address = key_of(provider), address_of(provider)
    _try_to_write(options.json)
    calls = plan.chosen(provider, options)
    clients = _clients(provider, options, say)
    clock = Clock()
    moment = datetime.fromtimestamp(clock.unix_time, UTC)
    folder = options.record or FOLDER / f"{provider.name}-{moment:%Y%m%dT%H%M%SZ}"
    # The client has the last word on key and address; nothing is sent by making one.
    base_url = str(clients.client(key, address).base_url)
    scrub = Scrub(*secrets(key))
    recorder = Recorder(folder, scrub, provider.security.header)
    facts = {
        "provider": provider.name,
        "address": base_url,
        "unixTime": clock.unix_time,
        "maxSubmits": options.max_submits,
        "timeout": options.timeout,
        "operation": options.operation,
        "calls": [{"id": call.id, "kind": call.kind, "taskId": call.task_id} for call in calls],
    }
    recorder.run(facts)
    say(f"recording in {folder}")
    http, sender = network(base_url)
    with http:
        whole = Session(
            provider, options, calls, clients, (key, every(provider, WRONG_KEY)), base_url, clock, sender, scrub
        )
        report = whole.go(say, recorder)
    return _told(report, options, scrub)


def _replay(provider: Provider, options: Options, folder: Path, say: Say) -> int:
    recording = Recording(folder, provider.name)
    limits, address = _recorded(recording.facts, options)
    calls = plan.chosen(provider, limits, fill=False)
    clients = _clients(provider, options, say)
    keys, scrub = (every(provider, REPLAYED_KEY), every(provider, WRONG_KEY)), Scrub()
    _try_to_write(options.json)
    say(f"replaying {folder}: nothing is sent")
    whole = Session(provider, limits, calls, clients, keys, address, recording.clock, recording.send, scrub)
    report = whole.go(say, None)
    if recording.trouble:
        report.trouble, report.code = recording.trouble, report.code or DIFFERS
    return _told(report, options, scrub)


def _clients(provider: Provider, options: Options, say: Say) -> Clients:
    clients = Clients(options.package, provider)
    if clients.is_made:
        say(f"no client of {provider.name} is here: one was made for this run; --package NAME takes yours")
    return clients


def _recorded(facts: Mapping[str, Any], options: Options) -> tuple[Options, str]:
    """What was asked for when a run was recorded, and the address that it went to."""
    calls = [mapping(call) for call in sequence(facts["calls"])]
    limits = replace(
        options,
        max_submits=facts["maxSubmits"],
        timeout=float(facts["timeout"]),
        operation=facts["operation"],
        tasks=tuple(call["taskId"] for call in calls if call["kind"] == "task"),
        errors=any(call["kind"] == "wrong-key" for call in calls),
        cases=tuple(call["id"] for call in calls if call["kind"] in ("case", "refusal")),
        probe=any("/probe/" in call["id"] for call in calls),
        image="",
    )
    return limits, facts["address"]


def _told(report: Report, options: Options, scrub: Scrub) -> int:
    text = report.text(scrub)
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), end="")
    if options.json is not None:
        data: Any = report.data(scrub)
        options.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    return report.code


def _try_to_write(path: Path | None) -> None:
    """Find out before anything costs whether the report can be written."""
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        except OSError as error:
            raise Refusal(f"{path} can't be written: {error.strerror}") from error
