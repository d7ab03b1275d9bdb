"""Arguments that are missing, misspelled, of another provider or against each other are refused; nothing is sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import Caller
from faults.refused_calls import ALL, EVERY, OwnProvider, problem, problems, sent
from imageclients import errors
from support.mode import Mode
from support.spec import sync_spec

REQUIRED = {
    "aimanyi": ["prompt"],
    "apimart": ["model", "prompt"],
    "bizyair": ["prompt", "image_size"],
    "modelverse": ["prompt"],
    "ppio": ["prompt"],
}
"""What a call needs; a model is filled in where there is but one."""
SIZED = {"aimanyi": "size", "apimart": "size and resolution", "bizyair": "image_size", "modelverse": "aspect_ratio"}
EXCLUSIVE = sync_spec(
    "prompt: {type: string, role: prompt}, seed: {type: integer}, image: {type: string}, mask: {type: string}",
    rules="[{id: seed-or-image, conflicts: [seed, image], source: 'page#seed'}, "
    "{id: one-image, exactlyOne: [image, mask], source: 'page#image'}]",
)


@pytest.mark.parametrize("name", REQUIRED)
def test_A22_missing_arguments_are_refused_all_at_once(mode: Mode, stepped: Mock, name: str) -> None:
    """A call lacks what it needs -> refused; everything that is missing is named at once, with its source."""
    bare = Caller(name, ALL[name].module, "", {})
    found = problems(mode, stepped, bare, {})
    assert [one.field for one in found] == REQUIRED[name]
    assert {(one.rule, one.message) for one in found} == {("required", "is missing")}
    assert all(one.suggestion == f"give {one.field}" and one.source for one in found)


@EVERY
def test_A23_misspelled_argument_is_refused_with_the_right_one(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """An argument is misspelled -> refused with the nearest name, beside the one that is missing for it."""
    text = caller.arguments["prompt"]
    missing, unknown = sorted(problems(mode, stepped, caller, {"prompt": ..., "promt": text}), key=lambda one: one.rule)
    assert (missing.field, missing.rule) == ("prompt", "required")
    assert (unknown.field, unknown.rule) == ("promt", "unknown")
    assert unknown.message == "isn't an argument of this operation"
    assert unknown.suggestion == "did you mean 'prompt'?"


@EVERY
def test_A23_argument_like_no_other_is_refused_with_all_there_are(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """An argument is like none that there is -> refused with all arguments, and extra_body as the only way around."""
    found = problem(mode, stepped, caller, {"zzz": 1})
    assert found.suggestion.startswith("arguments are ")
    assert "prompt" in found.suggestion
    assert found.suggestion.endswith("; extra_body takes any other field")


@EVERY
@pytest.mark.parametrize("validation", ["strict", "warn", "off"])
def test_A23_unknown_fields_go_through_extra_body_alone(
    mode: Mode, stepped: Mock, caller: Caller, validation: str
) -> None:
    """A field is newer than the page -> extra_body sends it as it is; as an argument no validation lets it through."""
    client = caller.client(mode, stepped, validation=validation, max_retries=0)
    with pytest.raises(errors.InvalidRequestError):
        mode.go(client.generate_image(**caller.arguments, newest=[1]))
    assert stepped.requests == []
    # The mock knows no field that the page doesn't know.
    with pytest.raises(errors.BadRequestError):
        mode.go(client.generate_image(**caller.arguments, extra_body={"newest": [1]}))
    (asked,) = stepped.requests
    assert [problem.partition(" ")[0] for problem in asked.problems] == ["newest"]
    assert caller.arguments.items() <= asked.arguments.items()


@EVERY
@pytest.mark.parametrize("word", ["size", "image_size", "aspect_ratio"])
def test_A29_size_word_of_another_provider_is_refused_with_this_ones(
    mode: Mode, stepped: Mock, caller: Caller, word: str
) -> None:
    """The size is given by the word of another provider -> refused with the words of this one."""
    own = SIZED.get(caller.name, "size")
    if word in own.split(" and "):
        word = "ratio"
    found = problem(mode, stepped, caller, {word: "1:1"})
    assert (found.field, found.rule) == (word, "unknown")
    assert found.suggestion == f"the size is given by {own}"


@pytest.mark.parametrize(
    ("name", "word", "value", "own"),
    [
        ("apimart", "image", "https://example.com/a.png", "image_urls"),
        ("bizyair", "image_urls", ["https://example.com/a.png"], "image"),
        ("bizyair", "steps", 20, "num_inference_steps"),
        ("modelverse", "num_inference_steps", 20, "steps"),
    ],
)
def test_A29_argument_of_another_provider_is_refused_with_this_ones_word(
    mode: Mode, stepped: Mock, name: str, word: str, value: Any, own: str
) -> None:
    """An argument has the name that it has at another provider -> refused with the name that it has here."""
    found = problem(mode, stepped, ALL[name], {word: value})
    assert (found.field, found.rule) == (word, "unknown")
    assert found.suggestion == f"did you mean {own!r}?"


def test_A28_arguments_that_exclude_each_other_are_refused_with_both_names(
    mode: Mode, own_provider: OwnProvider
) -> None:
    """Two arguments exclude each other, or exactly one of two is due -> refused with both names and the rule."""
    caller, mock = own_provider(EXCLUSIVE, prompt="a fox")
    both = problem(mode, mock, caller, {"seed": 1, "image": "x"})
    assert (both.field, both.rule, both.source) == ("seed, image", "seed-or-image", "page#seed")
    assert both.suggestion == "give only one of them"
    two = problem(mode, mock, caller, {"image": "x", "mask": "y"})
    none = problem(mode, mock, caller, {"seed": 1})
    for found in (two, none):
        assert (found.field, found.rule, found.source) == ("image, mask", "one-image", "page#image")
        assert found.suggestion == "give exactly one of them"
    assert "image" in none.message
    assert sent(mode, mock, caller, image="x") == {"prompt": "a fox", "image": "x"}


def test_A28_argument_that_isnt_for_the_model_is_refused(mode: Mode, stepped: Mock) -> None:
    """An argument is for one model only, and another one is asked for -> refused with the argument and the rule."""
    given = {"model": "Qwen/Qwen-Image-Edit", "cfg": 4.0}
    model, cfg = problems(mode, stepped, ALL["bizyair"], given)
    assert (model.field, model.rule) == ("model", "enum")
    assert (cfg.field, cfg.rule, cfg.suggestion) == ("cfg", "cfg-needs-qwen-image", "leave cfg out")
    assert cfg.message == "When model isn't Qwen/Qwen-Image, cfg mustn't be given"


@pytest.mark.parametrize("fault", ["status-503", "retry-after-seconds"])
def test_A30_body_is_what_was_given_when_the_call_was_made(mode: Mode, stepped: Mock, fault: str) -> None:
    """Lists and mappings change while a call runs and is sent again -> each attempt has what they held at first."""
    links, deep = ["https://example.com/1.png"], {"list": [1]}
    extra: dict[str, Any] = {"more": deep}
    changes: list[str] = []

    def change(event: Any) -> None:
        changes.append(event.kind)
        links.append("https://example.com/2.png")
        deep["list"].append(2)
        extra["other"] = "field"

    caller = ALL["apimart"]
    bodies: list[bytes] = []
    stepped.fault(fault, caller.submits, times=2)
    watching = mode.http_client(event_hooks=mode.hook(lambda request: bodies.append(request.content)))
    client = caller.client(mode, stepped, on_event=change, http_client=watching)
    with pytest.raises(errors.BadRequestError):
        # The mock refuses the new field in the end, when it has seen three attempts.
        mode.go(client.generate_image(**caller.arguments, image_urls=links, extra_body=extra))
    assert changes.count("retry") == 2
    assert len(links) > 2
    assert len(bodies) == 3
    assert len(set(bodies)) == 1
    assert b'"image_urls":["https://example.com/1.png"],"more":{"list":[1]}}' in bodies[0]


def test_A30_calls_of_one_list_that_is_used_again_dont_mix(stepped: Mock) -> None:
    """A list is filled anew for each of several calls at once -> each call has what it was given when it began."""
    caller = ALL["apimart"]
    mode = Mode("async")
    client = caller.client(mode, stepped)

    async def main() -> None:
        links: list[str] = []
        running: list[asyncio.Task[Any]] = []
        for number in range(4):
            links[:] = [f"https://example.com/{number}.png"]
            running.append(asyncio.create_task(client.begin_generate_image(**caller.arguments, image_urls=links)))
            await asyncio.sleep(0)
        await asyncio.gather(*running)

    mode.go(main())
    mode.close()
    asked = sorted(one.arguments["image_urls"][0] for one in stepped.requests)
    assert asked == [f"https://example.com/{number}.png" for number in range(4)]
