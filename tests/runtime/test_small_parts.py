"""Edges of the runtime's small parts that no call reaches in a few lines: bounds, dates, addresses, names of files."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import re
import ssl
import stat
import struct
import threading
import zlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import pytest

from imageclients import errors, ppio
from imageclients._runtime import (
    addresses,
    config,
    download,
    files,
    formats,
    loops,
    options,
    pointer,
    request,
    retry,
    schema,
    transport,
)
from imageclients.ppio.operations import GENERATE_IMAGE, PROVIDER
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

NO_KEY = client_module(sync_spec(top="security: {type: none, source: page}"))
NO_SERVER = client_module(sync_spec(top="servers: []"))
QUERY = client_module(
    sync_spec(
        "prompt: {type: string}",
        required="prompt",
        parameters="[{name: mode, in: query, type: string}, {name: part, in: query, type: string}]",
    )
)


def refused(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(errors.ConfigurationError) as caught:
        call(PROVIDER, *arguments, **named)
    assert caught.value.provider == "ppio", "whose configuration it is"
    return str(caught.value).removeprefix("ppio: ")


def test_the_logger_is_the_packages() -> None:
    assert config.log.name == "imageclients"


def test_a_secret_hides_itself_and_only_itself() -> None:
    assert config.Secret("sk-1").hide("a sk-1 b") == "a *** b"
    assert config.Secret("").hide("abc") == "abc"
    assert config.Secret("").reveal() == ""
    assert len(config.Secret("sk-1").mask("x" * 20_000)) == 10_000


def test_a_provider_without_a_key_takes_none() -> None:
    with NO_KEY.Client() as client:
        assert repr(client)


def test_a_clean_key_is_taken_without_a_note(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.api_key(PROVIDER, "sk-1234").reveal() == "sk-1234"
    assert caplog.messages == []
    assert config.api_key(PROVIDER, " sk-1234\r\n\t").reveal() == "sk-1234"
    assert caplog.messages == ["ppio: white space around api_key was removed"]
    monkeypatch.setenv("PPIO_API_KEY", "sk-5678 ")
    assert config.api_key(PROVIDER, None).reveal() == "sk-5678"
    assert caplog.messages[1:] == ["ppio: white space around PPIO_API_KEY was removed"]
    assert config.api_key(PROVIDER, "Xsk-1234X").reveal() == "Xsk-1234X"


@pytest.mark.parametrize(
    "key",
    [
        "your_api_key",
        "YOUR-API-KEY",
        "api_key",
        "<token>",
        "{token}",
        "Bearer token",
        "Bearer <your_api_key>",
        "{{API Key}}",
    ],
)
def test_what_looks_like_a_placeholder_is_no_key(key: str) -> None:
    assert refused(config.api_key, key) == ("api_key looks like the placeholder of the documentation, not like a key")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("", "api_key is empty: pass api_key=... or set the environment variable PPIO_API_KEY"),
        (" ", "api_key is empty: pass api_key=... or set the environment variable PPIO_API_KEY"),
        (5, "api_key must be a string, is int"),
        ("sk\u200b1", "api_key has a character that no key has, at position 3: ZERO WIDTH SPACE"),
        ("sk\x01", "api_key has a character that no key has, at position 3: U+0001"),
    ],
)
def test_what_is_no_key_is_said_without_showing_it(key: Any, text: str) -> None:
    assert refused(config.api_key, key) == text


def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPIO_API_KEY", raising=False)
    text = "no API key: pass api_key=... or set the environment variable PPIO_API_KEY"
    assert refused(config.api_key, None) == text


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example.com/!~",
        "https://a.example.com/X",
        "https://a.example.com",
        "http://localhost:1",
        "http://a.localhost",
        "http://[::1]:9/v1",
        "http://127.9.9.9",
        "HTTPS://A.example.com",
    ],
)
def test_an_address_is_taken_as_it_is(url: str) -> None:
    assert config.base_url(PROVIDER, url, allow_insecure=False) == url
    assert config.base_url(PROVIDER, f"{url}//", allow_insecure=False) == url


@pytest.mark.parametrize(
    "url",
    [
        5,
        "a.example.com",
        "ftp://a.example.com",
        "https://",
        "https://a.example.com:0",
        "https://a.example.com:99999",
        "https://u@a.example.com",
        "https://:p@a.example.com",
        "https://a.example.com?q",
        "https://a.example.com#f",
        "https://a.example.com\\b",
        "https://a.example.com/ b",
        "https://a.example.com/\u00e9",
        "https://[::1",
    ],
)
def test_what_is_no_address_is_refused(url: Any) -> None:
    assert refused(config.base_url, url, allow_insecure=True) == (
        "base_url must be like https://host or https://host/prefix, without user, query or fragment"
    )


def test_plain_http_is_for_this_machine_unless_allowed() -> None:
    text = "base_url a.example.com would send the key over plain http: use https, or allow_insecure=True"
    assert refused(config.base_url, "http://a.example.com", allow_insecure=False) == text
    assert config.base_url(PROVIDER, "http://a.example.com", allow_insecure=True) == "http://a.example.com"
    with pytest.raises(errors.ConfigurationError, match="plain http"):
        ppio.Client("sk-1234", base_url="http://a.example.com")
    for host in ("localhost.example.com", "xlocalhost", "128.0.0.1", ""):
        assert not config.is_loopback(host)


def test_a_missing_address_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    name = NO_SERVER.__name__.rpartition(".")[2]
    variable = f"{name.upper()}_BASE_URL"
    with pytest.raises(errors.ConfigurationError) as caught:
        NO_SERVER.Client("sk-1234")
    assert str(caught.value) == f"{name}: the documentation names no address: pass base_url=... or set {variable}"
    assert caught.value.provider == name
    monkeypatch.setenv(variable, "https://b.example.com/v1/")
    with NO_SERVER.Client("sk-1234") as client:
        assert "https://b.example.com/v1" in repr(client)


@pytest.mark.parametrize(
    ("value", "limit"), [(1, 1.0), (0.5, 0.5), (999_999_999.5, 999_999_999.5), (1e9, math.inf), (math.inf, math.inf)]
)
def test_a_time_limit_beyond_30_years_is_none(value: float, limit: float) -> None:
    assert config.seconds(PROVIDER, "timeout", value) == limit


def test_what_is_no_setting_is_refused_with_its_provider() -> None:
    for wrong in (0, -1, math.nan, True, "5"):
        text = f"timeout must be a positive number of seconds, is {wrong!r}"
        assert refused(config.seconds, "timeout", wrong) == text
    for wrong in (-1, 21, True, 1.5, "1"):
        assert refused(config.retries, wrong) == f"max_retries must be a whole number from 0 to 20, is {wrong!r}"
    assert refused(config.validation, "lax") == "validation must be strict, warn or off, is 'lax'"
    assert [config.retries(PROVIDER, number) for number in (0, 20, 2)] == [0, 20, 2]


def test_a_link_in_a_message_is_short_and_has_no_query_and_no_user() -> None:
    assert config.without_query("https://u:p@a.example.com/b?key=1") == "https://a.example.com/b?***"
    assert config.without_query("https://a.example.com/b") == "https://a.example.com/b"
    long = "https://a.example.com/" + "b" * 3_000
    assert config.without_query(long) == long[:200]
    assert config.without_query(long[:250] + "?c") == long[:200] + "?***"
    assert config.without_query(long[:1_999] + "?c") == long[:200] + "?***"
    assert config.without_query(long[:2_000] + "?c") == long[:200]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("1.2.3", None),
        ("Tue, 14 Nov 2023 22:13:25 GMT", 5.0),
        ("Tue, 14 Nov 2023 22:13:15 GMT", 0.0),
        ("Tue Nov 14 22:13:25 2023", 5.0),
        ("Tuesday, 14-Nov-23 22:13:25 GMT", 5.0),
        ("Tue, 14 Nov 2023 23:13:25 +0100", 5.0),
        ("Tue, 14 Nov 2023 22:13:25 -0000", 5.0),
        ("Tue, 14 Nov 99999 22:13:25 GMT", None),
        ("Tue, 14 Nov 2023 22:13:25 +9999999999", None),
        ("1" * 400, None),
    ],
)
def test_retry_after_is_read_in_every_form(text: str, seconds: float | None) -> None:
    assert retry.retry_after({"retry-after": text}, 1_700_000_000.0) == seconds


def test_retry_after_that_is_absent_says_nothing() -> None:
    assert retry.retry_after({}, 0.0) is None


def test_a_date_without_a_zone_is_utc_wherever_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        told = (now + timedelta(seconds=9)).strftime("%a %b %d %H:%M:%S %Y")
        assert retry.retry_after({"retry-after": told}, now.timestamp()) == 9.0
        there = format_datetime((now + timedelta(seconds=9)).astimezone(timezone(timedelta(hours=9))))
        assert retry.retry_after({"retry-after": there}, now.timestamp()) == 9.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_pauses_double_up_to_eight_seconds() -> None:
    assert [retry.backoff(attempt, lambda: 1.0) for attempt in (1, 2, 3, 4, 5, 6, 9)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert retry.delay_before_next(1, 1, 0.0, None, lambda: 0.0) == 0.0
    assert retry.delay_before_next(2, 1, 0.0, None, lambda: 0.0) is None
    assert retry.delay_before_next(1, 1, 0.0, 60.0, lambda: 0.0) == 60.0
    assert retry.delay_before_next(1, 1, 0.0, 60.5, lambda: 0.0) is None
    assert retry.delay_before_next(1, 1, 120.0, 60.0, lambda: 0.0) == 60.0
    assert retry.delay_before_next(1, 1, 120.5, 60.0, lambda: 0.0) is None
    assert retry.LONGEST_TOTAL == 180.0


@pytest.mark.parametrize(
    ("url", "base", "host"),
    [
        ("https://cdn.example.com/1.png", "https://api.example.com", "cdn.example.com"),
        ("https://cdn.example.com./1.png", "https://api.example.com", "cdn.example.com"),
        ("https://api.example.com/1.png", "https://api.example.com", ""),
        ("http://127.0.0.1:9/1.png", "http://127.0.0.1:8", ""),
        ("http://api.example.com/1.png", "http://api.example.com", ""),
    ],
)
def test_a_link_is_followed_to_a_host_that_is_looked_up_unless_it_is_trusted(url: str, base: str, host: str) -> None:
    assert download.check_link(url, base).host == host


@pytest.mark.parametrize(
    ("url", "base", "text"),
    [
        ("https:///1.png", "https://api.example.com", "'https:///1.png' is no link that is followed: only https is"),
        ("https://[::1", "https://api.example.com", "'https://[::1' is no link that is followed: only https is"),
        ("https://a.example.com:x/", "https://api.example.com", "'https://a.example.com:x/' is no link"),
        ("ftp://a.example.com/", "http://127.0.0.1", "'ftp://a.example.com/' is no link"),
        ("https://10.0.0.1/", "https://api.example.com", "leads to the private address 10.0.0.1"),
        ("https://localhost/", "https://api.example.com", "leads to the private address localhost"),
        ("https://[fe80::1%25eth0]/", "https://api.example.com", "leads to the metadata address fe80::1"),
    ],
)
def test_a_link_elsewhere_is_refused(url: str, base: str, text: str) -> None:
    with pytest.raises(errors.DownloadError) as caught:
        download.check_link(url, base)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("8.8.8.8", False),
        ("127.0.0.1", True),
        ("169.254.169.254", True),
        ("224.0.0.1", True),
        ("100.64.0.1", True),
        ("2001:4860:4860::8888", False),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("2001:4860:4860::8888%1", False),
        ("::ffff:10.0.0.1", True),
        ("::ffff:8.8.8.8", False),
        ("64:ff9b::8.8.8.8", False),
        ("64:ff9b::10.0.0.1", True),
        ("64:ff9b::7f00:0", True),
        ("64:ff9b::808:809", False),
        ("64:ff9b::ffff:ffff", True),
        ("2002:a00:1::", True),
        ("2002:808:808::", False),
        ("a.localhost", True),
        ("a.example.com", False),
        ("2001:0:808:808:0:0:f5ff:fffe", True),
        ("2001:0:7f00:1:0:0:f7f7:f7f7", False),
    ],
)
def test_private_addresses_are_known_in_every_disguise(host: str, private: bool) -> None:
    assert addresses.is_private(host) is private


def test_redirects_lead_somewhere_and_end() -> None:
    assert download.next_hop("https://a.example.com/b", "/c", 0) == "https://a.example.com/c"
    for location, hop, where in (
        ("/c", download.MAX_HOPS, f"more than {download.MAX_HOPS} times"),
        (None, 0, "to nowhere"),
        ("", 9, "to nowhere"),
        ("https://[", 0, "to nowhere"),
    ):
        with pytest.raises(errors.DownloadError) as caught:
            download.next_hop("https://a.example.com/b?c", location, hop)
        assert str(caught.value) == f"'https://a.example.com/b?***' redirects {where}".replace(
            "3 times", f"{download.MAX_HOPS} times"
        )


@pytest.mark.parametrize(
    ("expired", "age"),
    [(None, ""), (-1.0, ""), (0.0, ""), (0.6, "; it expired 1 s ago"), (90.0, "; it expired 90 s ago")],
)
def test_a_dead_link_says_for_how_long(expired: float | None, age: str) -> None:
    found = download.status_error("a", 403, expired, None)
    assert isinstance(found, errors.LinkExpiredError)
    assert str(found).startswith(f"'a' answers 403: the link is dead or not allowed{age}")
    assert str(found).count("expired") == bool(age)
    assert found.status_code == 403


PNG = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
WEBP = b"RIFF" + struct.pack("<I", 4) + b"WEBP"


@pytest.mark.parametrize(
    ("data", "told", "kind"),
    [
        (PNG, "", "image/png"),
        (b"GIF87a;", "", "image/gif"),
        (b"GIF89a;\0\0", "", "image/gif"),
        (WEBP, "", "image/webp"),
        (b"\xff\xd8\xff\xff\xd9" + b"a" * 60_000, "", "image/jpeg"),
        (b"....", "image/avif", None),
        (b"\1" * 32, "IMAGE/X-AVIF; q=1", None),
        (b"\1" * 32, "IMAGE/X-Fox; q=1", "image/x-fox"),
        (b"\1" * 31, "image/x-fox", None),
        (b"a" * 32, "image/x-fox", None),
        (b"\1" * 32, "image/*", None),
        (b"....", "image/svg+xml", None),
        (b"<?xml version='1.0'?>\n<svg><title>a</title></svg>\n", "image/svg+xml", "image/svg+xml"),
        (b"<?xml version='1.0'?>\n<svg><title>a</ti", "image/svg+xml", None),
        (b"<html><svg></svg></html>", "image/svg+xml", None),
        (b"\1" * 490 + b"<html>", "image/x-fox", None),
        (b"\1" * 490 + "<html>".encode("utf-16"), "image/x-fox", None),
        (b"P6 1 1 255 abc", "image/x-portable-pixmap", "image/x-portable-pixmap"),
        (b"....", "image/png", None),
        (b"....", "image/x-png", None),
        (b"....", "jpg", None),
        (b"....", "text/html", None),
        (b"RIFF....WAVE", "", None),
        (b"XXXX....WEBP", "", None),
        (b"", "image/png", None),
        (PNG[:-1], "", None),
        (WEBP[:-1], "", None),
        (WEBP[:4] + struct.pack("<I", 5) + b"WEBP", "", None),
        (b"\xff\xd8\xff\xff\xd9" + b"a" * 70_000, "", "image/jpeg"),
        (b"\xff\xd8\xff" + b"a" * 16, "", None),
        (b"\xff\xd8\xff" + b"a" * 17, "", "image/jpeg"),
        (b"GIF89a..", "", None),
    ],
)
def test_what_bytes_are_is_seen_by_the_bytes(data: bytes, told: str, kind: str | None) -> None:
    if kind is None:
        with pytest.raises(errors.NotAnImageError):
            download.image_type(data, told, "a")
    else:
        assert download.image_type(data, told, "a") == kind


GIF = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xf9\4\0\0;\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
PREVIEW = b"\xff\xd8\xff\xe1\0\x0a\xff\xd8 fox \xff\xd9"
SCAN = b"\xff\xda\0\2 a very small picture"


@pytest.mark.parametrize(
    ("data", "kind", "extent"),
    [
        (PNG, "png", (True, "")),
        (PNG + b"\0", "png", (True, "has 1 bytes behind its end")),
        (PREVIEW[:6] + b"\xff\xd8\xff\xd9\0\0\0\0" + SCAN + b"\xff\xd9", "jpeg", (True, "")),
        (PREVIEW[:6] + b"\xff\xd8\xff\xd9\0\0\0\0" + SCAN, "jpeg", (True, "has no end marker")),
        (
            PREVIEW[:6] + b"\xff\xd8\xff\xd9\0\0\0\0" + SCAN + b"\xff\xd9fox",
            "jpeg",
            (True, "has 3 bytes behind its end"),
        ),
        (GIF, "gif", (True, "")),
        (GIF + b"fox;", "gif", (True, "has 4 bytes behind its end")),
        (GIF[:-1], "gif", (False, "")),
        (GIF[:25], "gif", (False, "")),
        (b"GIF89a;\0", "gif", (True, "")),
        (b"GIF89a;X", "gif", (False, "")),
        (WEBP + b"\0", "webp", (True, "has 1 bytes behind its end")),
        (b"RIFF" + struct.pack("<I", 5) + b"WEBPX\0", "webp", (True, "")),
        (b"", "x-fox", (True, "")),
    ],
)
def test_the_end_of_an_image_is_looked_for_where_it_may_stand(data: bytes, kind: str, extent: tuple[bool, str]) -> None:
    assert formats.extent(data, f"image/{kind}") == extent


LIMITED = client_module(
    sync_spec("prompt: {type: string}, image: {type: string, media: {kinds: [dataUri, base64], maxBytes: 20}}")
)


@pytest.mark.parametrize("size", [20, 21])
def test_an_image_has_at_most_so_many_bytes_in_every_form(server: Server, size: int) -> None:
    data = PNG[:8] + b"a" * (size - 8)
    text = b64encode(data).decode()
    for image in (data, f"data:image/png;base64,{text}", f"data:image/png;base64,{text[:9]}\n{text[9:]}", text):
        server.add(reply(200, images(server)))
        with LIMITED.Client("sk-1234", base_url=server.url) as client:
            if size == 20:
                client.generate_image(prompt="fox", image=image)
            else:
                with pytest.raises(errors.InvalidRequestError) as caught:
                    client.generate_image(prompt="fox", image=image)
                told = "image: has 21 of at most 20 bytes; make the image smaller"
                assert told in str(caught.value)
    assert len(server.seen) == (4 if size == 20 else 0)


def test_names_of_formats_are_understood() -> None:
    told = {name: formats.media_type(name) for name in ("png", ".JPG", "image/webp", "Image/X", "gif", "tiff", "pjpeg")}
    assert told == {
        "png": "image/png",
        ".JPG": "image/jpeg",
        "image/webp": "image/webp",
        "Image/X": "image/x",
        "gif": "image/gif",
        "tiff": "image/tiff",
        "pjpeg": "image/jpeg",
    }
    for kind, suffixes in formats.SUFFIXES.items():
        assert formats.media_type(suffixes[0]) == kind


def test_a_part_file_is_named_after_its_goal_and_is_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    move = files._move  # pyright: ignore[reportPrivateUsage] - what stands there in between is what is tested

    def watched(part: Path, goal: Path, *, overwrite: bool) -> None:
        seen.append((part.name, stat.S_IMODE(part.stat().st_mode)))
        move(part, goal, overwrite=overwrite)

    monkeypatch.setattr(files, "_move", watched)
    before = os.umask(0o022)
    try:
        files.store(tmp_path / ("a" * 30 + ".png"), b"1", overwrite=False)
        files.store(tmp_path / ("a" * 30 + ".png"), b"2", overwrite=True)
    finally:
        os.umask(before)
    assert [re.sub("[0-9a-f]{8}", "#", name.replace("a" * 20, "A")) for name, _ in seen] == [".A.#.part"] * 2
    assert [mode for _, mode in seen] == [0o644, 0o644]
    assert [path.name for path in tmp_path.iterdir()] == ["a" * 30 + ".png"]


@pytest.mark.parametrize("path", ["a\0b", 5, "x" * 5_000])
def test_what_is_no_path_is_refused(path: Any, tmp_path: Path) -> None:
    wanted = path if isinstance(path, int) else str(tmp_path / path)
    goal: Any = wanted
    with pytest.raises(errors.DownloadError, match=r"is no path to save to|can't be written|doesn't exist"):
        files.store(files.target(goal, None, overwrite=False), b"", overwrite=False)


def test_the_real_world_has_chance_sleep_and_names(monkeypatch: pytest.MonkeyPatch) -> None:
    system = options.System()
    slept: list[float] = []
    assert 0 <= system.random() < 1
    monkeypatch.setattr("time.sleep", slept.append)
    system.sleep(3.5)
    assert slept == [3.5]

    async def pause(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("anyio.sleep", pause)
    asyncio.run(system.sleep_async(4.5))
    assert slept == [3.5, 4.5]

    def found(host: str, port: None, type: int) -> list[tuple[Any, ...]]:
        return [(2, type, 6, "", ("192.0.2.1", 0)), (10, type, 6, "", ("2001:db8::1", 0, 0, 0))]

    monkeypatch.setattr("socket.getaddrinfo", found)
    assert system.resolve("a.example.com") == ["192.0.2.1", "2001:db8::1"]
    assert asyncio.run(system.resolve_async("a.example.com")) == ["192.0.2.1", "2001:db8::1"]


def test_pointers_read_lists_and_make_them() -> None:
    assert list(pointer.find({"a": [1, 2]}, "/a/1")) == [2]
    assert list(pointer.find({"a": [1, 2]}, "/a/2")) == []
    assert list(pointer.find({"a": [1, 2]}, "/a/x")) == []
    assert pointer.find({"a": [{"b": {"c": 1}}, {"b": {"c": 2}}, {}]}, "/a/*/b/c") == [1, 2]
    assert pointer.find({"a": [{"b": [1, 2]}, {"b": [3]}]}, "/a/*/b/*") == [1, 2, 3]
    assert pointer.find([[1], 2], "/*/0") == [1]
    body: dict[str, Any] = {}
    pointer.put(body, "/a/1/b", 1)
    pointer.put(body, "/a/0", 2)
    pointer.put(body, "/a/1/c", 3)
    pointer.put(body, "/d~1e/f", 4)
    pointer.put(body, "/g/2", 5)
    pointer.put(body, "/g/0/h", 6)
    assert body == {"a": [2, {"b": 1, "c": 3}], "d/e": {"f": 4}, "g": [{"h": 6}, None, 5]}


class Kind(Enum):
    """Values as users keep them."""

    FOX = "a fox"


class Index:
    """An integer as numpy has them."""

    def __index__(self) -> int:
        return 3


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Kind.FOX, "a fox"),
        (2.0, 2),
        (2.5, 2.5),
        (2.0**53, 2.0**53),
        (2.0**53 - 1, 2**53 - 1),
        (-(2.0**53) + 1, 1 - 2**53),
        (Index(), 3),
        (Fraction(1, 2), 0.5),
        (Decimal("1.5"), 1.5),
        (2**1023 - 1, 2**1023 - 1),
        ((1, [2]), [1, [2]]),
        ({1: (2,)}, {"1": [2]}),
        (True, True),
        (None, None),
    ],
)
def test_values_become_plain_json(value: Any, plain: Any) -> None:
    made = request._plain(value)  # pyright: ignore[reportPrivateUsage] - one value at a time
    assert made == plain
    assert type(made) is type(plain)


@pytest.mark.parametrize(
    "value", [2**1024, 2**1023, math.nan, math.inf, "\ud800", b"1", {1}, object(), [b"1"], {"a": {1}}]
)
def test_what_json_has_no_word_for_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        request._plain(value)  # pyright: ignore[reportPrivateUsage] - one value at a time


class Odd:
    """A number that can't be told."""

    def __float__(self) -> float:
        raise OverflowError("it is too large")


