"""Edges of reading answers, of errors and of clients' settings that no call reaches in a few lines."""

from __future__ import annotations

import copy
import json
import pickle
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imageclients import errors, ppio
from imageclients._runtime import answer, tasks
from imageclients._runtime.config import Secret
from imageclients._runtime.describe import Acceptor, TaskPlan
from imageclients.ppio.operations import GENERATE_IMAGE, GET_TASK_RESULT, PROVIDER
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

KEY = Secret("k" * 50)
ROWS = client_module(
    sync_spec(
        top="envelope: {code: /code, type: /type, message: /message, requestId: /id, source: page}\n"
        "errors: [{status: 422, type: spam, class: contentRejected, source: page}, "
        "{status: 400, code: bad, class: badRequest, source: page}, "
        "{status: 5XX, class: rateLimit, source: page}, {status: 503, class: server, source: page}, "
        "{type: lone, class: notFound, source: page}]"
    )
)


def decoded(content: bytes, kind: str = "application/json", status: int = 200) -> answer.Reply:
    return answer.decode(status, {"content-type": kind}, content)


def test_an_answer_has_at_most_so_many_parts_and_levels() -> None:
    parts = answer.MAX_PARTS
    assert parts == 200_000
    assert decoded(b"[" + b",".join([b"[]"] * (parts - 1)) + b"]").fault == ""
    too_many = "the body has too many parts, or is nested too deeply"
    assert decoded(b"[" + b",".join([b"[]"] * parts) + b"]").fault == too_many
    assert decoded(b"[" + b",".join([b"{}"] * parts) + b"]").fault == too_many
    assert decoded(b"[" * 101 + b"]" * 101).fault == ""
    assert decoded(b"[" * 102 + b"]" * 102).fault == too_many
    assert decoded(b'{"a":' * 100 + b"1" + b"}" * 100).fault == ""
    assert decoded(b'{"a":' * 101 + b"1" + b"}" * 101).fault == too_many
    assert decoded(b"[" * 50_000 + b"]" * 50_000) == answer.Reply(
        200, {"content-type": "application/json"}, b"[" * 50_000 + b"]" * 50_000, None, too_many
    )


@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"{", "", "the body isn't JSON"),
        (b"", "", "the body is empty"),
        (b" \n", "", "the body is empty"),
        (b" " * 4_095 + b"x", "", "the body isn't JSON"),
        (b" " * 4_096 + b"x", "", "the body is empty"),
        (b"NaN", "", "the body isn't JSON"),
        (b"1e999", "", "the body isn't JSON"),
        (b"9" * 5_000, "", "the body isn't JSON"),
        (b"x", "text/html", "HTML came"),
        (b"<HTML lang=en>", "", "HTML came"),
        (b"<!DOCTYPE x>", "text/plain", "HTML came"),
        (b" " * 495 + b"<html", "", "HTML came"),
        (b"x" * 496 + b"<html", "", "the body isn't JSON"),
        (b"x" * 495 + b"<html", "", "HTML came"),
        (b"x <!doctype", "", "the body isn't JSON"),
        (b"\xff", "", "the body isn't JSON"),
    ],
)
def test_what_is_no_json_is_named(content: bytes, kind: str, fault: str) -> None:
    found = decoded(content, kind)
    assert found.body is None
    assert found.fault.startswith(fault)


@pytest.mark.parametrize(
    ("text", "coding", "kind"),
    [
        ("é", "utf-8", "application/json"),
        ("é", "utf-8-sig", "application/json"),
        ("é", "utf-8-sig", "x; charset=utf-8"),
        ("é", "utf-8-sig", "x; charset=utf8"),
        ("é", "utf-8", "x; charset=unknown"),
        ("狐", "gbk", "x; charset=gbk"),
        ("狐", "gbk", 'x; charset="GBK"; y=1'),
        ("狐", "gbk", "x; charset='gbk' ; y=1"),
        ("狐", "gbk", "x;charset= gbk"),
    ],
)
def test_text_is_read_in_its_charset(text: str, coding: str, kind: str) -> None:
    assert decoded(json.dumps(text, ensure_ascii=False).encode(coding), kind).body == text


def test_moments_and_lives_are_positive_numbers_or_digits() -> None:
    seconds = answer._seconds  # pyright: ignore[reportPrivateUsage] - one value at a time
    told = [1, 0.5, "7", " 7 ", 249_999_999_999]
    assert [seconds(value) for value in told] == [1.0, 0.5, 7.0, 7.0, 249_999_999_999.0]
    for value in (0, -1, "0", "-1", "x", True, None, 2.5e11, 10**30, "1" * 20, "1.5"):
        assert seconds(value) is None
    assert seconds("1" * 11) == 11_111_111_111.0


