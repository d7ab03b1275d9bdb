"""The key in an answer, in any form in which a server may repeat it: it is shown nowhere."""

from __future__ import annotations

import json
import logging
import pickle
import zlib
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest
from imageclients._runtime.redaction import printable

from clientsmith.live.scrub import Scrub
from faults.server_calls import everything
from imageclients import errors
from imageclients._runtime import http_logs
from imageclients._runtime.credentials import Secret
from support.live import KEY, SYNC, Live, forms, picture, traces
from support.mode import Mode
from support.server import Server, reply
from support.spec import TASK_SPEC, client_module, sync_spec

ANSWER = client_module(
    sync_spec(
        top="envelope: {code: /code, message: /message, requestId: /request}",
        responses='{"200": {required: [data], properties: {data: {type: array, items: {type: object, properties: '
        "{url: {type: string}, b64: {type: string}}}}, count: {type: integer}, kind: {type: string, enum: [plain]}}}}",
    )
)
TASK = client_module(TASK_SPEC)
LINK = "https://cdn.fox-images.net/1.png"
WIDE = KEY.encode("utf-16-le").decode("latin-1")
MORE = [
    KEY.lower(),
    urlsafe_b64encode(f"Bearer {KEY}".encode()).decode(),
    WIDE,
    KEY.encode("utf-16-le").decode("utf-16-be"),
    f"{KEY}{KEY}"[: len(KEY) // 2 * 2].encode().decode("utf-16-le"),
    "".join(f"&#{ord(one)};" for one in KEY),
    "".join(f"&amp;#x{ord(one):x};" for one in KEY),
    "".join(f"%25252525252525252525252525{ord(one):02X}" for one in KEY),
    "".join(f"%{ord(one):02x}" for one in KEY),
    "".join(f"\\\\\\\\u{ord(one):04X}" for one in KEY),
    f"{KEY[:7]}\n{KEY[7:]}",
    "".join(f"\\x{ord(one):02x}" for one in KEY),
    b64encode(f"a {KEY} b".encode("utf-16-le")).decode(),
    b64encode(f"a {KEY} b".encode("utf-16-be")).decode(),
]
FORMS = [*forms(KEY), *MORE]
SEEN = traces(KEY)
every_form = pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))


def shown(text: str, form: str) -> list[str]:
    """What a text has of the key in one of its forms, as it is or as `repr` writes it; in base64, of its middle."""
    middle = form[12:-8] if form in MORE[1:2] or "=" in form else form
    letters = text.casefold()
    return [*SEEN(text), *(one for one in (middle, repr(middle)[1:-1], KEY) if one.casefold() in letters)]


def called(mode: Mode, module: Any, *answers: httpx.Response, **options: Any) -> Any:
    """A result, or the error that ends the call."""
    left = [*answers]
    http = mode.http(lambda _: left.pop(0) if len(left) > 1 else left[0])  # pyright: ignore[reportUnknownLambdaType] - httpx's handler
    client = mode.client(module, "https://api.fox-images.net", http_client=http, api_key=KEY, max_retries=0, **options)
    try:
        return mode.go(client.generate_image(prompt="fox"))
    except errors.ImageClientError as error:
        return error


@every_form
@pytest.mark.parametrize("status", [200, 401, 500])
def test_N14_key_in_an_answer_is_in_no_error_event_log_or_pickle(
    mode: Mode, caplog: pytest.LogCaptureFixture, form: str, status: int
) -> None:
    """The key comes back in capitals, URL- or Base64-encoded, as UTF-16 -> no error, event, log or pickle has it."""
    caplog.set_level(logging.NOTSET)
    events: list[Any] = []
    body = {"code": f"no {form}", "message": f"bad key {form}!", "request": form, form: [form, {form: 1}]}
    headers = {"x-request-id": "r1", "x-echo": f"Bearer {form}" if form.isprintable() and form.isascii() else "none"}
    answer = httpx.Response(status, headers=headers, content=json.dumps(body).encode("utf-8", "surrogatepass"))
    error = called(mode, ANSWER, answer, on_event=events.append)
    assert isinstance(error, errors.ImageClientError)
    assert "***" in str(error)
    for text in (everything(error), str(events), caplog.text, pickle.dumps(error).decode("latin-1"), str(error.body)):
        assert shown(text, form) == []


@every_form
def test_N14_key_beside_an_image_is_in_no_drift_header_or_id(
    mode: Mode, caplog: pytest.LogCaptureFixture, form: str
) -> None:
    """The key comes back beside an image, in names, headers and ids -> the image, and the key is shown nowhere."""
    caplog.set_level(logging.NOTSET)
    events: list[Any] = []
    body = {"data": [{"url": LINK}], "kind": form, "count": form, "request": form, form: {form: [form]}}
    headers = {"x-echo": f"Bearer {form}"} if form.isprintable() and form.isascii() else {}
    answer = httpx.Response(200, headers=headers, content=json.dumps(body).encode("utf-8", "surrogatepass"))
    result = called(mode, ANSWER, answer, on_event=events.append)
    assert [image.url for image in result.images] == [LINK]
    assert {one.kind for one in result.drift} == {"unknown-value", "type", "unknown-field"}
    with pytest.raises(errors.DecodeError) as caught:
        result.answer  # noqa: B018 - it is made when asked for
    for text in (str(events), str(result.drift), str(result.headers), str(result.request_id), caplog.text):
        assert shown(text, form) == []
    assert shown(everything(caught.value) + str(caught.value.body), form) == []