def test_values_that_break_while_they_are_read_are_problems(server: Server) -> None:
    deep: list[Any] = []
    deep.append(deep)
    with QUERY.Client("sk-1234", base_url=server.url) as client:
        for value, text in ((Odd(), "it is too large"), (deep, "recursion")):
            with pytest.raises(errors.InvalidRequestError, match=text):
                client.generate_image(prompt=value)
            with pytest.raises(errors.InvalidRequestError, match=text):
                client.generate_image(prompt="fox", extra_body={"a": value})
    assert server.seen == []


def test_queries_are_encoded_to_the_last_character(server: Server) -> None:
    server.add(reply(200, images(server)))
    with QUERY.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", mode="a/b X&=", part="~é")
    assert server.seen[0].target == "/images?mode=a%2Fb%20X%26%3D&part=~%C3%A9"


def test_polls_are_logged_with_their_query_and_links_without(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def handle(asked: httpx.Request) -> httpx.Response:
        if asked.url.path == "/1.png":
            return httpx.Response(200, content=PNG)
        image = {"image_url": "https://api.ppio.com/1.png?signature=abc"}
        return httpx.Response(
            200, json={"task": {"task_id": "t-1", "status": "TASK_STATUS_SUCCEED"}, "images": [image]}
        )

    client = mode.client(ppio, "https://api.ppio.com", http_client=mode.http(handle))
    result = mode.go(client.get_task_result(task_id="t-1"))
    mode.go(result.images[0].read())
    told = [message for message in caplog.messages if message.startswith("HTTP Request")]
    assert len(told) == 2
    assert "task_id=t-1" in told[0]
    assert "signature" not in "".join(told)


def test_log_filters_stand_at_every_logger_that_knows_links() -> None:
    for name in ("httpx", "httpx2"):
        assert [getattr(one, "__name__", "") for one in logging.getLogger(name).filters] == ["_hide_query"]
    for name in ("httpcore", "httpcore2"):
        for part in ("connection", "http11", "http2", "proxy", "socks"):
            found = [getattr(one, "__name__", "") for one in logging.getLogger(f"{name}.{part}").filters]
            assert "_hide_all" in found, part


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("x"),
        httpx.InvalidURL("x"),
        httpx.StreamClosed(),
        httpx.DecodingError("x"),
        httpx.TooManyRedirects("x"),
        httpx.RequestError("x"),
        zlib.error("x"),
        httpx.ReadError("x"),
    ],
)
def test_everything_that_a_transport_raises_is_a_failure(error: Exception) -> None:
    assert transport.failure_of(error, 5.0) is not None


