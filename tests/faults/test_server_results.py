"""Good answers with something odd in them: the images that were paid for reach the user, and what is odd is told."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller
from faults.server_calls import BOTH, ask, fails, posts
from imageclients import errors
from support.mode import Mode
from support.server import Server, reply
from support.world import NOW

MODELVERSE, PPIO = AT_ONCE["modelverse"], TASKED["ppio"]


def task(**image: Any) -> Mapping[str, Any]:
    """What PPIO answers about a task that is done."""
    link = {"image_url": "https://cdn.example.com/1.png", "image_type": "png", **image}
    return {"task": {"task_id": "t1", "status": "TASK_STATUS_SUCCEED"}, "images": [link]}


def drifts(result: Any) -> list[tuple[str, str, Any]]:
    """Place, kind and value of everything in an answer that the spec doesn't describe."""
    return [(one.path, one.kind, one.value) for one in result.drift]


@BOTH
def test_V47_unknown_field_is_kept_and_told(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """An answer has a field that no page knows -> the image comes; raw, answer, drift and an event have the field."""
    where = caller.polls if caller.poll else caller.submits
    stepped.fault("unknown-field", where, times=None)
    events: list[Any] = []
    result = ask(mode, caller, caller.client(mode, stepped, on_event=events.append))
    assert len(result.images) == 1
    assert result.raw["field_that_is_new"] == {"since": "today"}
    assert result.answer.field_that_is_new == {"since": "today"}
    assert drifts(result) == [("/field_that_is_new", "unknown-field", {"since": "today"})]
    assert result.drift in [event.detail["drift"] for event in events if event.kind == "drift"]


def test_V50_unknown_status_is_kept_as_a_text(mode: Mode, stepped: Mock) -> None:
    """A task is in a status that no page knows -> it is a text like any other, told once, and the wait goes on."""
    stepped.fault("status-unknown", PPIO.polls, times=2)
    seen: list[str | None] = []
    events: list[Any] = []

    def note(told: Any) -> None:
        seen.append(told.status)

    client = PPIO.client(mode, stepped, on_event=events.append)
    result = ask(mode, PPIO, client, on_progress=note)
    assert seen[:2] == ["status_that_is_new"] * 2
    assert len(result.images) == 1
    told = [event.detail["task_status"] for event in events if event.kind == "unknown-status"]
    assert told == ["status_that_is_new"]


def test_V50_unknown_value_of_an_enum_is_kept_as_a_text(mode: Mode, server: Server) -> None:
    """A field with a list of values has another one -> it is kept as a text, in the typed answer too, and told."""
    server.add(reply(200, task(image_type="avif")))
    result = mode.go(mode.client(PPIO.module, server).get_task_result(task_id="t1"))
    assert result.answer.images[0].image_type == "avif"
    assert len(result.images) == 1
    assert drifts(result) == [("/images/0/image_type", "unknown-value", "avif")]


@pytest.mark.parametrize("fault", ["", "numbers-as-text"], ids=["number", "text"])
def test_V51_life_of_a_link_is_a_number_or_a_text(mode: Mode, stepped: Mock, fault: str) -> None:
    """The seconds that a link lives come as a number or as a text -> both count, and stay what they were."""
    if fault:
        stepped.fault(fault, PPIO.polls, times=None)
    result = ask(mode, PPIO, PPIO.client(mode, stepped))
    life = result.answer.images[0].image_url_ttl
    assert life == ("3600" if fault else 3600)
    assert result.images[0].expires_at.timestamp() == pytest.approx(stepped.world.clock.now() + 3600, abs=1)
    assert all(not path.startswith("/images") for path, _, _ in drifts(result))


@pytest.mark.parametrize(("life", "seconds"), [("0", 3600), (0, 3600), ("90", 90), (90, 90), ("soon", 3600)])
def test_V51_life_that_says_nothing_is_the_documented_one(
    mode: Mode, server: Server, life: int | str, seconds: int
) -> None:
    """The page's example has "0" -> a link isn't dead at once: what says nothing is the documented hour."""
    server.add(reply(200, task(image_url_ttl=life)))
    result = mode.go(mode.client(PPIO.module, server).get_task_result(task_id="t1"))
    assert result.answer.images[0].image_url_ttl == life
    assert result.images[0].expires_at.timestamp() == NOW + seconds
    assert result.drift == ()


def test_V52_base64_is_read_with_and_without_a_prefix(mode: Mode, stepped: Mock) -> None:
    """base64 comes bare, and with data:image/png;base64, before it -> the same bytes."""
    client = MODELVERSE.client(mode, stepped)
    bare = ask(mode, MODELVERSE, client, response_format="b64_json").images[0]
    stepped.fault("data-prefix", MODELVERSE.submits)
    prefixed = ask(mode, MODELVERSE, client, response_format="b64_json").images[0]
    assert prefixed.base64 == f"data:image/png;base64,{bare.base64}"
    assert mode.go(bare.read()) == mode.go(prefixed.read()) == b64decode(bare.base64)
    assert (bare.media_type, prefixed.media_type) == ("image/png", "image/png")
    assert (bare.url, prefixed.url) == (None, None)


def test_V53_image_with_neither_link_nor_base64_is_none(mode: Mode, stepped: Mock) -> None:
    """Link and base64 are both null -> EmptyResultError, a DecodeError, that names both places; one POST."""
    stepped.fault("null-images", MODELVERSE.submits)
    error = fails(mode, MODELVERSE, MODELVERSE.client(mode, stepped), errors.EmptyResultError)
    assert isinstance(error, errors.DecodeError)
    assert "no image at /data/*/url or /data/*/b64_json" in str(error)
    assert error.body["data"] == [{"url": None, "b64_json": None}]
    assert posts(stepped) == 1


@pytest.mark.parametrize("form", ["url", "b64_json"])
def test_V53_link_goes_first_where_both_are_set(mode: Mode, stepped: Mock, form: str) -> None:
    """Link and base64 are both set -> the link counts, as the spec has it; the answer keeps the base64."""
    stepped.fault("link-and-base64", MODELVERSE.submits)
    result = ask(mode, MODELVERSE, MODELVERSE.client(mode, stepped), response_format=form)
    (told,) = result.raw["data"]
    (image,) = result.images
    assert (image.url, image.base64) == (told["url"], None)
    assert told["url"].startswith(stepped.address)
    assert result.answer.data[0].b64_json == told["b64_json"]
    assert mode.go(image.read()).startswith(b"\x89PNG")


@pytest.mark.parametrize("caller", [MODELVERSE, TASKED["apimart"]], ids=["modelverse", "apimart"])
def test_V55_fewer_images_than_asked_for_are_a_partial_result(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """Four images are asked for and two come -> a result with both, that says so; no exception, no second POST."""
    stepped.fault("task-with-fewer-images" if caller.poll else "fewer-images", caller.submits)
    result = ask(mode, caller, caller.client(mode, stepped), n=4)
    assert (len(result.images), result.requested, result.partial) == (2, 4, True)
    assert posts(stepped) == 1


def test_V56_image_that_comes_twice_is_two_images(mode: Mode, stepped: Mock) -> None:
    """The same link comes twice -> both are returned, for the user to see."""
    stepped.fault("same-image-twice", MODELVERSE.submits)
    result = ask(mode, MODELVERSE, MODELVERSE.client(mode, stepped), n=2)
    assert len(result.images) == 2
    assert result.images[0].url == result.images[1].url
    assert mode.go(result.images[0].read()) == mode.go(result.images[1].read())
    assert posts(stepped) == 1


@pytest.mark.parametrize("caller", TASKED.values(), ids=TASKED)
def test_V56_two_submits_with_one_id_are_two_results_that_show_it(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """Two submits are answered with one id -> two results with that id and its links, each asked for by itself.

    Why not otherwise: which of its tasks an id means is known to the provider alone, and a client that kept every id
    that it has ever seen, so as to complain, would grow without end. Both results show the same id: that is the report.
    """
    stepped.fault("task-with-the-same-id", caller.submits, skip=1)
    client = caller.client(mode, stepped)
    one, two = (ask(mode, caller, client) for _ in range(2))
    assert one.task_id == two.task_id == stepped.requests[0].task
    assert [image.url for image in one.images] == [image.url for image in two.images]
    assert one.images[0] is not two.images[0]
    assert posts(stepped) == 2
