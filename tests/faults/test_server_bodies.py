"""Bodies that are no answer, under a good status: a DecodeError that says what came, and never a second submit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller
from faults.server_calls import BOTH, ask, fails, posts
from imageclients import errors
from support.mode import KEY, Mode
from support.server import Server, reply

LACKS = {"modelverse": "no image at /data/*/url or /data/*/b64_json", "ppio": "its answer has no task id at /task_id"}
"""What an answer to a submit has to have."""


def undecodable(mode: Mode, mock: Mock, caller: Caller, fault: str) -> Any:
    """The error of a submit that is answered with this body; it is billed and isn't sent again."""
    mock.fault(fault, caller.submits)
    error = fails(mode, caller, caller.client(mode, mock), errors.DecodeError)
    assert (posts(mock), mock.submits) == (1, 1)
    assert error.status_code == 200
    assert LACKS[caller.name] in str(error)
    assert len(str(error)) < 500
    return error


def scripted(mode: Mode, server: Server, body: bytes, caller: Caller = AT_ONCE["modelverse"]) -> Any:
    """A client of a provider that answers with this body."""
    server.add(reply(200, body, content_type="application/json"))
    return mode.client(caller.module, server)


@BOTH
def test_V11_broken_json_is_shown(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """JSON breaks off -> DecodeError with status, content type and the beginning of the body, one POST."""
    error = undecodable(mode, stepped, caller, "broken-json")
    assert "the body isn't JSON (application/json): " in str(error)
    assert "(status 200" in str(error)
    assert error.body == '{"data": ['


@BOTH
def test_V11_broken_json_is_shown_without_secrets_and_cut(mode: Mode, server: Server, caller: Caller) -> None:
    """A long broken body has the key and a signed link -> its first 200 characters are shown, with neither in them."""
    link = "https://cdn.example.com/1.png?signature=s3cr3t"
    client = scripted(mode, server, f'{{"key": "{KEY}", "url": "{link}", "more": "{"x" * 5_000}'.encode(), caller)
    error = fails(mode, caller, client, errors.DecodeError)
    shown = '{"key": "***", "url": "https://cdn.example.com/1.png?***", "more": "'
    assert f"{shown}{'x' * (200 - len(shown))} (status 200" in str(error)
    assert "s3cr3t" not in str(error)
    assert len(error.body) == 2_000
    assert len(server.seen) == 1


@BOTH
def test_V12_empty_body_is_told(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """Nothing comes but 200 -> DecodeError that says that the body is empty, one POST."""
    error = undecodable(mode, stepped, caller, "empty-body")
    assert f"{LACKS[caller.name]}: the body is empty (status 200" in str(error)


@BOTH
def test_V13_null_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """null comes -> DecodeError that says so, one POST."""
    error = undecodable(mode, stepped, caller, "json-null")
    assert "the body must be object, is null" in str(error)


@BOTH
def test_V14_list_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A list comes -> DecodeError that says so, one POST."""
    error = undecodable(mode, stepped, caller, "json-array")
    assert "the body must be object, is array" in str(error)
    assert error.body == []


@BOTH
def test_V15_text_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A text comes -> DecodeError that says so, one POST."""
    error = undecodable(mode, stepped, caller, "json-string")
    assert "the body must be object, is string 'ok'" in str(error)
    assert error.body == "ok"


@BOTH
def test_V16_empty_object_lacks_what_is_named(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """{} comes -> DecodeError that names the field that is missing, one POST."""
    error = undecodable(mode, stepped, caller, "empty-object")
    assert f"{'/data' if caller.name == 'modelverse' else '/task_id'} is missing" in str(error)


@BOTH
def test_V17_field_of_another_type_is_named(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The fields are of other types -> DecodeError that names the one that matters, one POST."""
    error = undecodable(mode, stepped, caller, "wrong-types")
    told = {"modelverse": "/data must be array, is integer 17", "ppio": "/task_id must be string, is array"}
    assert told[caller.name] in str(error)


@BOTH
def test_V18_html_is_told_as_such(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A page to log in comes as 200 -> DecodeError that speaks of HTML, base_url and proxies, one POST."""
    error = undecodable(mode, stepped, caller, "html-page")
    assert "HTML came instead of JSON; is base_url right, and no proxy in between? (text/html" in str(error)
    assert "<h1>Please log in</h1>" in str(error)


POLLS = {
    "broken-json": "the body isn't JSON",
    "empty-body": "the body is empty",
    "json-null": "no status at /task/status",
    "json-array": "no status at /task/status",
    "json-string": "no status at /task/status",
    "empty-object": "no status at /task/status",
    "wrong-types": "no status at /task/status",
    "html-page": "HTML came instead of JSON",
    "deep-json": "nested too deeply",
    "long-integer": "the body isn't JSON",
    "duplicate-keys": "the body isn't JSON",
}


@pytest.mark.parametrize(("fault", "says"), POLLS.items(), ids=POLLS)
def test_V11_body_of_a_poll_that_is_no_answer_keeps_the_task(mode: Mode, stepped: Mock, fault: str, says: str) -> None:
    """Polls are answered with a body that is no answer -> sent again; the wait's end has the cause and the id."""
    caller = TASKED["ppio"]
    stepped.fault(fault, caller.polls, times=None)
    client = caller.client(mode, stepped)
    error = fails(mode, caller, client, errors.TaskTimeoutError, wait_timeout=20)
    assert isinstance(error.__cause__, errors.DecodeError)
    assert says in str(error.__cause__)
    assert error.task_id == stepped.requests[0].task
    stepped.faults.clear()
    assert len(mode.go(client.resume_generate_image(error.task_id).wait()).images) == 1
    assert posts(stepped) == 1


def test_V41_error_in_gbk_is_read_by_its_charset(mode: Mode, stepped: Mock) -> None:
    """400 comes in GBK, and says so -> the error has its message, code and class; not retried."""
    caller = AT_ONCE["modelverse"]
    stepped.fault("error-in-gbk", caller.submits)
    error = fails(mode, caller, caller.client(mode, stepped), errors.BadRequestError)
    assert (error.message, error.code, error.status_code) == ("请求参数错误", "param_error", 400)
    assert posts(stepped) == 1


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/json; charset=x"])
def test_V41_bytes_that_arent_in_the_told_charset_are_a_decode_error(mode: Mode, server: Server, kind: str) -> None:
    """GBK comes as what it isn't -> DecodeError with what can be shown, never a UnicodeDecodeError; one POST."""
    caller = AT_ONCE["modelverse"]
    text = json.dumps({"data": [{"url": "https://cdn.example.com/1.png"}], "note": "狐狸"}, ensure_ascii=False)
    server.add(reply(200, text.encode("gbk"), content_type=kind))
    error = fails(mode, caller, mode.client(caller.module, server), errors.DecodeError)
    assert "the body isn't JSON" in str(error)
    assert '{"data": [{"url": "https://cdn.example.com/1.png"}]' in str(error)
    assert len(server.seen) == 1


@BOTH
def test_V42_byte_order_mark_is_no_part_of_the_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The answer begins with a byte order mark -> it is read as if it weren't there."""
    stepped.fault("byte-order-mark", caller.submits)
    result = ask(mode, caller, caller.client(mode, stepped))
    assert len(result.images) == 1
    assert result.drift == ()
    assert posts(stepped) == 1


@BOTH
def test_V43_nesting_without_end_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """100,000 lists stand inside each other -> DecodeError that says so, never a RecursionError; one POST."""
    error = undecodable(mode, stepped, caller, "deep-json")
    assert "nested too deeply" in str(error)


@BOTH
def test_V44_integer_of_6000_digits_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """An integer has 6,000 digits -> DecodeError with the beginning of the body, never a bare ValueError; one POST."""
    error = undecodable(mode, stepped, caller, "long-integer")
    assert '{"data": 9999' in str(error)


@BOTH
def test_V54_nan_is_no_number(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A name comes three times, the last time with NaN -> DecodeError, for NaN isn't JSON; one POST."""
    error = undecodable(mode, stepped, caller, "duplicate-keys")
    assert '{"data": 1, "data": null, "data": NaN}' in str(error)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_V54_no_number_that_isnt_one_reaches_the_user(mode: Mode, server: Server, number: str) -> None:
    """NaN or an infinite number stands beside an image -> DecodeError that shows the body; one POST."""
    caller = AT_ONCE["modelverse"]
    body = f'{{"created": {number}, "data": [{{"url": "https://cdn.example.com/1.png"}}]}}'
    error = fails(mode, caller, scripted(mode, server, body.encode()), errors.DecodeError)
    assert f'"created": {number}' in str(error)
    assert len(server.seen) == 1


def test_V54_last_of_a_name_that_comes_twice_counts(mode: Mode, server: Server) -> None:
    """A name comes twice, and all else is fine -> the last one counts."""
    body = b'{"data": [{"url": "https://a.com/1.png"}], "data": [{"url": "https://a.com/2.png"}]}'
    result = ask(mode, AT_ONCE["modelverse"], scripted(mode, server, body))
    assert [image.url for image in result.images] == ["https://a.com/2.png"]
    assert result.raw == {"data": [{"url": "https://a.com/2.png"}]}