def test_what_others_raise_is_theirs() -> None:
    assert transport.failure_of(ValueError("x"), 5.0) is None
    odd = UnicodeError("x")
    assert transport.failure_of(odd, 5.0) == (False, False, True, "the address isn't one", odd, b"")
    late = transport.failure_of(TimeoutError(), 5.0)
    assert late == (True, True, False, "no whole answer within 5 s", None, b"")


def test_a_tls_error_says_what_the_library_says() -> None:
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLError(1, "WRONG VERSION NUMBER")
    found = transport.failure_of(error, 5.0)
    assert found is not None
    assert found.message == "wrong version number"


def test_the_running_loop_is_the_one_that_runs() -> None:
    async def look() -> bool:
        return loops.running_loop() is asyncio.get_running_loop()

    assert asyncio.run(look())


def test_lists_in_messages_end_after_twenty() -> None:
    assert schema.listed(range(20)).endswith("18, 19")
    assert schema.listed(range(21)).endswith("18, 19 and 1 more")
    assert schema.listed(range(22)).endswith("18, 19 and 2 more")
    assert schema.kind_of(math.nan) == "nan"
    assert schema.kind_of({1}) == "set"
    assert schema.kind_of(threading) == "module"
    assert GENERATE_IMAGE.sizes is not None


