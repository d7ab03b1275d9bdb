"""Answers that are made to break their reader: patterns, sizes, character sets, numbers and ids."""

from __future__ import annotations

import difflib
import json
import math
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest

from imageclients import errors
from imageclients._runtime import reading, schema
from support.mode import Mode
from support.spec import TASK_SPEC, client_module, sync_spec

SYNC, TASK = client_module(sync_spec()), client_module(TASK_SPEC)
SEED = client_module(
    sync_spec(
        responses='{"200": {properties: {seeds: {type: array, items: {type: integer}}, '
        "kind: {type: string, enum: [plain, rich]}, kinds: {type: array, items: {type: string, enum: [plain, rich]}}, "
        "data: {type: array, items: {type: object, properties: {url: {type: string}, b64: {type: string}}}}}}}"
    )
)
LINK = "https://cdn.fox-images.net/1.png"


def written(body: Any) -> bytes:
    return json.dumps(body).encode()


def called(mode: Mode, module: Any, *answers: Any, **settings: Any) -> Any:
    """The result of a call with these answers, or the clients' error that ends it; bodies are bytes or JSON."""
    left: list[Any] = [one if isinstance(one, tuple) else (200, {}, one) for one in answers]

    def handle(_: httpx.Request) -> httpx.Response:
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]
        content = body if isinstance(body, bytes) else written(body)
        fields = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return httpx.Response(status, headers=fields, stream=httpx.ByteStream(content))

    client = mode.client(module, "https://api.fox-images.net", http_client=mode.http(handle), max_retries=0)
    try:
        return mode.go(client.generate_image(prompt="fox", **settings))
    except errors.ImageClientError as error:
        return error