def test_N14_answer_that_does_not_fit_its_class_is_told_in_the_words_of_the_spec(mode: Mode) -> None:
    """A result doesn't fit the class of its answer -> places as in the body, and none of pydantic's names."""
    body = {"data": [{"url": LINK}, {"url": {"deep": [1]}}, 7], "count": "a\x1b[31m", "n" * 5_000: "x" * 1_000_000}
    result = called(mode, ANSWER, httpx.Response(200, json=body))
    with pytest.raises(errors.DecodeError) as caught:
        result.answer  # noqa: B018 - it is made when asked for
    text = str(caught.value)
    assert "/data/1/url Input should be a valid string" in text
    assert "/data/2 Input should be" in text
    assert "/count Input should be a valid integer" in text
    assert not any(word in text for word in ("function-", "literal", "[31m", "GenerateImageDataItem/", "str]"))
    assert len(text) < 1_000
    assert (caught.value.status_code, caught.value.provider) == (200, ANSWER.__name__.rpartition(".")[2])


def test_N14_many_misfits_are_told_by_the_first(mode: Mode) -> None:
    """10,000 elements of an answer don't fit its class -> the error tells the first five, and how many more."""
    result = called(mode, ANSWER, httpx.Response(200, json={"data": [{"url": LINK}, *range(10_000)]}))
    with pytest.raises(errors.DecodeError, match=r"/data/5 .*; and 9995 more") as caught:
        result.answer  # noqa: B018 - it is made when asked for
    assert len(str(caught.value)) < 1_500


@pytest.mark.parametrize("before", range(0, 260, 10))
def test_N14_key_is_never_cut_in_two(mode: Mode, before: int) -> None:
    """The key stands where a text is cut for being long -> it is hidden before that, and no half of it is left."""
    text = "x" * before + KEY + "y" * 300
    body = {"data": [{"url": LINK, "b64": {text: text}}], "kind": text, "count": text, text: [text]}
    result = called(mode, ANSWER, httpx.Response(200, json=body))
    with pytest.raises(errors.DecodeError) as caught:
        result.answer  # noqa: B018 - it is made when asked for
    moved = called(mode, ANSWER, httpx.Response(302, headers={"location": f"https://a.b/{text}?{text}"}))
    for part in (str(result.drift), everything(caught.value), everything(moved)):
        assert KEY[:8] not in part


@pytest.mark.parametrize("place", ["id", "status", "message"])
def test_N14_key_in_what_a_task_says_is_shown_nowhere(mode: Mode, caplog: pytest.LogCaptureFixture, place: str) -> None:
    """A task's id, status or reason is the key in capitals -> no event, log or error has it, nor the handle's text."""
    caplog.set_level(logging.NOTSET)
    events: list[Any] = []
    begun = {"id": KEY.upper() if place == "id" else "t1"}
    polled = {**begun, "status": "new", place: KEY.upper()}
    last = {**begun, "status": "failed", "message": polled.get("message", "no")}
    answers = [httpx.Response(200, json=body) for body in (begun, polled, last)]
    error = called(mode, TASK, *answers, on_event=events.append)
    assert isinstance(error, errors.TaskFailedError)
    assert "poll" in {event.kind for event in events}
    for text in (str(events), caplog.text, everything(error), str(error.__dict__)):
        assert KEY.casefold() not in text.casefold()


@pytest.mark.parametrize("wide", ["utf-16-le", "utf-16-be", "utf-32"])
def test_N14_bytes_of_a_file_lose_the_key_and_stay_as_many(wide: str) -> None:
    """Bytes have the key, once as it is, once in UTF-16 -> stars in its place, and as many bytes as before."""
    for content in (
        b"\x89PNG" + KEY.encode() + bytes(2_000_000) + KEY.upper().encode(wide) + b"\xff",
        bytes(range(256)) + f"Bearer {KEY}".encode(wide),
    ):
        hidden = Secret(KEY).hide_bytes(content)
        assert len(hidden) == len(content)
        assert SEEN(hidden.replace(b"\0", b"").decode("latin-1")) == []
        assert hidden[:4] == content[:4]
    assert Secret(KEY).hide_bytes(b"abc") == b"abc"


CONTROLS = "\x00\x07\x1b[31m\r\n\x7f\x9b\u2028\u202e\u2066\ufeff\ud800"


