"""Rules across fields and limits by model: each kind refuses what breaks it, and lets everything else through."""

import warnings
from typing import Any

import pytest

from clientsmith.oracle.calls import CallValidator
from clientsmith.oracle.operation import OperationView
from imageclients import ArgumentWarning, errors
from support.server import Server, images, reply
from support.small_specs import SPECS
from support.spec import client_module, provider_of, sync_spec

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


def broken_rules(server: Server, text: str, given: dict[str, Any]) -> list[str]:
    """The rules that a call breaks, by the client and by the oracle."""
    (operation,) = provider_of(text).operations
    judged = CallValidator(OperationView(provider_of(text), operation)).validate({"prompt": "fox", **given})
    server.add(reply(200, images(server)))
    broken: list[str] = []
    with client_module(text).Client("sk-1234", base_url=server.url) as client:
        try:
            client.generate_image(prompt="fox", **given)
        except errors.InvalidRequestError as error:
            broken = sorted(problem.rule for problem in error.problems)
    assert broken == sorted(one.rule for one in judged)
    return broken


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({"model": "small", "n": 3, "size": "513x512"}, ["model-limit", "size-width-maximum"]),
        ({"model": "new", "n": 9, "size": "2048x2048"}, []),
        ({"model": "new", "n": 10, "size": "2049x2048"}, ["maximum", "size-width-maximum"]),
    ],
)
def test_an_unknown_model_has_the_limits_of_all_models_alone(
    server: Server, given: dict[str, Any], rules: list[str]
) -> None:
    assert broken_rules(server, SPECS["models of which the page doesn't list all"], given) == rules


NUMBERED = sync_spec(
    'prompt: {type: string}, n: {type: [integer, "null"]}, a: {type: string}, b: {type: string}',
    rules="[{id: many, when: {n: {minimum: 3}}, then: {forbidden: [a]}}, "
    "{id: few, when: {n: {maximum: 2}}, then: {forbidden: [b]}}]",
)


@pytest.mark.parametrize(("n", "rules"), [(None, []), (2, ["few"]), (3, ["many"])])
def test_a_condition_on_a_number_doesnt_hold_for_null(server: Server, n: int | None, rules: list[str]) -> None:
    assert broken_rules(server, NUMBERED, {"n": n, "a": "x", "b": "x"}) == rules


LISTED = sync_spec(
    "prompt: {type: string}, model: {type: string, enum: [small, large], default: small}, size: {type: string}",
    size="{fields: [{field: size, forms: [WxH]}], limits: [{when: {model: {const: small}}, side: {maximum: 512}}]}",
)


@pytest.mark.parametrize(
    ("model", "rules"),
    [({}, ["size-width-maximum"]), ({"model": "large"}, []), ({"model": "new"}, ["enum"])],
)
def test_a_model_that_isnt_listed_isnt_taken_for_the_default(
    server: Server, model: dict[str, Any], rules: list[str]
) -> None:
    assert broken_rules(server, LISTED, {"size": "513x512", **model}) == rules
