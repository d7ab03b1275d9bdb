"""Texts that a provider doesn't take are refused before a byte leaves, and all others arrive as they were written."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import Caller
from faults.refused_calls import ALL, EVERY, OwnProvider, problem, problems, sent
from imageclients import ArgumentWarning, errors
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import sync_spec

APIMART = ALL["apimart"]
LENGTHS = pytest.mark.parametrize(
    "letter", ["x", "狐", "🦊", "e\u0301", "👩\u200d🚀"], ids=["ASCII", "Chinese", "emoji", "accent", "joined"]
)
MODELS = {
    "apimart": ["qwen-image-2.0", "qwen-image-2.0-pro"],
    "aimanyi": ["qwen-image-2.0-2026-03-03"],
    "modelverse": ["Qwen/Qwen-Image"],
    "bizyair": ["Qwen/Qwen-Image"],
}


@LENGTHS
@pytest.mark.parametrize(("field", "most"), [("prompt", 800), ("negative_prompt", 500)])
def test_A10_text_a_character_too_long_is_refused(
    mode: Mode, stepped: Mock, letter: str, field: str, most: int
) -> None:
    """A prompt has 801 characters where 800 are allowed -> refused with both numbers, and without the prompt."""
    text = (letter * most)[: most + 1].ljust(most + 1, "x")
    found = problem(mode, stepped, APIMART, {field: text})
    assert (found.field, found.rule) == (field, "maxLength")
    assert found.message == f"has {most + 1} of at most {most} characters"
    assert found.suggestion == "shorten it by 1"
    assert letter * 3 not in str(found)


@LENGTHS
def test_A11_text_as_long_as_may_be_arrives_whole(mode: Mode, stepped: Mock, letter: str) -> None:
    """A prompt has exactly as many characters as are allowed, in any script -> it arrives; code points are counted."""
    text = (letter * 800)[:800]
    assert sent(mode, stepped, APIMART, prompt=text)["prompt"] == text


@pytest.mark.parametrize(
    ("unit", "fits", "broken", "told"),
    [
        ("codePoints", "🦊🦊🦊🦊", "🦊🦊🦊🦊x", "has 5 of at most 4 characters"),
        ("utf16", "🦊🦊", "🦊🦊x", "has 5 of at most 4 UTF-16 units"),
        ("bytes", "🦊", "🦊x", "has 5 of at most 4 bytes of UTF-8"),
    ],
)
def test_A11_length_is_counted_in_the_unit_of_the_spec(
    mode: Mode, own_provider: OwnProvider, unit: str, fits: str, broken: str, told: str
) -> None:
    """A spec counts in code points, UTF-16 units or bytes -> so does the client, and names the unit."""
    spec = sync_spec(f"prompt: {{type: string, maxLength: 4, lengthUnit: {unit}, role: prompt}}")
    caller, mock = own_provider(spec)
    found = problem(mode, mock, caller, {"prompt": broken})
    assert (found.rule, found.message) == ("maxLength", told)
    assert sent(mode, mock, caller, prompt=fits)["prompt"] == fits


@EVERY
@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000\u2003\xa0"], ids=ascii)
def test_A12_blank_prompt_is_refused(mode: Mode, stepped: Mock, caller: Caller, text: str) -> None:
    """A prompt is empty, or nothing but white space of any kind -> refused as blank."""
    found = problems(mode, stepped, caller, {"prompt": text})[0]
    assert (found.field, found.rule, found.message) == ("prompt", "blank", "is blank")
    assert found.suggestion == "give prompt"


@EVERY
def test_A13_prompt_of_none_is_missing(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A prompt is None -> refused as missing, with the place of the page that requires it."""
    found = problem(mode, stepped, caller, {"prompt": None})
    assert (found.field, found.rule, found.message) == ("prompt", "required", "is missing")
    assert found.source.endswith(" prompt")


@EVERY
@pytest.mark.parametrize(
    ("value", "kind"), [(b"a fox", "bytes"), (bytearray(b"a fox"), "bytearray"), (memoryview(b"a fox"), "memoryview")]
)
def test_A14_bytes_are_no_prompt(mode: Mode, stepped: Mock, caller: Caller, value: Any, kind: str) -> None:
    """A prompt is bytes -> refused with the type that it has; they are neither decoded nor sent as b'...'."""
    found = problem(mode, stepped, caller, {"prompt": value})
    assert (found.field, found.rule) == ("prompt", "type")
    assert found.message.endswith(f", is {kind}")


