"""What `nearest` and `allowed` offer is legal: by model, under conditions, between multiples, by limits of fields."""

from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imageclients import Size, errors
from imageclients._runtime.size_limits import Bounds, Limits
from support.spec import client_module, sync_spec


def sized(fields: str, size: str, **parts: str) -> Any:
    return client_module(sync_spec(f"prompt: {{type: string}}, {fields}", size=size, **parts))


AXES = "width: {type: integer}, height: {type: integer}"
BY_SIDES = "fields: [{field: width, forms: [width]}, {field: height, forms: [height]}]"
STEPS = sized(
    AXES, f"{{{BY_SIDES}, limits: [{{side: {{minimum: 64, multipleOf: 16}}, pixels: {{maximum: 4194304}}}}]}}"
)
OWN = sized(
    "width: {type: integer, minimum: 256, maximum: 1000, multipleOf: 8}, "
    "height: {type: integer, exclusiveMaximum: 900}",
    f"{{{BY_SIDES}}}",
)
LISTED = sized("size: {type: string, enum: [1024x1024, 512x512, 1024x512]}", "{fields: [{field: size, forms: [WxH]}]}")
GAP = (
    "discrepancies: [{id: gap, statements: [{says: a, source: page}, {says: b, source: page}], choice: a, why: b, "
    "acknowledges: [{code: missing-row, at: /operations/generate_image/size/table}]}]"
)
MODELS = "model: {type: string, enum: [a, b]}, size: {type: string}"
BY_MODEL = sized(
    MODELS,
    "{fields: [{field: size, forms: [WxH]}], limits: [{when: {model: {const: a}}, side: {maximum: 1000}}, "
    "{when: {model: {const: b}}, side: {minimum: 800, maximum: 1440}}]}",
    required="prompt, model",
)
APART = sized(
    MODELS,
    "{fields: [{field: size, forms: [WxH]}], limits: [{when: {model: {const: a}}, side: {maximum: 500}}, "
    "{when: {model: {const: b}}, side: {minimum: 800}}]}",
    required="prompt, model",
)
ROWS = (
    "table: [{model: a, tier: k1, width: 512, height: 512}, {model: b, tier: k1, width: 512, height: 512}, "
    "{model: b, tier: k2, width: 2048, height: 2048}]"
)
CLOSED = sized(
    "model: {type: string, enum: [a, b]}, tier: {type: string, enum: [k1, k2]}",
    f"{{fields: [{{field: tier, forms: [tier]}}], closed: true, {ROWS}}}",
    top=GAP,
)
NARROWED = sized(
    "model: {type: string, enum: [a, b]}, width: {type: integer}, height: {type: integer}",
    f"{{{BY_SIDES}}}",
    modelLimits="{field: model, limits: {a: {width: {maximum: 640}}, b: {width: {maximum: 1280}}}}",
)
RULED = sized(
    "model: {type: string, enum: [a, b]}, tier: {type: string, enum: [k1, k2]}",
    "{fields: [{field: tier, forms: [tier]}], closed: true, table: [{tier: k1, width: 512, height: 512}, "
    "{tier: k2, width: 1024, height: 1024}]}",
    rules="[{id: a-is-small, when: {model: {const: a}}, then: {properties: {tier: {enum: [k1]}}}}]",
)


