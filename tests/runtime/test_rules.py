"""Rules across fields and limits by model: each kind refuses what breaks it, and lets everything else through."""

import warnings
from typing import Any

import pytest

from imageclients import ArgumentWarning, errors
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

RULES = client_module(
    sync_spec(
        "prompt: {type: string}, model: {type: string, enum: [small, large], default: small}, "
        "n: {type: integer, minimum: 1, maximum: 9, default: 1}, a: {type: string}, b: {type: string}, "
        "c: {type: string}, d: {type: string}, e: {type: string}, f: {type: string}, g: {type: string}, "
        "mode: {type: string, enum: [draft, fine, free, off, big]}, steps: {type: integer}",
        modelLimits="{field: model, limits: {small: {n: {maximum: 2}, a: {maxLength: 3}}, large: {n: {maximum: 4}}}}",
        rules="""
      - {id: pair, requires: {a: [b]}, source: "page#pair"}
      - {id: clash, conflicts: [c, d]}
      - {id: some, atLeastOne: [prompt, e]}
      - {id: one, exactlyOne: [f, g]}
      - {id: fine-steps, when: {mode: {const: fine}}, then: {required: [steps]}}
      - {id: draft-steps, when: {mode: {enum: [draft]}}, then: {forbidden: [steps]}}
      - {id: free-steps, when: {mode: {const: free}}, then: {ignored: [steps]}}
      - {id: big-steps, when: {mode: {const: big}, steps: {present: true}}, then: {properties: {steps: {minimum: 10}}}}
      - {id: guess, when: {mode: {const: "off"}}, then: {forbidden: [e]}, evidence: assumed}
""",
    )
)
FINE: dict[str, Any] = {"prompt": "fox", "f": "x"}


@pytest.mark.parametrize("given", [{"mode": "off", "e": "x"}, {"mode": "free", "steps": 2}])
def test_a_weak_rule_and_an_ignored_field_only_warn_at_the_callers_line(server: Server, given: dict[str, Any]) -> None:
    server.add(reply(200, images(server)))
    with RULES.Client("sk-1234", base_url=server.url) as client, pytest.warns(ArgumentWarning) as caught:
        client.generate_image(**FINE | given)
    assert caught[0].filename == __file__
    assert len(server.seen) == 1


def test_validation_warn_sends_and_warns(server: Server) -> None:
    server.add(reply(200, images(server)))
    with (
        RULES.Client("sk-1234", base_url=server.url, validation="warn") as client,
        pytest.warns(ArgumentWarning) as caught,
    ):
        client.generate_image(**FINE | {"n": 99, "model": "new"})
    assert server.seen[0].json["model"] == "new"
    assert ["isn't among" in str(caught[0].message), "above the maximum 9" in str(caught[1].message)] == [True, True]


def test_validation_off_is_silent_but_what_cant_be_sent_is_refused_all_the_same(server: Server) -> None:
    server.add(reply(200, images(server)))
    with (
        RULES.Client("sk-1234", base_url=server.url, validation="off") as client,
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        client.generate_image(n=99)
        with pytest.raises(errors.InvalidRequestError):
            client.generate_image(n=float("nan"))
        with pytest.raises(errors.InvalidRequestError):
            client.generate_image(bogus=1)
    assert caught == []
    assert len(server.seen) == 1
