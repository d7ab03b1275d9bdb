"""Sizes that a table says little of: rows without pixels, ratios without rows, sides beyond all of them."""

from __future__ import annotations

from typing import Any

import pytest

from imageclients import Size, errors
from imageclients._runtime.size_choices import SizeChoices
from imageclients._runtime.sizes import Axis, Row
from support.spec import client_module, sync_spec


def sized(fields: str, size: str) -> Any:
    return client_module(sync_spec(f"prompt: {{type: string}}, {fields}", size=size))


def test_pixels_that_the_page_doesnt_say_are_nobodys_nearest() -> None:
    table = (Row(ratio="1:1", tier="4K"), Row(ratio="1:1", tier="1K", size=Size(1024, 1024)))
    sizes = SizeChoices[dict[str, str]]((Axis("tier", "tier", ("tier",)),), table, closed=True)
    assert sizes.nearest(1024, 1024).arguments == {"tier": "1K"}
    assert sizes.nearest(1000, 1000).arguments == {"tier": "1K"}


RATIOS = sized("ratio: {type: string}", "{fields: [{field: ratio, forms: [ratio]}], closed: false}")
RATIOS_OR_PIXELS = sized("size: {type: string}", "{fields: [{field: size, forms: [ratio, WxH]}], closed: false}")


@pytest.mark.parametrize(
    ("module", "given", "told"),
    [
        (RATIOS, {"ratio": "fox"}, "ratio: 'fox' isn't ratio"),
        (RATIOS, {"ratio": "512x512"}, "ratio: '512x512' isn't ratio"),
        (RATIOS_OR_PIXELS, {"size": "512*512"}, "the nearest is size 512x512"),
    ],
)
def test_without_a_table_a_ratio_is_a_ratio_all_the_same(module: Any, given: dict[str, str], told: str) -> None:
    with (
        module.Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(prompt="fox", **given)
    assert told in str(caught.value)


LARGE = sized(
    "width: {type: integer}, height: {type: integer}, tier: {type: string}",
    "{fields: [{field: tier, forms: [tier]}, {field: width, forms: [width]}, {field: height, forms: [height]}], "
    "closed: true, table: [{tier: 1K, width: 512, height: 512}]}",
)


def test_sides_beyond_all_sizes_are_refused_with_the_nearest_row() -> None:
    with (
        LARGE.Client("sk-1234", base_url="http://127.0.0.1:9") as client,
        pytest.raises(errors.InvalidRequestError) as caught,
    ):
        client.generate_image(prompt="fox", width=1_234_567, height=512)
    assert "1234567x512 isn't in the size table; the nearest is tier 1K with width 512 with height 512" in str(
        caught.value
    )
