"""Stage vectors: from the facts of a provider alone, what its client must send, refuse, understand and never do.

Worked out on a path of its own, from the IR and the rules' judge with jsonschema and whole numbers; no client is
imported. `templates/conformance/vectors.schema.json` describes the format.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from clientsmith.model import Provider
from clientsmith.vectors.across import rule_cases
from clientsmith.vectors.answers import answer_cases
from clientsmith.vectors.bodies import status, success
from clientsmith.vectors.case import Case, Cases
from clientsmith.vectors.errors import error_cases
from clientsmith.vectors.fields import field_cases
from clientsmith.vectors.never import never_cases
from clientsmith.vectors.sizes import size_cases
from clientsmith.vectors.subject import CHANCE, HOST, KEY, NOW, base_url, subjects
from clientsmith.vectors.tasks import task_cases
from clientsmith.vectors.wires import wire_cases

FORMAT = 1


def vectors(provider: Provider) -> dict[str, Any]:
    """All cases of a provider, with what they share."""
    found = {subject.operation.id: subject for subject in subjects(provider)}
    cases: list[Case] = []
    for subject in found.values():
        own = Cases(subject)
        for derive in (wire_cases, field_cases, size_cases, rule_cases, answer_cases, error_cases, never_cases):
            own.about(derive)
        own.about(partial(task_cases, subjects=found))
        cases += own.cases
    address = base_url(provider)
    return {
        "formatVersion": FORMAT,
        "provider": provider.name,
        "spec": f"specs/{provider.name}.yaml",
        "client": {
            "apiKey": KEY,
            "baseUrl": None if provider.servers else HOST,
            "origin": "/".join(address.split("/")[:3]),
            "header": provider.security.header,
            "prefix": provider.security.prefix,
        },
        "clock": {"unixTime": NOW, "random": CHANCE},
        "arguments": {one.id: {field.wire: field.name for field in one.arguments} for one in provider.operations},
        "answers": {
            name: {"status": status(subject.operation), "json": success(subject)} for name, subject in found.items()
        },
        "cases": cases,
    }


def text(provider: Provider) -> str:
    """The vectors as JSON, a case a line, so that a difference names its case."""
    whole = vectors(provider)
    cases = [json.dumps(case, ensure_ascii=False) for case in whole.pop("cases")]
    head = json.dumps(whole, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n  ".join(cases)
    return f'{head},\n "cases": [\n  {lines}\n ]\n}}\n'
