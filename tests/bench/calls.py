"""Group calls: one synchronous call with full checks both ways, beside the same call by hand and by others."""

from __future__ import annotations

from bench import children
from bench.generated_peers import clients_of
from bench.measure import Goal, Group, Plan, Row, Table, left_out
from bench.peers.calls import BY_HAND, DIRECT, GIVEN, OURS


def measure(plan: Plan) -> Group:
    """On loopback, with a server in another process, and within the process."""
    with children.loopback() as url, clients_of("modelverse") as (folders, missing):
        told = {"url": url, "rounds": plan.rounds(150, 40)}
        found = children.answer("bench.peers.calls", told, folders=folders)
    scenes = {"loopback": "one call, loopback, checks both ways", "inside": "one call, in-process transport"}
    loopback, inside = (
        Table(title, "us", [Row(name, samples) for name, samples in found[scene].items()], base=BY_HAND)
        for scene, title in scenes.items()
    )
    goals = [
        Goal(1, "a call on loopback / httpx.Client.post(json)", loopback.ratio(OURS), 1.08, 1.0),
        Goal(1, "the same, given httpx.HTTPTransport / httpx.Client.post(json)", loopback.ratio(DIRECT), 0.85),
        Goal(1, "a call in process, given an httpx.Client / httpx.Client.post(json)", inside.ratio(GIVEN), 1.0),
        Goal(1, "the same, given a transport / httpx.Client.post(json)", inside.ratio(DIRECT), 0.55),
    ]
    return Group("calls", [loopback, inside], goals, left_out({**found["missing"], **missing}))
