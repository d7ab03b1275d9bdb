"""Size tables in a few lines: what is legal, what is near, and the nearest row."""

from __future__ import annotations

from typing import Any

import pytest

from imageclients import Size
from imageclients._runtime.size_choices import SizeChoices
from imageclients._runtime.size_limits import Bounds, Limits
from imageclients._runtime.sizes import Axis, Row

WIDE, NARROW = ((1, 3), (3, 1)), ((1, 2), (2, 1))


AUTO = Row(tier="auto")


TABLE = (
    AUTO,
    Row(ratio="1:1", tier="1K", size=Size(1024, 1024)),
    Row(ratio="1:1", tier="4K"),
    Row(ratio="2:1", tier="1K wide", size=Size(1024, 512)),
    Row(ratio="2:1", tier="2K wide", size=Size(2048, 1024)),
    Row(tier="3:1", size=Size(1500, 500)),
)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Bounds(64, 512, 8), Bounds(128, 256, 12), Bounds(128, 256, 24)),
        (Bounds(64, 512), Bounds(), Bounds(64, 512)),
        (Bounds(1, None, 8), Bounds(1, None, 16), Bounds(1, None, 16)),
    ],
)
def test_two_limits_together_are_the_tighter_of_both(one: Bounds, other: Bounds, both: Bounds) -> None:
    assert one.merged(other) == other.merged(one) == both
    assert Limits(one, other, one).merged(Limits(other, one, other)) == Limits(both, both, both)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (WIDE, NARROW, NARROW),
        (((1, 3), (2, 1)), ((1, 2), (3, 1)), NARROW),
        # By proportion, not by the numbers in which they are written.
        (((9, 21), (21, 9)), NARROW, NARROW),
        (((2, 6), None), ((1, 2), None), ((1, 2), None)),
        ((None, (2, 1)), WIDE, ((1, 3), (2, 1))),
        ((None, None), NARROW, NARROW),
    ],
)
def test_two_limits_of_the_shape_together_are_the_tighter_of_both(one: Any, other: Any, both: Any) -> None:
    assert Limits(ratio=one).merged(Limits(ratio=other)).ratio == both
    assert Limits(ratio=other).merged(Limits(ratio=one)).ratio == both


@pytest.mark.parametrize(
    ("width", "height", "table", "tier"),
    [
        pytest.param(1024, 1024, TABLE, "1K", id="the very pixels, not a row that doesn't say its own"),
        pytest.param(1100, 512, TABLE, "1K wide", id="of the nearest shape the nearest pixels"),
        pytest.param(2000, 1000, TABLE, "2K wide", id="on the other side, too"),
        pytest.param(1000, 333, TABLE, "3:1", id="a row without a ratio has the shape of its pixels"),
        pytest.param(1000, 333, TABLE[:2], "1K", id="what says neither ratio nor pixels comes last"),
        pytest.param(1000, 333, TABLE[1::-1], "1K", id="wherever it stands"),
        pytest.param(5, 5, (AUTO, Row(tier="any")), "auto", id="unless there is nothing else"),
    ],
)
def test_the_nearest_row_has_the_nearest_shape_and_then_the_nearest_pixels(
    width: int, height: int, table: tuple[Row, ...], tier: str
) -> None:
    sizes = SizeChoices[dict[str, str]]((Axis("tier", "tier", ("tier",)),), table, closed=True)
    assert sizes.nearest(width, height).arguments == {"tier": tier}
