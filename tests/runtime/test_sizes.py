"""Sizes in every form: what is legal goes out as the provider writes it, the rest is refused with the nearest."""

import contextlib
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imageclients import Size, aimanyi, apimart, bizyair, errors, modelverse, ppio
from imageclients._runtime.size_limits import Bounds, Limits


def test_what_has_no_pixels_says_what_is_documented() -> None:
    with pytest.raises(ValueError, match="documented: 16:9 1K"):
        apimart.sizes.pixels(ratio="21:9")
    with pytest.raises(ValueError, match="isn't a size"):
        ppio.sizes.nearest(0, 5)
    with pytest.raises(ValueError, match="give a ratio, a tier or a preset"):
        bizyair.sizes.pixels()


def limit(low: int, span: int, step: int) -> Bounds:
    return Bounds(low, low + span if span else None, step)


side = st.integers(1, 999_999) | st.integers(1, 5000)
bounds = st.builds(limit, st.integers(1, 600), st.integers(0, 4000), st.sampled_from([1, 8, 64]))


@given(bounds, bounds, st.integers(0, 4_000_000), st.integers(1, 5000), st.integers(1, 5000))
def test_the_nearest_size_is_legal_or_there_is_none(
    width: Bounds, height: Bounds, pixels: int, wide: int, high: int
) -> None:
    limits = Limits(width, height, Bounds(1, pixels + 1), ((1, 4), (4, 1)))
    near = limits.nearest(Size(wide, high))
    assert near is None or not list(limits.broken_by(*near))
    if not list(limits.broken_by(wide, high)):
        assert near == Size(wide, high)


@pytest.mark.parametrize("module", [aimanyi, apimart, bizyair, modelverse, ppio])
@pytest.mark.parametrize(
    "sides", [(1_000_000, 5), (5, 10**30), (1024.0, 1024), (1024, 512.5), (0, 5), (-1, 5), ("1", 1)]
)
def test_what_is_no_size_has_no_nearest(module: Any, sides: Any) -> None:
    with pytest.raises(ValueError, match="both sides must be whole numbers from 1 to 999999"):
        module.sizes.nearest(*sides)


@pytest.mark.parametrize("module", [aimanyi, apimart, bizyair, modelverse, ppio])
@given(side, side)
def test_the_nearest_choice_is_sent_as_it_is(module: Any, width: int, height: int) -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    choice = module.sizes.nearest(width, height)
    more = {"model": "qwen-image-2.0"} if module is apimart else {}
    with (
        httpx.Client(transport=httpx.MockTransport(handle)) as http,
        module.Client("sk-1234", base_url="https://a.com", http_client=http) as client,
        contextlib.suppress(errors.DecodeError),
    ):
        client.generate_image(prompt="fox", **more, **choice.arguments)
    assert len(asked) == 1, "it's legal, though nothing came of it"
