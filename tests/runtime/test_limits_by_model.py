"""Limits by model as a user meets them: what is forbidden, defaults of a model, closed tables, and the nearest size."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imageclients import Size, errors
from support.spec import client_module, sync_spec

FOX = client_module(
    sync_spec(
        "prompt: {type: string}, model: {type: string, enum: [old, new, wide], default: old, role: model}, "
        "n: {type: integer, maximum: 9, default: 1, role: count}, background: {type: string}, style: {type: string}, "
        "seed: {type: integer}, size: {type: string, default: auto}",
        size="{fields: [{field: size, forms: [WxH, preset]}], table: [{preset: auto}, "
        "{model: old, width: 256, height: 256}, {model: old, width: 512, height: 1024}], "
        "limits: [{side: {multipleOf: 16}}, {when: {model: {enum: [wide]}}, "
        "anyOf: [{side: {minimum: 1920, maximum: 4096}}, {pixels: {minimum: 3686400, maximum: 16777216}}]}]}",
        modelLimits="{field: model, limits: {old: {background: forbidden, size: {closed: true, notEnum: [auto]}}, "
        "new: {n: {default: 2, notEnum: [3]}, style: {required: true}}, wide: {size: {default: 2048x2048}}}}",
        rules="[{id: several, when: {n: {minimum: 2}}, then: {forbidden: [seed]}}]",
    )
)
ANSWER = httpx.Response(200, json={"data": [{"b64": "iVBORw0KGgo="}]})


def made(**arguments: Any) -> Any:
    transport = httpx.MockTransport(lambda _: ANSWER)
    with FOX.Client("sk-1234", http_client=httpx.Client(transport=transport)) as client:
        return client.generate_image(prompt="fox", **arguments)


def refusal(**arguments: Any) -> str:
    with pytest.raises(errors.InvalidRequestError) as caught:
        made(**arguments)
    return str(caught.value)


def test_what_a_model_forbids_is_refused_whatever_its_value() -> None:
    # Without an argument the model is the default, old.
    for model in ({}, {"model": "old"}):
        text = refusal(background="white", **model)
        assert "background: Limits of old: background mustn't be given; leave background out [model-limit" in text
    assert made(background="white", model="wide").images


def test_what_a_model_needs_and_excludes_is_named() -> None:
    text = refusal(model="new", n=3)
    assert "style: Limits of new: style must be given; give style [model-limit" in text
    assert "n: mustn't be 3 with model 'new' [model-limit" in text


def test_the_default_of_a_model_counts_for_rules_and_for_the_number_of_images() -> None:
    assert made(model="wide", seed=1).requested == 1
    assert made(model="new", style="flat").requested == 2
    assert "seed: When n is at least 2, seed mustn't be given" in refusal(model="new", style="flat", seed=1)


def test_a_closed_table_of_one_model_is_closed_for_no_other() -> None:
    assert "the nearest is model old with size 256x256" in refusal(size="512x512")
    assert made(size="512x512", model="new", style="flat").images


@given(st.integers(1, 999_999) | st.integers(1, 5000), st.integers(1, 999_999) | st.integers(1, 5000))
@example(999_999, 1)
@example(1920, 1920)
@example(1, 1)
def test_the_nearest_size_is_one_that_the_client_takes(width: int, height: int) -> None:
    for model in ("old", "new", "wide"):
        arguments = FOX.sizes.nearest(width, height, model=model).arguments
        assert made(**{"model": model, "style": "flat", **arguments}).images


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        # Within the pixels, though a side is shorter than 1920.
        ((4800, 1200), (4800, 1200)),
        # Within the sides, though that are more pixels than the other alternative takes.
        ((4096, 4096), (4096, 4096)),
        ((512, 512), (1920, 1920)),
        ((9000, 9000), (4096, 4096)),
    ],
)
def test_of_alternatives_the_closest_counts(wanted: tuple[int, int], nearest: tuple[int, int]) -> None:
    assert FOX.sizes.nearest(*wanted, model="wide").size == Size(*nearest)


def test_a_size_that_no_alternative_allows_is_told_all_of_them() -> None:
    text = refusal(model="wide", size="1024x1024")
    assert (
        "size: 1024x1024 is neither within width 1920 to 4096, height 1920 to 4096, nor within pixels in total 3686400 "
        "to 16777216; the nearest is 1920x1920 [size-anyOf" in text
    )


def test_allowed_choices_are_those_of_the_model() -> None:
    assert [choice.arguments for choice in FOX.sizes.allowed(model="old")] == [
        {"model": "old", "size": "256x256"},
        {"model": "old", "size": "512x1024"},
    ]
    assert [choice.arguments for choice in FOX.sizes.allowed(model="wide")] == [{"size": "auto"}]