def refused(module: Any, arguments: dict[str, Any]) -> list[str]:
    """The rules that a call with these arguments breaks."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": [{"b64": "iVBORw0KGgo="}]}))
    with module.Client("sk-1234", http_client=httpx.Client(transport=transport)) as client:
        try:
            client.generate_image(prompt="fox", **arguments)
        except errors.InvalidRequestError as error:
            return [problem.rule for problem in error.problems]
    return []


sides = st.integers(1, 999_999) | st.integers(1, 3000)


@pytest.mark.parametrize("module", [STEPS, OWN, LISTED])
@given(sides, sides)
@example(1, 50_000)
@example(99_999, 1)
@example(999_999, 999_999)
def test_the_nearest_choice_is_legal_without_a_model(module: Any, width: int, height: int) -> None:
    assert refused(module, module.sizes.nearest(width, height).arguments) == []


@pytest.mark.parametrize("module", [BY_MODEL, APART, CLOSED, NARROWED, RULED])
@pytest.mark.parametrize("model", ["a", "b"])
@given(sides, sides)
@example(2000, 2000)
def test_the_nearest_choice_is_legal_with_its_model(module: Any, model: str, width: int, height: int) -> None:
    arguments = module.sizes.nearest(width, height, model=model).arguments
    assert arguments.get("model", model) == model
    assert refused(module, {"model": model, **arguments}) == []


@pytest.mark.parametrize("module", [BY_MODEL, NARROWED, RULED])
@given(sides, sides)
def test_without_a_model_the_nearest_choice_is_legal_with_all(module: Any, width: int, height: int) -> None:
    arguments = module.sizes.nearest(width, height).arguments
    assert [refused(module, {"model": model, **arguments}) for model in "ab"] == [[], []]


MIXED = sized(
    "model: {type: string, enum: [a, b]}, tier: {type: string, enum: [k1, k2, k4]}",
    "{fields: [{field: tier, forms: [tier]}], closed: true, table: [{tier: k1, width: 512, height: 512}, "
    "{tier: k2, width: 1024, height: 1024}, {model: b, tier: k4, width: 2048, height: 2048}]}",
    rules="[{id: a-is-small, when: {model: {const: a}}, then: {properties: {tier: {enum: [k1]}}}}]",
    required="prompt, model",
)


@pytest.mark.parametrize(
    ("side", "arguments"),
    [(500, {"tier": "k1"}), (1100, {"tier": "k1"}), (2000, {"model": "b", "tier": "k4"})],
)
def test_a_row_that_names_its_model_is_as_near_as_one_that_all_models_take(side: int, arguments: Any) -> None:
    # k2 is nearest to 1100, but model a refuses it, and the choice doesn't say which model is meant.
    assert MIXED.sizes.nearest(side, side).arguments == arguments
    assert refused(MIXED, {"model": "a", **arguments}) == []


def test_of_an_unknown_model_the_nearest_choice_is_one_that_is_for_all() -> None:
    assert MIXED.sizes.nearest(2000, 2000, model="z").arguments == {"tier": "k2"}
    assert BY_MODEL.sizes.nearest(9000, 9000, model="z").arguments == {"size": "9000x9000"}


def test_where_no_size_is_legal_with_all_models_one_that_any_takes_is_near() -> None:
    assert APART.sizes.nearest(600, 600).arguments == {"size": "500x500"}


@pytest.mark.parametrize("module", [CLOSED, RULED])
@pytest.mark.parametrize("model", ["a", "b"])
def test_every_allowed_choice_is_legal_with_its_model(module: Any, model: str) -> None:
    choices = module.sizes.allowed(model=model)
    assert len(choices) == (1 if model == "a" else 2)
    assert [refused(module, {"model": model, **choice.arguments}) for choice in choices] == [[]] * len(choices)


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ({"tier": "k1"}, []),
        ({"tier": "k2"}, []),
        ({"tier": "k2", "model": "a"}, ["size-table"]),
        ({"tier": "k2", "model": "b"}, []),
    ],
)
def test_without_a_known_model_a_row_of_any_model_will_do(arguments: dict[str, Any], rules: list[str]) -> None:
    assert refused(CLOSED, arguments) == rules


@pytest.mark.parametrize("model", ["{type: string, enum: [a, b], default: a}", "{const: a}"])
def test_a_default_and_a_constant_are_the_model(model: str) -> None:
    module = sized(
        f"model: {model}, tier: {{type: string}}",
        "{fields: [{field: tier, forms: [tier]}], closed: true, table: [{model: a, tier: k1, width: 512, height: 512}, "
        "{model: b, tier: k2, width: 1024, height: 1024}]}",
        top=GAP,
    )
    assert refused(module, {"tier": "k1"}) == []
    assert refused(module, {"tier": "k2"}) == ["size-table"]


def test_an_only_value_is_the_model() -> None:
    module = sized(
        "model: {type: string, role: model, enum: [a]}, size: {type: string}",
        "{fields: [{field: size, forms: [WxH]}], limits: [{when: {model: {const: a}}, side: {maximum: 512}}]}",
    )
    assert refused(module, {"size": "512x513"}) == ["size-height-maximum"]
    assert module.sizes.nearest(1024, 1024).arguments == {"size": "512x512"}


bounds = st.builds(Bounds, st.integers(1, 600), st.none() | st.integers(600, 4600), st.sampled_from([1, 8, 48, 64]))
ratios = st.sampled_from([(None, None), ((1, 4), (4, 1)), ((1, 1), None), (None, (9, 16))])


@given(bounds, bounds, st.integers(0, 4_000_000), ratios, st.integers(1, 3000), st.integers(1, 3000))
def test_where_any_size_is_legal_one_is_near(
    width: Bounds, height: Bounds, pixels: int, ratio: Any, legal_width: int, legal_height: int
) -> None:
    limits = Limits(width, height, Bounds(1, pixels + 1), ratio)
    near = limits.nearest(Size(legal_height, legal_width))
    assert near is None or limits.allow(near)
    if limits.allow(Size(legal_width, legal_height)):
        assert near is not None
