"""Sizes that a provider doesn't make are refused before a byte leaves, and the size that is named instead is taken."""

from __future__ import annotations

import pytest

from clientsmith.mock.server import Mock
from faults.refused_calls import ALL, OwnProvider, problem, problems, proposed, sent
from support.mode import Mode
from support.spec import sync_spec

RATIOS = {
    "apimart": ("size", ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]),
    "modelverse": ("aspect_ratio", ["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"]),
}
NAMES = sync_spec(
    'prompt: {type: string, role: prompt}, ratio: {type: string, enum: ["1:1", "4:3"], default: "1:1"}, '
    "tier: {type: string, enum: [1K, 2K], default: 1K}",
    size="{fields: [{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}], closed: true, "
    "source: 'page#sizes',"
    ' table: [{ratio: "1:1", tier: 1K, width: 64, height: 64}, {ratio: "1:1", tier: 2K, width: 128, height: 128}, '
    '{ratio: "4:3", tier: 1K, width: 64, height: 48}]}',
    top="discrepancies: [{id: no-row, statements: [{says: There is no row., source: page}, {says: It is offered., "
    "source: page}], choice: None., why: The table counts., "
    "acknowledges: [{code: missing-row, at: /operations/generate_image/size/table}]}]",
)
PIXELS = sync_spec(
    "prompt: {type: string, role: prompt}, width: {type: integer, enum: [512, 768, 1024]}, "
    "height: {type: integer, enum: [512, 768, 1024]}",
    size="{fields: [{field: width, forms: [width]}, {field: height, forms: [height]}], closed: true, "
    "source: 'page#sizes',"
    " table: [{width: 512, height: 512}, {width: 768, height: 1024}, {width: 1024, height: 768}]}",
)
BY_MODEL = sync_spec(
    "prompt: {type: string, role: prompt}, engine: {type: string, enum: [one, two], role: model}, "
    "size: {type: string, role: size}",
    required="prompt, engine",
    size="{fields: [{field: size, forms: [WxH]}], closed: true, table: ["
    "{model: one, width: 512, height: 512}, {model: two, width: 640, height: 640}]}",
)


@pytest.mark.parametrize("name", RATIOS)
def test_A18_size_that_isnt_in_the_table_is_refused_with_those_that_are(mode: Mode, stepped: Mock, name: str) -> None:
    """A ratio isn't in the page's table -> refused with the list of those that are, and the nearest of them."""
    field, there = RATIOS[name]
    found = problem(mode, stepped, ALL[name], {field: "5:2"})
    assert (found.field, found.rule) == (field, "enum")
    assert found.message == f"'5:2' isn't among {', '.join(map(repr, there))}"
    assert proposed(field, found.suggestion)[field] in there


@pytest.mark.parametrize(
    ("name", "field", "value", "nearest"),
    [
        ("apimart", "size", "21:9", {"size": "16:9"}),
        ("apimart", "size", "2000x1500", {"size": "4:3", "resolution": "2K"}),
        ("modelverse", "aspect_ratio", "16:10", {"aspect_ratio": "3:2"}),
        ("modelverse", "aspect_ratio", "1920*1080", {"aspect_ratio": "16:9"}),
        ("ppio", "size", "2000*1000", {"size": "1536*768"}),
        ("ppio", "size", "1024X1024", {"size": "1024*1024"}),
        ("aimanyi", "size", "4000*4000", {"size": "2048*2048"}),
        ("bizyair", "image_size", "512*768", {"image_size": "512x768"}),
        ("bizyair", "image_size", "16:9", {"image_size": "1664x928"}),
    ],
)
def test_A18_size_that_is_named_instead_is_taken(
    mode: Mode, stepped: Mock, name: str, field: str, value: str, nearest: dict[str, str]
) -> None:
    """A refusal names the nearest size -> a call with just that is taken by the provider."""
    found = problems(mode, stepped, ALL[name], {field: value})[0]
    assert found.field == field
    assert proposed(field, found.suggestion) == nearest
    assert nearest.items() <= sent(mode, stepped, ALL[name], **nearest).items()


def test_A19_pair_that_isnt_in_the_table_is_refused_with_those_that_are(mode: Mode, own_provider: OwnProvider) -> None:
    """Ratio and tier are legal each, but no row has both -> refused with both fields and all pairs there are."""
    caller, mock = own_provider(NAMES, prompt="a fox")
    found = problem(mode, mock, caller, {"ratio": "4:3", "tier": "2K"})
    assert (found.field, found.rule, found.source) == ("ratio, tier", "size-table", "page#sizes")
    assert found.message == "4:3 with 2K isn't in the size table"
    assert found.suggestion == "the table has 1:1 1K (64x64), 1:1 2K (128x128), 4:3 1K (64x48)"
    assert sent(mode, mock, caller, ratio="4:3", tier="1K")["tier"] == "1K"