def test_a_body_in_an_error_is_short_and_has_no_key() -> None:
    def body(content: bytes) -> Any:
        reply = decoded(content, "text/plain", 400)
        return answer.error(PROVIDER, GENERATE_IMAGE, reply, KEY, {}).body

    assert body(b"a" * 3_000) == "a" * 2_000
    assert answer._lenient(b"a" * 9_000, KEY) == "a" * 8_000  # pyright: ignore[reportPrivateUsage] - as above
    assert answer._lenient(b"a" * 200_000, KEY) == "a" * 8_000  # pyright: ignore[reportPrivateUsage] - as above
    # 100,000 bytes of the key are 2,000 times three stars; a key cut in two at the end would leave a part.
    assert answer._lenient(KEY.reveal().encode() * 2_001, KEY) == "*" * 5_400  # pyright: ignore[reportPrivateUsage] - as above
    assert answer._lenient(KEY.reveal().encode() * 2_000, KEY) == "*" * 6_000  # pyright: ignore[reportPrivateUsage] - as above
    assert answer.excerpt(b"a\n b" * 100, KEY) == ("a b" * 100)[:200]
    assert answer.excerpt(b"a  b", KEY) == "a b"


def test_a_message_is_at_most_2000_characters() -> None:
    reply = decoded(json.dumps({"message": "a" * 3_000}).encode(), status=400)
    assert answer.error(PROVIDER, GENERATE_IMAGE, reply, KEY, {}).message == "a" * 2_000


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (422, {"type": "spam", "code": "bad"}, errors.BadRequestError, "bad"),
        (422, {"type": "spam"}, errors.ContentRejectedError, None),
        (400, {"type": "spam"}, errors.BadRequestError, None),
        (400, {"code": "bad"}, errors.BadRequestError, "bad"),
        (418, {"code": "bad"}, errors.BadRequestError, "bad"),
        (418, {"type": "lone"}, errors.NotFoundError, None),
        (503, {"type": "lone"}, errors.NotFoundError, None),
        (500, {}, errors.RateLimitError, None),
        (599, {}, errors.RateLimitError, None),
        (503, {}, errors.ServerError, None),
        (400, {"code": 0}, errors.BadRequestError, "0"),
        (400, {"code": ""}, errors.BadRequestError, None),
        (499, {}, errors.BadRequestError, None),
        (600, {}, errors.ServerError, None),
    ],
)
def test_the_row_that_fits_best_gives_the_class(
    status: int, body: Any, kind: type[errors.APIStatusError], code: str | None
) -> None:
    provider = __import__(f"{ROWS.__name__}.operations", fromlist=["PROVIDER"]).PROVIDER
    reply = decoded(json.dumps(body).encode(), status=status)
    found = answer.error(provider, provider.operations["generate_image"], reply, KEY, {})
    assert (type(found), found.code) == (kind, code)


def test_an_empty_id_in_the_body_is_none() -> None:
    provider = __import__(f"{ROWS.__name__}.operations", fromlist=["PROVIDER"]).PROVIDER

    def told(body: Any, headers: dict[str, str]) -> str | None:
        return answer.request_id(provider.envelope, answer.decode(200, headers, json.dumps(body).encode()))

    assert told({"id": ""}, {"x-request-id": "r-1"}) == "r-1"
    assert told({"id": "r-2"}, {"x-request-id": "r-1"}) == "r-2"
    assert told({"id": 0}, {"request-id": "r-1"}) == "0"
    assert told({"id": ""}, {"x-request-id": "", "request-id": "r-3"}) == "r-3"
    assert told({}, {}) is None


def test_an_image_in_the_answer_is_read_with_and_without_its_type() -> None:
    data = b"\1" * 33
    text = b64encode(data).decode()
    assert answer.inline_image(f"data:image/x-fox;base64,{text}") == (data, "image/x-fox")
    assert answer.inline_image(f"DATA:image/x-fox,{text[:3]} \n{text[3:]}") == (data, "image/x-fox")
    assert answer.inline_image("data:image/svg+xml,%3Csvg/%3E") == (b"<svg/>", "image/svg+xml")
    assert answer.inline_image("data:image/svg+xml;utf8,<svg/>") == (b"<svg/>", "image/svg+xml")
    png = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
    assert answer.inline_image(b64encode(png).decode().rstrip("=")) == (png, "image/png")
    for wrong in (text, "data:image/avif;base64,!", "a"):
        with pytest.raises(errors.NotAnImageError):
            answer.inline_image(wrong)


