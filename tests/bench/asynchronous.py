"""Group asynchronous: calls while a hundred are under way."""

from __future__ import annotations

from bench import children
from bench.generated_peers import clients_of
from bench.measure import Goal, Group, Plan, Row, Table, left_out
from bench.peers.asynchronous import BY_HAND, DIRECT, OURS

AT_ONCE = 100


def measure(plan: Plan) -> Group:
    """On loopback, with a server in another process."""
    with children.loopback() as url, clients_of("modelverse") as (folders, missing):
        told = {"url": url, "rounds": plan.rounds(8, 4), "at_once": AT_ONCE}
        found = children.answer("bench.peers.asynchronous", told, folders=folders)
    rows = [Row(name, samples) for name, samples in found["samples"].items()]
    table = Table(f"a call while {AT_ONCE} are under way, loopback", "us", rows, base=BY_HAND)
    goals = [
        Goal(2, "a call among 100 at once, default transport / httpx.AsyncClient", table.ratio(OURS), 0.50),
        Goal(2, "the same, given the transport of httpx-aiohttp / httpx.AsyncClient", table.ratio(DIRECT), 0.15),
    ]
    return Group("asynchronous", [table], goals, left_out({**found["missing"], **missing}))