def steps(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called meanwhile."""
    count = 0

    def step(_: Any, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


ODD_NAMES = ["usage (tokens", "a[", "*", "(?P<", "\\", "a{9999999999}", "(a+)+$", "[[:", "+", "/data/*", "~2"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_N01_name_of_a_field_is_no_pattern(mode: Mode, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """An unknown field is named ( [ or *, and no image came -> an error of the clients; no pattern is made of it."""
    patterns: list[str] = []
    compiled = re.compile

    def watched(pattern: Any, flags: int = 0) -> re.Pattern[str]:
        patterns.append(str(pattern))
        return compiled(pattern, flags)

    monkeypatch.setattr(re, "compile", watched)
    for module in (SYNC, TASK):
        error = called(mode, module, {"created": 1, "data": [], name: 1})
        assert isinstance(error, errors.DecodeError)
        assert error.body == {"created": 1, "data": [], name: 1}
    assert [pattern for pattern in patterns if name in pattern and name != "*"] == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_N01_name_of_a_field_beside_an_image_is_drift(mode: Mode, name: str) -> None:
    """An unknown field is named ( [ or *, beside an image -> the image, and the field as drift."""
    result = called(mode, SYNC, {"data": [{"url": LINK}], name: 1})
    assert [image.url for image in result.images] == [LINK]
    assert [(one.path, one.kind) for one in result.drift] == [(f"/{name}", "unknown-field")]


def test_N01_what_stands_where_images_should_is_told(mode: Mode) -> None:
    """A value of another type stands where images should -> DecodeError that says where and what it is."""
    for body, says in (
        ({"data": [{"url": 5}]}, "/data/0/url must be string or null, is integer 5"),
        ({"data": 5}, "/data must be array, is integer 5"),
        ({"data": ["("]}, "/data/0 must be object, is string '('"),
    ):
        error = called(mode, SYNC, body)
        assert type(error) is errors.DecodeError
        assert says in str(error)


SIZES: dict[str, Callable[[int], Any]] = {
    "unknown fields": lambda number: {f"field{at}": at for at in range(number)},
    "numbers in data": lambda number: {"data": list(range(number))},
    "objects in data": lambda number: {"data": [{"url": at} for at in range(number)]},
    "a long name": lambda number: {"x" * number * 10: 1},
    "a long text": lambda number: {"data": [{"url": LINK}], "kind": "rich" * number},
    "many wrong words": lambda number: {"kinds": ["riche"] * number},
    "many right words": lambda number: {"kinds": ["rich"] * number, "x": 1},
    "different seeds": lambda number: {"seeds": list(range(number)), "x": 1},
    "seeds of the same hash": lambda number: {"seeds": [at * (2**61 - 1) for at in range(number)], "x": 1},
    "seeds that are objects": lambda number: {"seeds": [{"a": [at]} for at in range(number)]},
    "many brackets": lambda number: b"[" * number * 100,
    "digits": lambda number: b'{"data": ' + b"9" * number + b"}",
    "many codes": lambda number: {"code": list(range(number))},
}


@pytest.mark.parametrize("kind", SIZES)
@pytest.mark.parametrize("status", [200, 400])
def test_N02_large_answer_takes_linear_work(kind: str, status: int) -> None:
    """100,000 unknown fields, a name of 2 MB, a million numbers in data -> twice as much takes twice the work."""
    mode = Mode("sync")
    called(mode, SEED, {})
    answers: list[Any] = [(status, {}, SIZES[kind](number)) for number in (2_000, 4_000)]
    once, twice = (steps(partial(called, mode, SEED, answer)) for answer in answers)
    mode.close()
    assert twice < 2.3 * once + 2_000


@pytest.mark.parametrize("kind", SIZES)
def test_N02_nothing_similar_is_looked_for_in_an_answer(mode: Mode, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """The answer has words that are nearly documented ones -> they aren't compared with those, which takes long."""

    def refuse(*_: Any, **__: Any) -> list[str]:
        raise AssertionError("compared")

    monkeypatch.setattr(difflib, "get_close_matches", refuse)
    outcome = called(mode, SEED, SIZES[kind](300))
    assert isinstance(outcome, errors.DecodeError) != hasattr(outcome, "requested")


def test_N02_drift_is_capped_and_says_so(mode: Mode) -> None:
    """An answer has 1,000 unknown fields -> the image, 100 differences, and one that says that there are more."""
    body = {"data": [{"url": LINK}], **{f"f{at}": "x" * 10_000 for at in range(1_000)}}
    result = called(mode, SYNC, body)
    assert len(result.images) == 1
    assert len(result.drift) == 101
    assert {one.kind for one in result.drift[:100]} == {"unknown-field"}
    assert (result.drift[100].kind, result.drift[100].path) == ("more", "")
    assert "100" in result.drift[100].message
    assert len(str(result.drift)) < 100_000
    exact = {"data": [{"url": LINK}], **{f"f{at}": at for at in range(100)}}
    assert [one.kind for one in called(mode, SYNC, exact).drift] == ["unknown-field"] * 100


def test_N02_what_is_wrong_is_told_before_what_is_new(mode: Mode) -> None:
    """1,000 unknown fields come before a value of another type -> that one is told, and is why there is no image."""
    error = called(mode, SYNC, {**{f"f{at}": at for at in range(1_000)}, "data": [{"url": 5}]})
    assert "/data/0/url must be string or null, is integer 5" in str(error)


def test_N02_each_difference_is_short(mode: Mode) -> None:
    """A name, a text, a list and a number are very long -> their difference shows the beginning of each."""
    body = {
        "data": [{"url": LINK}],
        "x" * 2_000_000: 1,
        "text": "y" * 2_000_000,
        "list": list(range(500_000)),
        "deep": [[{"a": ["z" * 2_000_000]}]],
        "number": 10**4_000,
        "small": {"a": [1, "b"]},
    }
    drift = called(mode, SYNC, body).drift
    assert len(drift) == 6
    assert all(len(f"{one.path}{one.message}{one.value}") < 600 for one in drift)
    told = {one.path[:6]: one.value for one in drift}
    assert told["/text"] == "y" * 200 + "..."
    assert told["/list"].startswith("[0, 1, 2, ")
    assert told["/small"] == {"a": [1, "b"]}


@pytest.mark.parametrize(
    ("values", "twice"),
    [
        ([1, 2, 1.0], True),
        ([1, True], False),
        ([[1], [True]], False),
        ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], True),
        (["1", 1], False),
        ([0, -0.0], True),
        ([10**400, 10**400 + 1], False),
        ([None, "null"], False),
        (["a,b"], False),
        ([["a", "b"], ["a,b"]], False),
        ([0.1, 0.1], True),
    ],
)
def test_N02_what_is_there_twice_is_told_without_comparing_each_with_each(values: list[Any], twice: bool) -> None:
    """A list may have nothing twice -> each element is looked at once, and 1 is 1.0 but isn't true."""
    violations = schema.check({"type": "array", "uniqueItems": True}, values)
    assert [violation.rule for violation in violations] == ["uniqueItems"] * twice


def test_N02_pattern_is_not_tried_on_a_text_without_end() -> None:
    """A text of an answer is a megabyte, and the spec has a pattern for it -> the pattern isn't tried."""
    described = {"type": "string", "pattern": "^a+$"}
    violations: list[schema.Violation] = []
    for text in ("b" * 10_000, "b" * 10_001):
        schema.checker(described, closed=True)(text, (), violations)
    assert [violation.rule for violation in violations] == ["pattern"]
    assert [violation.rule for violation in schema.check(described, "b" * 10_001)] == ["pattern"]


UNREADABLE = [
    *("punycode", "idna", "utf-7", "zlib_codec", "rot13", "unicode_escape", "raw_unicode_escape", "hex"),
    *("undefined", "mbcs", "palmos", "../utf-8", "__init__", "x" * 5_000, "utf-8-sig", "cp037", ""),
]


@pytest.mark.parametrize("charset", UNREADABLE)
def test_N03_charset_that_is_not_on_the_list_is_utf_8(mode: Mode, charset: str) -> None:
    """charset=punycode, idna, utf-7, zlib_codec and the like -> the body is read as UTF-8, without such a codec."""
    modules = {name for name in sys.modules if name.startswith("encodings.")}
    headers = {"content-type": f"application/json; charset={charset}"}
    body = {"data": [{"url": f"{LINK}?+AGE--b-\\u0041"}], "say": "狐"}
    result = called(mode, SYNC, (200, headers, json.dumps(body, ensure_ascii=False).encode()))
    assert result.raw == body
    assert {name for name in sys.modules if name.startswith("encodings.")} == modules


@pytest.mark.parametrize("charset", ["punycode", "idna", "utf-7", "zlib_codec"])
def test_N03_what_is_not_utf_8_either_is_no_json(mode: Mode, charset: str) -> None:
    """Such a charset, and bytes that aren't UTF-8 -> DecodeError with the beginning of the body."""
    error = called(mode, SYNC, (200, {"content-type": f"application/json; charset={charset}"}, b'{"data": "\xff\xfe"}'))
    assert type(error) is errors.DecodeError
    assert "the body isn't JSON" in str(error)


@pytest.mark.parametrize(
    "charset",
    ["gbk", "GB2312", "gb18030", "big5", "shift_jis", "euc-jp", "utf-16", "UTF-16LE", "utf-32", "utf_16_be"],
)
@pytest.mark.parametrize("large", [False, True])
def test_N03_charset_on_the_list_is_read(mode: Mode, charset: str, large: bool) -> None:
    """A charset of the list -> its text is read, in a large answer too."""
    body = {"data": [{"url": LINK}], "say": "木" * (60_000 if large else 1)}
    content = json.dumps(body, ensure_ascii=False).encode(charset)
    assert called(mode, SYNC, (200, {"content-type": f"application/json; charset={charset}"}, content)).raw == body


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "x; charset=gbk"])
def test_N03_byte_order_mark_says_more_than_the_header(mode: Mode, charset: str, kind: str) -> None:
    """The body begins with a byte order mark -> it is read by that, whatever the header says."""
    body = {"data": [{"url": LINK}], "say": "狐"}
    content = json.dumps(body, ensure_ascii=False).encode(charset)
    assert called(mode, SYNC, (200, {"content-type": kind}, content)).raw == body


BAD_IDS = {
    "a lone surrogate": ('"a\\ud800"', "a\ud800"),
    "a NUL": ('"a\\u0000b"', "a\0b"),
    "a line end": ('"a\\nb"', "a\nb"),
    "a mark that turns text": ('"\\u202ea"', "\u202ea"),
    "a megabyte": (json.dumps("x" * 1_000_000), "x" * 1_000_000),
    "blank": ('"  "', "  "),
    "a fraction": ("1.5", "1.5"),
    "true": ("true", "True"),
    "a list": ("[1.5]", "[1.5]"),
}


@pytest.mark.parametrize("kind", BAD_IDS)
def test_N04_id_that_none_can_be_is_kept_on_the_error(mode: Mode, kind: str) -> None:
    """The id of a paid task has a lone surrogate, is a megabyte, true or a list -> DecodeError that keeps it."""
    text, kept = BAD_IDS[kind]
    error = called(mode, TASK, b'{"id": ' + text.encode() + b"}")
    assert type(error) is errors.DecodeError
    assert "nothing was sent" not in str(error)
    assert "the submit may be billed" in str(error)
    assert error.task_id == kept
    assert len(str(error)) < 1_000
    assert str(error).isprintable()


def test_N04_images_that_came_with_such_an_id_are_not_lost(mode: Mode) -> None:
    """Images come at once, beside an id with a lone surrogate -> the images."""
    spec = client_module(
        TASK_SPEC.replace(
            'responses: {"200": {properties: {id: {type: string}}}}',
            'responses: {"200": {properties: {id: {type: string}, images: {type: array, items: {type: object, '
            'properties: {url: {type: string}}}}}}}\n    results: {images: [{items: "/images/*", url: /url}]}',
        )
    )
    result = called(mode, spec, b'{"id": "a\\ud800", "images": [{"url": "%s"}]}' % LINK.encode())
    assert [image.url for image in result.images] == [LINK]


@pytest.mark.parametrize("kind", ["a lone surrogate", "a NUL", "a megabyte"])
def test_N04_such_an_id_cannot_be_resumed(mode: Mode, kind: str) -> None:
    """A task is resumed by an id that none can be -> InvalidRequestError before anything is sent, which says why."""
    client = mode.client(TASK, "https://api.fox-images.net")
    with pytest.raises(errors.InvalidRequestError, match="character"):
        client.resume_generate_image(BAD_IDS[kind][1])


@pytest.mark.parametrize("text", ["9" * 400, "1" + "0" * 30, "1e9", "inf", "nan", "-1", "1.2.3", "\u0661" * 400])
def test_N02_retry_after_beyond_reason_never_overflows(mode: Mode, text: str) -> None:
    """Retry-After has 400 digits, and the wait has no end -> the pause is the usual one, and no OverflowError."""
    late: Any = (429, {"retry-after": text if text.isascii() else "\xb2"}, {})
    done = {"id": "t1", "status": "done", "images": [{"url": LINK}]}
    result = called(mode, TASK, {"id": "t1"}, late, {"id": "t1", "status": "waiting"}, done, wait_timeout=math.inf)
    assert [image.url for image in result.images] == [LINK]


@pytest.mark.parametrize("value", [10**400, -(10**400), 1e308, "9" * 30, 253_402_300_800, True, [], {}, "-1", 0])
@pytest.mark.parametrize("place", ["progress", "eta", "until", "ttl", "made"])
def test_N02_number_beyond_reason_never_overflows(mode: Mode, place: str, value: Any) -> None:
    """A progress, a time left or a life of a link has 400 digits -> the image, and None for what makes no sense."""
    spec = client_module(
        TASK_SPEC.replace("status: /status", "status: /status\n      progress: /progress\n      eta: /eta")
        .replace("status: {type: string}", "\n          ".join(_PLACES))
        .replace("{url: {type: string}}", "{url: {type: string}, until: {type: integer}, ttl: {type: integer}}")
        .replace("url: /url}]", "url: /url, expiresAt: /until, ttl: /ttl}], lifetime: {seconds: 60, since: /made}")
    )
    item = {"url": LINK, place: value}
    result = called(mode, spec, {"id": "t1"}, {"id": "t1", "status": "done", "images": [item], place: value})
    assert [image.url for image in result.images] == [LINK]
    assert str(result.images[0].expires_at)


_PLACES = ("status: {type: string}", "progress: {type: integer}", "eta: {type: integer}", "made: {type: integer}")


def test_N02_answer_that_is_nested_deep_ends_in_an_error_of_its_own(mode: Mode) -> None:
    """Objects stand in one another, deeper than anybody reads -> DecodeError; a little less deep is an answer."""
    for depth, ends in ((reading.MAX_DEPTH, False), (reading.MAX_DEPTH + 2, True), (100_000, True)):
        content = b'{"data": [{"url": "%s"}], "x": ' % LINK.encode() + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
        outcome = called(mode, SYNC, content)
        assert isinstance(outcome, errors.DecodeError) == ends
        assert not ends or "nested too deeply" in str(outcome)


def test_N02_number_of_many_digits_is_no_answer_of_numbers(mode: Mode) -> None:
    """A number has more digits than Python reads -> DecodeError, in a small answer and in a large one."""
    for digits in (4_301, 200_000):
        error = called(mode, SYNC, b'{"data": ' + b"9" * digits + b"}")
        assert type(error) is errors.DecodeError
        assert "isn't JSON" in str(error)