def test_of_a_long_word_the_first_hundred_characters_are_compared() -> None:
    word = "".join(map(chr, range(0x4E00, 0x4E00 + 1_000)))
    for end, near in ((43, True), (100, True), (101, False), (1_000, False)):
        # 43 characters are just enough of a hundred; 42 aren't.
        assert bool(schema.closest(word, [word[end - 43 : end]], contained=True)) is near, end


COUNTED = client_module(
    sync_spec('prompt: {type: string}, n: {type: [integer, string], role: count}, "a~1b/c": {type: string}')
)


@pytest.mark.parametrize(("number", "requested"), [(2, 2), ("2", None), (1.5, None), (None, None)])
def test_how_many_images_were_asked_for_is_known_where_it_is_a_number(
    server: Server, number: Any, requested: int | None
) -> None:
    server.add(reply(200, images(server)))
    with COUNTED.Client("sk-1234", base_url=server.url, validation="off") as client:
        result = client.generate_image(prompt="fox", n=number)
    assert result.requested == requested
    assert result.partial is (requested == 2)


def test_a_field_may_be_named_like_a_pointer(server: Server) -> None:
    server.add(reply(200, images(server)))
    with COUNTED.Client("sk-1234", base_url=server.url) as client:
        client.generate_image(prompt="fox", a_1b_c="x")
    assert server.seen[0].json == {"prompt": "fox", "a~1b/c": "x"}


