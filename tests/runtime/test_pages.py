"""Lists that come in pages: an iterator asks for a page when its first element is needed, and always ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from imageclients import errors
from support.small_specs import SPECS
from support.spec import client_module

NUMBERED, BY_CURSOR, BY_LINK = (SPECS[f"a list in pages by {name}"] for name in ("number", "cursor", "link"))


def over(spec: str, answer: Callable[[httpx.Request], Any]) -> tuple[Any, list[str]]:
    """A client whose pages a function makes, and the queries of its calls."""
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.url.query.decode())
        return httpx.Response(200, json=answer(request))

    return client_module(spec).Client(api_key="key", http_client=httpx.MockTransport(handle)), sent


def page(request: httpx.Request) -> int:
    return int(request.url.params.get("page", 1))


def test_no_page_is_asked_for_before_its_first_element_is_needed() -> None:
    client, sent = over(NUMBERED, lambda request: {"data": [{"id": f"{page(request)}-{at}"} for at in (1, 2)]})
    items = client.iterate_list_images(page_size=2)
    assert sent == []
    assert [next(items)["id"] for _ in range(3)] == ["1-1", "1-2", "2-1"]
    assert sent == ["pageSize=2", "page=2&pageSize=2"]


def test_pages_end_at_the_highest_number_that_is_documented() -> None:
    client, sent = over(NUMBERED, lambda request: {"data": [{"id": str(page(request))}]})
    assert [item["id"] for item in client.iterate_list_images()] == ["1", "2", "3", "4"]
    assert sent[-1] == "page=4"


def test_a_list_may_begin_at_a_later_page() -> None:
    client, sent = over(NUMBERED, lambda request: {"data": [{"id": str(page(request))}] if page(request) < 4 else []})
    assert [item["id"] for item in client.iterate_list_images(page=3)] == ["3"]
    assert sent == ["page=3", "page=4"]


def test_a_cursor_that_is_a_number_is_sent_as_the_text_that_the_parameter_takes() -> None:
    client, sent = over(BY_CURSOR, lambda request: {"data": [{"id": "1"}], "meta": {"next": 7}})
    assert len(list(client.iterate_list_images())) == 2
    assert sent == ["", "page=7"]


@pytest.mark.parametrize("following", [None, "", 1.5, True, [], {"a": 1}])
def test_what_is_no_cursor_ends_the_list(following: Any) -> None:
    client, sent = over(BY_CURSOR, lambda _: {"data": [{"id": "1"}], "meta": {"next": following}})
    assert len(list(client.iterate_list_images())) == 1
    assert len(sent) == 1


def test_cursors_that_go_in_a_circle_end_the_list() -> None:
    circle = {"": "a", "a": "b", "b": "a"}
    client, sent = over(
        BY_CURSOR, lambda request: {"data": [{"id": "1"}], "meta": {"next": circle[request.url.params.get("page", "")]}}
    )
    assert len(list(client.iterate_list_images())) == 3
    assert sent == ["", "page=a", "page=b"]


@pytest.mark.parametrize(
    "link", ["https://api.fox.dev/images", "http://[", "page=2", 5, "?other=2", "https://x?" + "page=1&" * 20_000]
)
def test_a_link_without_the_parameter_ends_the_list(link: Any) -> None:
    client, sent = over(BY_LINK, lambda _: {"data": [{"id": "1"}], "meta": {"next": link}})
    assert len(list(client.iterate_list_images())) == 1
    assert len(sent) == 1


def test_only_the_parameter_of_a_link_is_used() -> None:
    link = "https://evil.example.com/steal?page=c%2F2&key=1"
    client, sent = over(
        BY_LINK, lambda request: {"data": [{"id": "1"}], "meta": {"next": None if request.url.query else link}}
    )
    assert len(list(client.iterate_list_images())) == 2
    assert sent == ["", "page=c%2F2"]


@pytest.mark.parametrize("body", [{"data": None}, {"data": {"id": "1"}}])
def test_what_is_no_list_is_an_empty_page_or_an_error(body: Any) -> None:
    client, sent = over(NUMBERED, lambda _: body)
    with pytest.raises(errors.DecodeError):
        list(client.iterate_list_images())
    assert len(sent) == 1


def test_an_error_in_a_later_page_comes_after_the_elements_before() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403 if request.url.query else 200, json={"data": [{"id": "1"}]})

    client = client_module(NUMBERED).Client(api_key="key", http_client=httpx.MockTransport(handle))
    items = client.iterate_list_images()
    assert next(items) == {"id": "1"}
    with pytest.raises(errors.PermissionDeniedError):
        next(items)


def test_the_asynchronous_client_has_an_asynchronous_iterator() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [{"id": "1"}] if page(request) < 3 else []})

    async def collected() -> list[Any]:
        client = client_module(NUMBERED).AsyncClient(api_key="key", http_client=httpx.MockTransport(handle))
        return [item async for item in client.iterate_list_images(max_pages=5)]

    assert len(asyncio.run(collected())) == 2