def test_N14_controls_of_a_message_are_escaped(mode: Mode) -> None:
    """A provider's message has controls and marks that turn text -> they are escaped; the body keeps them."""
    body = {"code": f"a{CONTROLS}", "message": f"狐{CONTROLS}z", "request": f"r{CONTROLS}"}
    error = called(mode, ANSWER, httpx.Response(400, content=json.dumps(body).encode()))
    assert isinstance(error, errors.BadRequestError)
    assert str(error).isprintable()
    assert r"狐\x00\x07\x1b[31m\r\n\x7f\x9b\u2028\u202e\u2066\ufeff\ud800z" in str(error)
    assert r"request id r\x00\x07\x1b[31m\r\n" in str(error)
    assert error.body == body
    assert printable("a\nb\t", lines=True) == "a\nb\\t"


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "httpcore.http2", "hpack.hpack", "hpack.table"])
def test_N14_logs_of_the_libraries_below_have_no_key(caplog: pytest.LogCaptureFixture, name: str) -> None:
    """A library below logs headers of a request or an answer -> the key is masked in its record, in each form."""
    caplog.set_level(logging.DEBUG)
    token = http_logs.hidden_key.set(Secret(KEY))
    try:
        for form in FORMS:
            logging.getLogger(name).debug("Adding (%r, %r)", b"authorization", f"Bearer {form}".encode())
            logging.getLogger(name).debug("return_value=[(b'x', '%s')]", form)
        logging.getLogger(name).debug("%s and %d", "plain", 5)
    finally:
        http_logs.hidden_key.reset(token)
    assert len(caplog.records) == 2 * len(FORMS) + 1
    assert caplog.records[-1].args == ("plain", 5)
    assert SEEN(caplog.text) == []
    assert KEY.casefold() not in "".join(f"{one.msg}{one.args}" for one in caplog.records).casefold()


def test_N14_headers_that_the_pool_logs_have_no_key(
    mode: Mode, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer's header repeats the key in capitals, and the pool logs headers -> its record has stars."""
    caplog.set_level(logging.NOTSET)
    server.add(reply(200, {"data": [{"url": LINK}]}, x_echo=KEY.upper()))
    client = mode.client(client_module(sync_spec()), server, api_key=KEY)
    result = mode.go(client.generate_image(prompt="fox"))
    assert result.headers["x-echo"] == "***"
    told = [one.getMessage() for one in caplog.records if one.name.startswith("httpcore")]
    assert any("x-echo" in text and "***" in text for text in told)
    assert KEY.casefold() not in caplog.text.casefold()


@every_form
def test_N14_live_and_clients_hide_a_key_alike(form: str) -> None:
    """`clientsmith live` hides a key -> it does so as the clients do, in each form."""
    text = f"a {form} b"
    assert Scrub(KEY).key(text) == Secret(KEY).hide(text)
    assert shown(Scrub(KEY).text(text), form) == []


@pytest.fixture
def live(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Live:
    """A provider that is called for real, and recorded."""
    return Live(SYNC, server, tmp_path, monkeypatch, capsys)


LARGE = b"x" * (1 << 20)
RECORDED = {
    "a page over 1 MiB": LARGE + KEY.encode(),
    "capitals in a page over 1 MiB": LARGE + KEY.upper().encode(),
    "base64 in a page over 1 MiB": LARGE + b64encode(b"Bearer " + KEY.encode()),
    "UTF-16": json.dumps({"key": KEY}).encode("utf-16"),
    "UTF-16 over 1 MiB": json.dumps({"key": KEY, "x": "x" * (1 << 20)}).encode("utf-16"),
    "JSON over 1 MiB": json.dumps({"key": KEY.upper(), KEY: 1, "x": "x" * (1 << 20)}).encode(),
    "no text": b"\0\xff" + KEY.upper().encode() + b"\0\xfe",
}


@pytest.mark.parametrize("kind", RECORDED)
def test_N14_recording_of_a_large_or_odd_body_has_no_key(live: Live, kind: str) -> None:
    """A recorded body is over 1 MiB, in UTF-16 or no text, and has the key -> no file has it, in any letters."""
    live(script=(reply(418, RECORDED[kind], content_type="text/plain", x_key=KEY.upper()),))
    written = [path.read_bytes() for path in live.folder.rglob("*") if path.is_file()]
    assert any(b"***" in content for content in written)
    for content in written:
        text = content.replace(b"\0", b"").decode("latin-1")
        assert SEEN(text) == []
        assert KEY.casefold() not in text.casefold()


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_N14_recording_of_a_compressed_body_has_no_key(live: Live, encoding: str) -> None:
    """A recorded body is compressed, breaks off, or is compressed otherwise -> what is kept of it has no key."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = packer.compress(f"<p>{KEY}</p>".encode() * 50 + bytes(range(256)) * 20) + packer.flush()
    live(
        script=(reply(200, packed[:-8] + b"\xff" * 20, content_encoding=encoding, content_type="text/html"), picture())
    )
    for path in live.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert packed[20:60] not in content
            assert SEEN(content.decode("latin-1")) == []