def test_an_error_of_which_nothing_is_known_says_so() -> None:
    bare = errors.ImageClientError("it went wrong")
    known = {"provider", "operation", "status_code", "code", "request_id", "task_id", "body", "elapsed"}
    assert {name: getattr(bare, name) for name in known} == {
        **dict.fromkeys(known, None),
        "provider": "",
        "operation": "",
    }
    lost = errors.SubmissionUnknownError("it may be billed")
    assert (lost.body_sha256, lost.sent_at) == ("", 0.0)
    assert errors.Problem("size", "type", "is wrong").source == ""


@pytest.mark.parametrize("key", ["!key", "key~", "!~"])
def test_a_key_may_have_any_visible_character(key: str) -> None:
    assert config.api_key(PROVIDER, key).reveal() == key


@pytest.mark.parametrize("key", ["a key", "key\x7f", "k\u00e9y"])
def test_a_key_has_visible_characters_only(key: str) -> None:
    assert "key" in refused(config.api_key, key)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("see https://a.b/c?x=1 now", "see https://a.b/c?*** now"),
        ("https://a#x", "https://a?***"),
        ("https://a?x", "https://a?***"),
        ("https://a.b/c?x#y", "https://a.b/c?***"),
        ("https://a.b/c#x?y", "https://a.b/c?***"),
        ("https://a?b#", "https://a?***"),
        ("https://a.b/c?", "https://a.b/c?"),
        ("https://?b", "https://?***"),
        ("https://a.b/X/y", "https://a.b/X/y"),
        ("is that so? yes#1", "is that so? yes#1"),
    ],
)
def test_links_in_messages_lose_what_may_be_a_signature(said: str, shown: str) -> None:
    assert config.Secret("").mask(said) == shown


def test_a_key_is_masked_wherever_it_stands() -> None:
    body = {"a sk-1": ["sk-1", {"b": "x sk-1 y"}], "n": 1, "none": None}
    assert config.Secret("sk-1").mask_all(body) == {"a ***": ["***", {"b": "x *** y"}], "n": 1, "none": None}