def test_what_is_no_image_in_the_answer_is_named() -> None:
    with pytest.raises(errors.NotAnImageError, match="isn't an image but of no type"):
        answer.inline_image(b64encode(b"....").decode())


def test_a_field_that_must_be_there_in_another_type_is_named(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"task": {"task_id": 5, "status": "TASK_STATUS_QUEUED"}})

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    with pytest.raises(errors.DecodeError, match="/task/task_id must be string, is integer 5"):
        mode.go(client.get_task_result(task_id="t-1"))
    with pytest.raises(errors.InvalidRequestError) as caught:
        client.resume_generate_image("")
    assert (caught.value.provider, caught.value.operation) == ("ppio", "generate_image")


def test_a_result_keeps_its_headers_and_its_answer(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        body = {"task": {"task_id": "t", "status": "TASK_STATUS_QUEUED"}}
        return httpx.Response(200, json=body, headers={"X-Trace": "1"})

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    result = mode.go(client.get_task_result(task_id="t"))
    assert result.headers["x-trace"] == "1"
    assert result.answer is result.answer


def test_drift_of_an_answer_that_nobody_describes_is_none() -> None:
    assert answer.drift(GET_TASK_RESULT, decoded(b'{"task": 1, "x": 2}', status=202), KEY) != ()
    assert answer.drift(GENERATE_IMAGE._replace(answers={}), decoded(b'{"x": 2}'), KEY) == ()
    assert answer.drift(GENERATE_IMAGE, decoded(b"{"), KEY) == ()


PLAN = TaskPlan(
    ("/id",), "get", "id", (Acceptor("w", "retry"), Acceptor(404, "failure", matcher="status")), status="/status"
)


def test_the_status_map_is_asked_first_and_then_what_unknown_means() -> None:
    view = tasks.judge(PLAN, 200, {"status": "new"}, None)
    assert (view.state, view.status) == ("unknown", "new")
    assert tasks.judge(PLAN._replace(unknown_status="failure"), 200, {"status": "new"}, None).state == "failure"
    assert tasks.judge(PLAN._replace(unknown_status="failure"), 200, {}, None).state == "unknown"
    assert tasks.judge(PLAN, 200, {"status": 7}, None).status == "7"
    assert tasks.judge(PLAN, 200, {"status": ""}, None).status is None
    assert tasks.judge(PLAN, 200, {"status": ["w"]}, None).status is None


def test_words_of_the_body_count_under_a_good_status_only() -> None:
    told = {status: tasks.speaks_of(PLAN, status, {"status": "w"}, None) for status in (199, 200, 201, 299, 300, 404)}
    assert told == {199: False, 200: True, 201: True, 299: True, 300: False, 404: False}
    assert tasks.speaks_of(PLAN, 404, {}, None)


def test_polls_slow_down_to_the_longest_delay() -> None:
    plan = PLAN._replace(delay=2.0, max_delay=5.0)
    assert [tasks.delay_before_poll(plan, polls, None, lambda: 0.0) for polls in (0, 1, 2, 3, 4, 9_999)] == [
        2,
        2,
        3,
        4.5,
        5,
        5,
    ]
    assert tasks.delay_before_poll(plan, 1, None, lambda: 1.0) == 2.4
    assert tasks.delay_before_poll(plan, 1, 2.2, lambda: 0.0) == 2.2
    assert tasks.delay_before_poll(plan._replace(delay=0.1), 1, None, lambda: 0.0) == 0.1


def test_an_error_says_where_what_and_under_which_ids() -> None:
    error = errors.ImageClientError("it broke")
    assert str(error) == "it broke"
    assert (error.provider, error.operation, error.task_id) == ("", "", None)
    told = errors.TaskFailedError("it broke", provider="fox", operation="draw", task_id="t-1", code="c")
    assert str(told).startswith("fox.draw: it broke (")
    assert "task id t-1" in str(told)
    assert str(errors.ImageClientError("half \ud800")) == "half \\ud800"
    problem = errors.Problem("n", "maximum", "is too large")
    assert str(problem) == "n: is too large"
    assert (
        str(errors.Problem("n", "maximum", "is too large", "take 1", "page"))
        == "n: is too large; take 1 [maximum, page]"
    )
    refused = errors.InvalidRequestError([problem, problem], provider="fox", operation="draw")
    assert str(refused) == "fox.draw: nothing was sent:\n  n: is too large\n  n: is too large"
    assert (refused.provider, refused.operation) == ("fox", "draw")
    unknown = errors.SubmissionUnknownError("lost")
    assert (unknown.body_sha256, unknown.sent_at) == ("", 0.0)


def test_errors_survive_pickling_and_copying() -> None:
    error = errors.SubmissionUnknownError("lost", body_sha256="ab", sent_at=5.0, provider="fox", operation="draw")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.args == error.args
        assert (twin.body_sha256, twin.sent_at) == ("ab", 5.0)


def test_a_client_needs_nothing_but_its_environment(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setenv("PPIO_API_KEY", "sk-5678")
    with ppio.Client() as client:
        assert client.options.timeout is None
        assert client.options.validation == "strict"
        assert client.options.max_retries == 4
        assert client.options.on_event is None
        assert "https://api.ppio.com" in repr(client)
    server.add(reply(200, {"task": {"task_id": "t", "status": "TASK_STATUS_QUEUED"}}))
    with ppio.Client(base_url=server.url) as client:
        assert client.get_task_result(task_id="t").raw["task"]["task_id"] == "t"
    assert server.seen[0].headers["authorization"] == "Bearer sk-5678"


def test_other_settings_make_a_twin_and_leave_the_rest() -> None:
    with ppio.Client("sk-1234", timeout=5, max_retries=1, validation="warn") as client:
        old = client.options
        assert client.with_options().options == old
        assert client.with_options(timeout=7).options == old._replace(timeout=7.0)
        assert client.with_options(max_retries=0).options == old._replace(max_retries=0)
        assert client.with_options(validation="off").options == old._replace(validation="off")
        with pytest.raises(errors.ConfigurationError, match=r"^ppio: timeout must be a positive number"):
            client.with_options(timeout=-1)


def test_the_wrong_kind_of_http_client_is_refused() -> None:
    wrong: Any = httpx.Client()
    with wrong, pytest.raises(errors.ConfigurationError) as caught:
        ppio.AsyncClient("sk-1234", http_client=wrong)
    assert str(caught.value) == "ppio: http_client must be an httpx.AsyncClient or httpx.AsyncBaseTransport"
    other: Any = httpx.AsyncClient()
    with pytest.raises(
        errors.ConfigurationError, match=r"^ppio: http_client must be an httpx\.Client or httpx\.BaseTransport$"
    ):
        ppio.Client("sk-1234", http_client=other)


def test_an_answer_that_fits_no_model_says_where(mode: Mode) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"task": {"task_id": "t-1", "status": "TASK_STATUS_QUEUED", "eta": "soon"}})

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    result = mode.go(client.get_task_result(task_id="t-1"))
    with pytest.raises(errors.DecodeError) as caught:
        _ = result.answer
    assert "/task/eta" in str(caught.value)
    assert "errors.pydantic.dev" not in str(caught.value)
    assert caught.value.provider == "ppio"
    assert caught.value.operation == "get_task_result"
    assert caught.value.body == result.raw


