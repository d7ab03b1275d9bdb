"""What a refused call says: the size as its field writes it, the pair that failed, and no word that means another."""

from __future__ import annotations

import re
from typing import Any

import pytest

from imageclients import errors
from support.mode import Mode
from support.spec import client_module, sync_spec

BASE = "http://127.0.0.1:9"
NAMES = client_module(
    sync_spec(
        "prompt: {type: string}, image_urls: {type: array, items: {type: string}}, steps: {type: integer}, "
        "seed: {type: integer}, guidance_scale: {type: number}, size: {type: string}",
        size="{fields: [{field: size, forms: ['W*H']}], closed: false, limits: [{pixels: {maximum: 1048576}, "
        "side: {minimum: 64}, ratio: {maximum: '4:1'}}]}",
    )
)
NEGATIVE = client_module(sync_spec("text: {type: string}, negative_prompt: {type: string}", required="text"))
CLOSED = client_module(
    sync_spec(
        "prompt: {type: string}, size: {type: string}",
        size="{fields: [{field: size, forms: ['W*H']}], closed: true, table: [{width: 1024, height: 1024}]}",
    )
)
NAMED = client_module(
    sync_spec(
        "prompt: {type: string}, size: {type: string}",
        size="{fields: [{field: size, forms: [tier, 'W*H']}], closed: true, table: ["
        + ", ".join(f"{{tier: {n}K, width: {n * 512}, height: {n * 512}}}" for n in range(1, 31))
        + "]}",
    )
)
PAIRS = client_module(
    sync_spec(
        "prompt: {type: string}, mask: {type: string}, image: {type: string}, strength: {type: number}, "
        "Style-Id: {type: string, pythonName: style}",
        rules="[{id: pairs, requires: {mask: [image], strength: [image, Style-Id], Style-Id: [image]}}]",
    )
)


def problems(module: Any, **arguments: Any) -> tuple[errors.Problem, ...]:
    with module.Client("sk-1234", base_url=BASE) as client:
        with pytest.raises(errors.InvalidRequestError) as caught:
            client.generate_image(**arguments)
        return caught.value.problems


def hint(module: Any, name: str) -> str:
    (problem,) = [one for one in problems(module, **{"prompt": "fox", name: "x"}) if one.field == name]
    return problem.suggestion


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (NAMES, "negative_prompt"),
        (NAMES, "prompt_negative"),
        (NAMES, "prompt_extend"),
        (NAMES, "mask_image"),
        (NAMES, "image_strength"),
        (NAMES, "num_images"),
        (NAMES, "subseed_strength"),
        (NEGATIVE, "prompt"),
    ],
)
def test_a_word_that_another_contains_is_no_hint(module: Any, name: str) -> None:
    assert hint(module, name).startswith("arguments are ")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("image", "image_urls"),
        ("images", "image_urls"),
        ("image_url", "image_urls"),
        ("image_base64", "image_urls"),
        ("input_image", "image_urls"),
        ("num_inference_steps", "steps"),
        ("sampling_steps", "steps"),
        ("random_seed", "seed"),
        ("guidance", "guidance_scale"),
        ("seeds", "seed"),
        ("promp", "prompt"),
        ("prompt_text", "prompt"),
        ("Prompt", "prompt"),
    ],
)
def test_another_word_for_the_same_is_a_hint(name: str, meant: str) -> None:
    assert hint(NAMES, name) == f"did you mean {meant!r}?"


@pytest.mark.parametrize("name", ["aspect_ratio", "image_size", "width", "height", "resolution"])
def test_another_providers_word_for_the_size_is_told_this_ones(name: str) -> None:
    assert hint(NAMES, name) == "the size is given by size"


def test_the_size_of_a_batch_is_no_size() -> None:
    assert hint(NAMES, "batch_size").startswith("arguments are ")


@pytest.mark.parametrize(
    ("module", "size", "text"),
    [
        (CLOSED, "1024x1024", "'1024x1024' isn't one of 1024*1024; the nearest is size 1024*1024"),
        (CLOSED, "512*512", "512*512 isn't in the size table; the nearest is size 1024*1024"),
        (
            NAMES,
            "2048*2048",
            "2048*2048: 4194304 pixels in total is above the maximum 1048576; the nearest is 1024*1024",
        ),
        (NAMES, "1024*128", "1024*128 is wider than 4:1; the nearest is 512*128"),
        (NAMES, "1024x1024", "'1024x1024' isn't W*H, such as 1024*1024; the nearest is size 1024*1024"),
    ],
)
def test_a_size_is_named_as_its_field_writes_it(module: Any, size: str, text: str) -> None:
    (problem,) = problems(module, prompt="fox", size=size)
    assert str(problem).startswith(f"size: {text} [")


def test_no_other_form_of_a_size_is_in_any_text_of_its_provider() -> None:
    for module in (CLOSED, NAMED, NAMES):
        sizes = module.sizes
        texts = [sizes.describe(), str([one.arguments for one in sizes.allowed()])]
        texts += [str(one) for one in problems(module, prompt="fox", size="5*5")]
        with pytest.raises(ValueError, match="isn't a size in pixels") as caught:
            sizes.parse("5x6")
        texts.append(str(caught.value).replace("5x6", ""))
        assert not re.search(r"[0-9]x[0-9]", " ".join(texts)), texts


def test_a_message_names_some_rows_of_a_long_table_and_describe_all() -> None:
    (problem,) = problems(NAMED, prompt="fox", size="fox")
    assert "30K" not in str(problem.message)
    assert problem.message.endswith(" and 40 more")
    assert NAMED.sizes.describe().endswith("30K (15360*15360)")


@pytest.mark.parametrize(
    ("given", "fields", "text"),
    [
        ({"mask": "m"}, "mask, image", "mask needs image; give image too"),
        ({"strength": 1, "image": "i"}, "strength, style", "strength needs image and style; give style too"),
        ({"strength": 1, "style": "s"}, "strength, image", "strength needs image and style; give image too"),
    ],
)
def test_a_rule_of_pairs_says_the_pair_that_failed(given: dict[str, Any], fields: str, text: str) -> None:
    problem = problems(PAIRS, prompt="fox", **given)[0]
    assert str(problem) == f"{fields}: {text} [pairs, page]"


def test_every_failed_pair_is_a_problem_of_its_own(mode: Mode) -> None:
    client = mode.client(PAIRS, BASE)
    with pytest.raises(errors.InvalidRequestError) as caught:
        mode.go(client.generate_image(prompt="fox", mask="m", style="s"))
    assert [one.message for one in caught.value.problems] == ["mask needs image", "style needs image"]
