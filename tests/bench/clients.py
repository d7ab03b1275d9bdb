"""Group clients: making a client, the first of a process and those after it."""

from __future__ import annotations

from bench import children
from bench.measure import Goal, Group, Plan, Row, Samples, Table

_KINDS = {"ours": "Client()", "httpx": "httpx.Client()", "httpx, shared": "httpx.Client(verify=one context for all)"}
_WHAT = {
    "first": "the first",
    "later": "one after the first",
    "first call": "the first, with a call",
    "new": "one after the first, with its first call",
    "warm": "a call on one that has its connection",
}


def measure(plan: Plan) -> Group:
    """In fresh processes: what a process makes first, it makes only once."""
    samples: dict[str, Samples] = {}
    with children.loopback() as url:
        for _ in range(plan.rounds(11, 5)):
            for kind, title in _KINDS.items():
                found = children.answer("bench.peers.making", {"url": url, "kind": kind})
                for what, seconds in found.items():
                    samples.setdefault(f"{title}: {_WHAT[what]}", []).append(seconds)
    rows = [Row(name, samples[name]) for what in _WHAT.values() for name in samples if name.endswith(f": {what}")]
    later = f"Client(): {_WHAT['later']}"
    table = Table("making a client", "us", rows, base=f"httpx.Client(): {_WHAT['later']}")
    goals = [Goal(3, "a client after the first, ms", [1e3 * one for one in samples[later]], 0.1)]
    remark = "The httpx client behind ours is made at its first call: the rows with a call say what that costs."
    return Group("clients", [table], goals, [remark])
