"""Contract tests of a provider as data: what its client must send, refuse, understand and never do.

Worked out on a path of its own, from the IR and the rules' judge with jsonschema and whole numbers; no client is
imported. `templates/conformance/vectors.schema.json` describes the format.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from functools import partial
from typing import Any

from clientsmith.language.model import Provider
from clientsmith.oracle.authentication import sent_key
from clientsmith.oracle.contents import takes_only_bytes
from clientsmith.oracle.operation import HOST, filled, sample_value
from clientsmith.vectors.answers import answer_cases
from clientsmith.vectors.callbacks import callback_cases
from clientsmith.vectors.case import Cases
from clientsmith.vectors.contents import content_cases, usual_answer
from clientsmith.vectors.cross_field_cases import rule_cases
from clientsmith.vectors.errors import error_cases
from clientsmith.vectors.fields import field_cases
from clientsmith.vectors.keyed_links import key_hosts, keyed_link_cases
from clientsmith.vectors.operation_kinds import kind_of
from clientsmith.vectors.operation_under_test import (
    CHANCE,
    KEY,
    NOW,
    OperationUnderTest,
    credentials,
    operations_under_test,
)
from clientsmith.vectors.pages import page_cases
from clientsmith.vectors.request_cases import wire_cases
from clientsmith.vectors.safety import fault_cases, safety_cases, time_cases
from clientsmith.vectors.safety_sizes import nearest_cases
from clientsmith.vectors.safety_tasks import task_safety_cases
from clientsmith.vectors.sizes import size_cases
from clientsmith.vectors.streams import stream_cases
from clientsmith.vectors.tasks import task_cases
from clientsmith.vectors.uploads import upload_cases

FORMAT = 1


def vectors(provider: Provider) -> dict[str, Any]:
    """All cases of a provider, with what they share."""
    by_id = _by_id(provider)
    return {**_shared(provider, by_id), "cases": [case for own in _derived(by_id) for case in own.cases]}


def text(provider: Provider) -> str:
    """Return the vectors as JSON, one case a line, so that a diff names its case."""
    return b"".join(pieces(provider)).decode()


def pieces(provider: Provider) -> Iterator[bytes]:
    """Yield the vectors in UTF-8, operation by operation; only one operation's cases are in memory at a time."""
    by_id = _by_id(provider)
    head = json.dumps(_shared(provider, by_id), ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{head},\n "cases": [\n  '.encode()
    between = ""
    for own in _derived(by_id):
        lines = ",\n  ".join(own.lines)
        yield f"{between}{lines}".encode()
        between = ",\n  "
    yield b"\n ]\n}\n"


def _by_id(provider: Provider) -> dict[str, OperationUnderTest]:
    return {tested.operation.id: tested for tested in operations_under_test(provider)}


def _derived(by_id: dict[str, OperationUnderTest]) -> Iterator[Cases]:
    kinds: set[Hashable] = set()
    for tested in by_id.values():
        own, kind = Cases(tested), kind_of(tested)
        is_new = kind not in kinds
        kinds.add(kind)
        for derive in (wire_cases, field_cases, size_cases, rule_cases, content_cases, stream_cases, upload_cases):
            own.about(derive)
        if takes_only_bytes(tested.operation) and tested.operation.task is None:
            # The others are about answers in JSON.
            own.about(error_cases)
            own.about(fault_cases)
            tested.forget()
            yield own
            continue
        for derive in (answer_cases, fault_cases, time_cases):
            own.about(derive)
        own.about(partial(task_cases, operations=by_id))
        if is_new:
            # What only tries what all operations of a kind share.
            own.about(error_cases)
            own.about(safety_cases)
            own.about(keyed_link_cases)
            own.about(partial(task_safety_cases, operations=by_id))
        own.about(partial(callback_cases, operations=by_id))
        own.about(nearest_cases)
        own.about(page_cases)
        # Nobody asks about its calls again.
        tested.forget()
        yield own


def _shared(provider: Provider, by_id: dict[str, OperationUnderTest]) -> dict[str, Any]:
    keys, security = credentials(provider), provider.security
    servers = (*provider.servers, *(one for tested in by_id.values() for one in tested.operation.servers))
    addresses = [*(tested.base_url for tested in by_id.values()), *map(filled, servers)]
    sent = sent_key(provider, keys, NOW)
    tasks = [operation.task for operation in provider.operations if operation.task is not None]
    hosts = list(dict.fromkeys(host for task in tasks for host in task.hosts))
    return {
        "formatVersion": FORMAT,
        "provider": provider.name,
        "spec": f"specs/{provider.name}.yaml",
        "client": {
            "apiKey": keys if len(keys) > 1 else KEY,
            "baseUrl": None if provider.servers else HOST,
            "variables": {one.name: sample_value(one) for one in provider.server_variables},
            "origins": list(dict.fromkeys("/".join(address.split("/")[:3]) for address in addresses)),
            "secrets": list(dict.fromkeys([*keys.values(), sent])),
            "key": {
                "place": security.place,
                "name": security.wire,
                "value": security.prefix + sent if security.place else "",
                "minted": security.mint is not None,
            },
            **({"hosts": hosts} if hosts else {}),
            **({"keyHosts": key_hosts(provider)} if key_hosts(provider) else {}),
        },
        "clock": {"unixTime": NOW, "random": CHANCE},
        "arguments": {
            name: {wire: field.name for wire, field in tested.fields.items()} for name, tested in by_id.items()
        },
        "answers": {name: usual_answer(tested) for name, tested in by_id.items()},
    }