def test_bodies_at_the_limit_are_taken_and_beyond_it_not(mode: Mode, server: Server) -> None:
    small = client_module(sync_spec(maxResponseBytes="1024"))
    for size, fits in ((1024, True), (1025, False)):
        body = json.dumps(images(server)).encode()
        server.add(reply(200, body + b" " * (size - len(body))))
        client = mode.client(small, server, max_retries=0)
        if fits:
            assert mode.go(client.generate_image(prompt="fox")).images
        else:
            with pytest.raises(errors.ImageClientError) as caught:
                mode.go(client.generate_image(prompt="fox"))
            assert "1024" in str(caught.value)


REQUIRED = client_module(
    sync_spec(
        responses='{"200": {required: [data], properties: {data: {type: array, items: {type: object, required: [file], '
        "properties: {file: {type: object, required: [url], properties: {url: {type: string}, note: {type: string}}}}}}"
        ", more: {type: array, items: {type: object, required: [url], properties: {url: {type: string}}}}}}}",
        results='{images: [{items: "/data/*", url: /file/url}]}',
    )
)


@pytest.mark.parametrize(
    ("body", "required"),
    [
        ("{}", {"/data": True}),
        ('{"data": [{"file": {}}]}', {"/data/0/file/url": True}),
        ('{"data": [{"file": {"url": "a"}}, {}]}', {"/data/1/file": True}),
        ('{"data": [{"file": {"url": "a", "note": 5}}]}', {"/data/0/file/note": False}),
        ('{"data": [], "more": [{}]}', {"/more/0/url": False}),
    ],
)
def test_what_is_missing_is_required_where_all_that_leads_to_it_is(
    mode: Mode, body: str, required: dict[str, bool]
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body)

    operations: Any = __import__(f"{REQUIRED.__name__}.operations", fromlist=["GENERATE_IMAGE"])
    found = answer.drift(operations.GENERATE_IMAGE, decoded(body.encode()), KEY)
    assert {one.path: one.required for one in found} == required
    client = mode.client(REQUIRED, "https://api.fox-images.net", http_client=mode.http(handle))
    if '"url"' in body:
        assert mode.go(client.generate_image(prompt="fox")).drift == found, "an image that came is given all the same"
        return
    with pytest.raises(errors.DecodeError) as caught:
        mode.go(client.generate_image(prompt="fox"))
    for path, must in required.items():
        assert (f"{path} is missing" in str(caught.value)) is must


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in a thousand chunks, and notes how many were taken."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.taken = self.closed = 0

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        for number in range(1000):
            self.taken += 1
            yield b" " * self.sizes[min(number, len(self.sizes) - 1)]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