def test_A19_pixels_that_arent_in_the_table_are_refused_with_the_nearest_row(
    mode: Mode, own_provider: OwnProvider
) -> None:
    """Width and height are legal each, but no row has both -> refused with both fields and the nearest row."""
    caller, mock = own_provider(PIXELS, prompt="a fox")
    found = problem(mode, mock, caller, {"width": 1024, "height": 1024})
    assert (found.field, found.rule, found.source) == ("width, height", "size-table", "page#sizes")
    assert found.message == "1024x1024 isn't in the size table"
    assert proposed("", found.suggestion) == {"width": "512", "height": "512"}
    assert sent(mode, mock, caller, width=512, height=512)["height"] == 512


def test_A19_size_of_another_model_is_refused_with_the_models_own(mode: Mode, own_provider: OwnProvider) -> None:
    """A size is legal and a model is legal, but not the one with the other -> refused; both pairs are told."""
    caller, mock = own_provider(BY_MODEL, prompt="a fox")
    found = problem(mode, mock, caller, {"engine": "one", "size": "640x640"})
    assert (found.field, found.rule) == ("size", "size-table")
    assert "640x640 isn't in the size table" in found.message
    assert proposed("size", found.suggestion)["engine"] in ("one", "two")
    assert sent(mode, mock, caller, engine="two", size="640x640")["size"] == "640x640"


@pytest.mark.parametrize(
    ("name", "field", "wrong", "right"),
    [
        ("ppio", "size", "1024x1024", "1024*1024"),
        ("ppio", "size", "1024×768", "1024*768"),
        ("ppio", "size", "1024 * 768", "1024*768"),
        ("bizyair", "image_size", "1024*1024", "1024x1024"),
    ],
)
def test_A20_other_sign_between_the_sides_is_refused_with_the_right_one(
    mode: Mode, stepped: Mock, name: str, field: str, wrong: str, right: str
) -> None:
    """1024x1024 goes to a provider that writes 1024*1024, or the other way round -> refused; its way is named."""
    found = problem(mode, stepped, ALL[name], {field: wrong})
    assert (found.field, found.rule) == (field, "size-form")
    assert found.message.startswith(f"{wrong!a} isn't W{right[4]}H, such as ")
    assert proposed(field, found.suggestion) == {field: right}
    assert sent(mode, stepped, ALL[name], **{field: right})[field] == right


@pytest.mark.parametrize("size", ["1024x768", "1024*768"])
def test_A20_both_signs_are_taken_where_the_page_has_both(mode: Mode, stepped: Mock, size: str) -> None:
    """A page writes its sizes in two ways -> either is sent as it was given."""
    assert sent(mode, stepped, ALL["aimanyi"], size=size)["size"] == size


@pytest.mark.parametrize(
    ("name", "size", "rule", "text"),
    [
        ("ppio", "255*1024", "size-width-minimum", "width 255 is below the minimum 256"),
        ("ppio", "1024*1537", "size-height-maximum", "height 1537 is above the maximum 1536"),
        (
            "aimanyi",
            "511*512",
            "size-pixels-minimum",
            "511*512: 261632 pixels in total is below the minimum 262144",
        ),
        (
            "aimanyi",
            "2049x2048",
            "size-pixels-maximum",
            "2049x2048: 4196352 pixels in total is above the maximum 4194304",
        ),
    ],
)
def test_A21_pixels_out_of_their_limits_are_refused(
    mode: Mode, stepped: Mock, name: str, size: str, rule: str, text: str
) -> None:
    """A side, or the total of pixels, is one beyond its limit -> refused with the number that was worked out."""
    found = problem(mode, stepped, ALL[name], {"size": size})
    assert (found.field, found.rule, found.message) == ("size", rule, text)
    nearest = proposed("size", found.suggestion)
    assert nearest.items() <= sent(mode, stepped, ALL[name], **nearest).items()


def test_A21_every_limit_that_is_broken_is_told(mode: Mode, stepped: Mock) -> None:
    """Both sides are beyond their limits -> both are told at once, with one size that keeps both."""
    found = problems(mode, stepped, ALL["ppio"], {"size": "100*2000"})
    assert [one.rule for one in found] == ["size-width-minimum", "size-height-maximum"]
    assert {one.suggestion for one in found} == {"the nearest is 256*1536"}
