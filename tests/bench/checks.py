"""Group checks: checking a request before it is sent, and refusing one."""

from __future__ import annotations

import json
import sys
from typing import Any

from bench import children
from bench.measure import Goal, Group, Plan, Row, Table, batch, interleaved, settle

_FIELDS = (
    "prompt: {type: string, maxLength: 2000}, model: {type: string, enum: [small, large]}, "
    "size: {type: string}, n: {type: integer, minimum: 1, maximum: 4}, seed: {type: integer, minimum: 0}, "
    "steps: {type: integer, minimum: 1, maximum: 50}, guidance: {type: number, minimum: 1, maximum: 20}, "
    "negative: {type: string, maxLength: 500}, format: {type: string, enum: [png, jpeg, webp]}, "
    "quality: {type: integer, minimum: 1, maximum: 100}"
)
_TABLE = ", ".join(
    f"{{width: {width}, height: {height}}}"
    for width, height in [(512, 512), (768, 512), (512, 768), (1024, 1024), (1152, 864), (864, 1152), (1280, 720)]
)
_SIZE = f"{{fields: [{{field: size, forms: [W*H]}}], closed: true, table: [{_TABLE}]}}"
_RULES = (
    "[{id: quality-needs-jpeg, when: {quality: {present: true}}, then: {properties: {format: {enum: [jpeg, webp]}}}}, "
    "{id: small-steps, when: {model: {const: small}}, then: {properties: {steps: {maximum: 30}}}}]"
)
CHECK, UNCHECKED = "checked, and built up to the bytes of its body", "the same with validation off"
JSON = "json.dumps of its arguments"
REFUSAL = "a refusal, with its message and the nearest size"
GIVEN: dict[str, Any] = {
    "prompt": "a fox in the snow, seen from the edge of a wood, late light",
    "model": "small",
    "size": "1024*1024",
    "n": 2,
    "seed": 42,
    "steps": 30,
    "guidance": 3.5,
    "negative": "blurred, text",
    "format": "jpeg",
    "quality": 90,
}


def main(told: dict[str, Any]) -> dict[str, Any]:
    """Seconds for checking, and for building without it."""
    from imageclients import errors
    from support.spec import client_module, sync_spec

    module = client_module(sync_spec(_FIELDS, required="prompt, model", size=_SIZE, rules=_RULES))
    strict, loose = (module.Client("sk-bench-0123", validation=how) for how in ("strict", "off"))
    operation = module.client.operations.GENERATE_IMAGE

    def refusal(**wrong: Any) -> Any:
        given = GIVEN | wrong

        def refused() -> str:
            try:
                strict.generate_image(**given)
            except errors.InvalidRequestError as error:
                return str(error)
            raise AssertionError(f"{wrong} was taken")

        assert "nearest" in refused(), refused()
        return batch(refused, 10)

    cases = {
        CHECK: batch(lambda: strict.build(operation, GIVEN, None, None), 100),
        UNCHECKED: batch(lambda: loose.build(operation, GIVEN, None, None), 100),
        JSON: batch(lambda: json.dumps(GIVEN).encode(), 100),
        REFUSAL: refusal(size="1025*1025"),
        "a refusal of two fields, with messages": refusal(size="1025*1025", steps=99),
    }
    settle()
    return interleaved(cases, told["rounds"])


def measure(plan: Plan) -> Group:
    """In a process of its own, with our interpreter: the client is generated there."""
    told = {"rounds": plan.rounds(150, 40)}
    generator = children.ROOT / "generator"
    found = children.answer("bench.checks", told, interpreter=children.OURS, folders=[generator])
    title = "a request of 10 fields, a size table, two rules across fields"
    table = Table(title, "us", [Row(*one) for one in found.items()], base=JSON)
    # Everything that a call does before it is sent, less what writing its JSON takes anyway.
    both = zip(table.samples(CHECK), table.samples(JSON), strict=True)
    goals = [
        Goal(5, "checking a request, us", [1e6 * (one - off) for one, off in both], 10.0),
        Goal(5, "a refusal with message and nearest value, us", [1e6 * one for one in table.samples(REFUSAL)], 200.0),
    ]
    return Group("checks", [table], goals)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