@EVERY
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"prompt": "a fox\ud83e"}, "prompt"),
        ({"prompt": "\udd8a a fox"}, "prompt"),
        ({"extra_body": {"deep": ["\ud800"]}}, "extra_body"),
        ({"extra_body": {"\ud800": 1}}, "extra_body"),
    ],
    ids=["first half", "second half", "extra_body", "name in extra_body"],
)
def test_A15_half_a_character_is_refused(
    mode: Mode, stepped: Mock, caller: Caller, given: dict[str, Any], field: str
) -> None:
    """A text has one half of a character of two -> refused like any argument, not a UnicodeEncodeError in between."""
    found = problem(mode, stepped, caller, given)
    assert (found.field, found.rule) == (field, "type")
    assert found.message == "has a lone surrogate, which is no character"


@EVERY
def test_A16_control_characters_arrive_as_they_are(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A prompt has NUL, escape and line separators -> it arrives as it is; a strict reader of JSON takes it."""
    text = "a\0fox\x1b[31m\x7f\r\n\u2028\ufeff"
    assert sent(mode, stepped, caller, prompt=text)["prompt"] == text


def test_A16_control_characters_are_escapes_on_the_wire(mode: Mode, server: Server) -> None:
    """A prompt has NUL and other control characters -> no byte of the body is one, each is written as an escape."""
    server.add(reply(200, images(server)))
    caller = ALL["modelverse"]
    mode.go(mode.client(caller.module, server).generate_image(prompt="a\0\x01\x1f\n\r"))
    assert b'"a\\u0000\\u0001\\u001f\\n\\r"' in server.seen[0].body
    assert min(server.seen[0].body) >= 0x20


def test_A16_control_characters_are_refused_where_the_spec_forbids_them(mode: Mode, own_provider: OwnProvider) -> None:
    """A prompt has NUL, and the spec's pattern allows none -> refused by the pattern."""
    spec = sync_spec("prompt: {type: string, role: prompt, pattern: '^[^\\x00-\\x1f]*$'}")
    caller, mock = own_provider(spec)
    found = problem(mode, mock, caller, {"prompt": "a\0fox"})
    assert (found.field, found.rule) == ("prompt", "pattern")
    assert sent(mode, mock, caller, prompt="a fox")["prompt"] == "a fox"


@pytest.mark.parametrize("name", MODELS)
def test_A17_unknown_model_is_refused_with_those_that_there_are(mode: Mode, stepped: Mock, name: str) -> None:
    """A model is none of the page's -> refused with the list of them."""
    found = problem(mode, stepped, ALL[name], {"model": "dream-3"})
    assert (found.field, found.rule) == ("model", "enum")
    assert found.message == f"'dream-3' isn't among {', '.join(map(repr, MODELS[name]))}"


def test_A17_almost_right_model_is_refused_with_the_right_one(mode: Mode, stepped: Mock) -> None:
    """A model is written with other letters, small or large -> refused, and the one that was meant is named."""
    found = problem(mode, stepped, APIMART, {"model": "Qwen-Image-2.0-Pro "})
    assert found.suggestion == "did you mean 'qwen-image-2.0-pro'?"


@pytest.mark.parametrize("way", ["extra_body", "warn", "off"])
def test_A17_new_model_can_be_sent_all_the_same(mode: Mode, stepped: Mock, way: str) -> None:
    """A model is newer than the page -> extra_body, validation="warn" or "off" sends it, and "warn" warns."""
    caller = APIMART
    client = caller.client(mode, stepped, max_retries=0, validation="strict" if way == "extra_body" else way)
    given: dict[str, Any] = {"extra_body": {"model": "dream-3"}} if way == "extra_body" else {"model": "dream-3"}
    warned = pytest.warns(ArgumentWarning, match="model: 'dream-3' isn't among") if way == "warn" else nullcontext()
    # The mock is as old as the page.
    with warned, pytest.raises(errors.BadRequestError):
        mode.go(client.generate_image(**{**caller.arguments, **given}))
    (asked,) = stepped.requests
    assert asked.arguments["model"] == "dream-3"
    assert stepped.submits == 0
    assert [problem.partition(" ")[0] for problem in asked.problems] == ["model:"]