@pytest.mark.parametrize(("sizes", "taken"), [([1024, 1], 2), ([1, 1500], 2), ([1023, 1, 1, 7], 3), ([5000], 1)])
def test_no_more_of_a_body_is_read_than_tells_that_it_is_too_large(mode: Mode, sizes: list[int], taken: int) -> None:
    small = client_module(sync_spec(maxResponseBytes="1024"))
    body = Chunks(sizes)

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=body)

    client = mode.client(small, "https://api.fox-images.net", http_client=mode.http(handle))
    with pytest.raises(errors.DecodeError, match="larger than 1024 bytes"):
        mode.go(client.generate_image(prompt="fox"))
    assert body.taken == taken
    assert body.closed


PAD = "x" * answer.LARGE


@pytest.mark.parametrize(
    ("kind", "read"), [("; charset=latin-1", "Ã©"), ("; charset=utf-8", "é"), ("; charset=utf8", "é"), ("", "é")]
)
def test_a_large_body_is_read_in_the_encoding_that_it_says(kind: str, read: str) -> None:
    content = b'{"a": "\xc3\xa9", "pad": "' + PAD.encode() + b'"}'
    assert decoded(content, f"application/json{kind}").body["a"] == read


@pytest.mark.parametrize("inner", ["NaN", "-Infinity", "1e999", "[1, -1e999]", '{"b": 1e999}', '[{"b": [[1e999]]}]'])
def test_a_large_body_has_no_number_beyond_all_numbers(inner: str) -> None:
    assert decoded(f'{{"a": {inner}, "pad": "{PAD}"}}'.encode()).fault == "the body isn't JSON"
    assert decoded(f'["{PAD}", 1.5, {inner}]'.encode()).fault == "the body isn't JSON"
    assert decoded(f'["{PAD}", 1.5, {{"a": 1e9}}]'.encode()).body[1:] == [1.5, {"a": 1e9}]


def test_a_time_is_one_that_a_date_can_tell() -> None:
    last = 249_999_999_999
    assert answer._seconds(last) == last  # pyright: ignore[reportPrivateUsage] - no answer shows it in a few lines
    assert answer._seconds(f" {last} ") == last  # pyright: ignore[reportPrivateUsage] - the same
    for wrong in (last + 1, 0, -1, "", "soon", "1" * 20, True, None):
        assert answer._seconds(wrong) is None  # pyright: ignore[reportPrivateUsage] - the same


@given(
    st.text(alphabet="ABz09+/=-_ \né", max_size=24) | st.binary(max_size=9).map(lambda data: b64encode(data).decode())
)
@example("QUJD====")
@example("====")
@example("QU=D")
@example("QUJD-QUJ")
def test_base64_is_read_as_strictly_as_it_can_be(text: str) -> None:
    try:
        plain = text.replace("-", "+").replace("_", "/")
        wanted: bytes | None = a2b_base64(plain + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        wanted = None
    try:
        found: bytes | None = answer._unpacked(text)  # pyright: ignore[reportPrivateUsage] - what is read is an image besides
    except ValueError:
        found = None
    assert found == wanted
