"""Faults that change an answer and leave HTTP itself whole. A docstring says what happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Any

from clientsmith.language.model import Operation, Provider, Task
from clientsmith.load.json_values import mapping, sequence
from clientsmith.mock.errors import Reply, error
from clientsmith.mock.world import Drawing, World
from clientsmith.oracle.answer_bodies import json_place, without_images
from clientsmith.oracle.pointers import find, put, remove

_HTML = b"<!doctype html><html><head><title>Log in</title></head><body><h1>Please log in</h1></body></html>"
_DEEP, _DIGITS = 100_000, 6_000
_FAR = "https://elsewhere.example.com"
_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


@dataclass(frozen=True)
class Moment:
    """Where a fault strikes: the operation, the task that its answer is about, if any, and the key of the request."""

    provider: Provider
    operation: Operation
    task: Task | None
    world: World
    key: str
    address: str


ResponseFault = Callable[[Reply, Moment], Reply]


def _as(status: int, text: str | bytes, kind: str, about: str) -> ResponseFault:
    def fault(reply: Reply, moment: Moment) -> Reply:
        return Reply(status, text.encode() if isinstance(text, str) else text, {"content-type": kind})

    fault.__doc__ = about
    return fault


def _json(status: int, text: str | bytes, about: str) -> ResponseFault:
    return _as(status, text, "application/json", about)


def _error(kind: str, about: str, status: int | None = None, **headers: str) -> ResponseFault:
    def fault(reply: Reply, moment: Moment) -> Reply:
        reply = error(moment.provider, kind, f"It is the mock's fault {kind}", status=status)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(reply, headers={**reply.headers, **told})

    fault.__doc__ = about
    return fault


def _to(status: int, target: str, about: str) -> ResponseFault:
    def fault(reply: Reply, moment: Moment) -> Reply:
        return Reply(status, b"", {"location": target}, refused=True)

    fault.__doc__ = about
    return fault


def _in_the_body(changed: Callable[[Any, Moment], Any], about: str) -> ResponseFault:
    def fault(reply: Reply, moment: Moment) -> Reply:
        return replace(reply, body=changed(reply.body, moment)) if reply.is_object else reply

    fault.__doc__ = about
    return fault


def _retry_date(reply: Reply, moment: Moment) -> Reply:
    """429 with Retry-After as a date three seconds ahead."""
    reply = error(moment.provider, "rateLimit", "Too many requests")
    return replace(
        reply,
        status=429,
        headers={**reply.headers, "retry-after": formatdate(moment.world.clock.now() + 3, usegmt=True)},
    )


def _inside_200(reply: Reply, moment: Moment) -> Reply:
    """The documented error of a bad request, under status 200."""
    return replace(error(moment.provider, "badRequest", "It can't be done"), status=200)


def _echo(reply: Reply, moment: Moment) -> Reply:
    """401 whose message repeats the key."""
    reply = error(moment.provider, "authentication", f"The key {moment.key} is not valid")
    return replace(reply, status=401)


def _charset(reply: Reply, moment: Moment) -> Reply:
    """400 in GBK bytes, with Chinese text."""
    reply = error(moment.provider, "badRequest", "请求参数错误")
    text = json.dumps(reply.body, ensure_ascii=False).encode("gbk")
    return Reply(400, text, {"content-type": "application/json; charset=gbk"})


def _wrong_types(body: Any, moment: Moment) -> Any:
    return {name: 17 if isinstance(value, dict | list) else [value] for name, value in mapping(body).items()}


def _in_quotes(body: Any, moment: Moment) -> Any:
    if isinstance(body, dict):
        return {name: _in_quotes(value, moment) for name, value in mapping(body).items()}
    if isinstance(body, list):
        return [_in_quotes(item, moment) for item in sequence(body)]
    return str(body) if isinstance(body, int | float) and not isinstance(body, bool) else body


def _new_field(body: Any, moment: Moment) -> Any:
    return {**mapping(body), "field_that_is_new": {"since": "today"}}


def _images(change: Callable[[list[Any]], list[Any] | None], about: str) -> ResponseFault:
    """A change of the list of images of an answer that has some."""

    def fault(reply: Reply, moment: Moment) -> Reply:
        results = moment.operation.results
        first = json_place(results) if results is not None else None
        if first is None or not reply.shows or not reply.is_object:
            return reply
        place, star, _ = first.items.rpartition("*")
        if not star:
            # The answer itself, or a part of it, is the one image.
            place = first.items
            changed = change(find(reply.body, place)[:1])
            return replace(reply, body=put(reply.body, place, changed[0] if changed else {}))
        place = place.removesuffix("/")
        items = change(sequence(next(iter(find(reply.body, place)), None)))
        return replace(reply, body=put(reply.body, place, items), shows=reply.shows[: len(items or ())])

    fault.__doc__ = about
    return fault


def _each(change: Callable[[Any, Moment], Any], about: str) -> ResponseFault:
    """A change of every image of an answer."""

    def fault(reply: Reply, moment: Moment) -> Reply:
        return _images(lambda items: [change(item, moment) for item in items], "")(reply, moment)

    fault.__doc__ = about
    return fault


def _linked(target: str, about: str) -> ResponseFault:
    def change(item: Any, moment: Moment) -> Any:
        place = json_place(moment.operation.results) if moment.operation.results is not None else None
        return put(item, place.url[0], target) if place is not None and place.url else item

    def fault(reply: Reply, moment: Moment) -> Reply:
        return replace(_each(change, "")(reply, moment), shows=[])

    fault.__doc__ = about
    return fault


def _prefixed(item: Any, moment: Moment) -> Any:
    return _with_base64(item, moment, "data:image/png;base64,", also=False)


def _both(item: Any, moment: Moment) -> Any:
    return _with_base64(item, moment, "", also=True)


class Prefixed(str):
    """A text that stands before the base64 of a drawing."""

    __slots__ = ("drawing",)
    drawing: Drawing


def _with_base64(item: Any, moment: Moment, before: str, *, also: bool) -> Any:
    place = json_place(moment.operation.results) if moment.operation.results is not None else None
    if place is None or not place.base64:
        return item
    values = mapping(item).values()
    inline = next((value for value in values if isinstance(value, Drawing)), None)
    address = next((value for value in values if isinstance(value, str) and moment.address in value), "")
    link = moment.world.links.get(address.rpartition("/")[2])
    drawing = inline or (link.drawing if link is not None else None)
    if drawing is None or (not also and inline is None):
        return item
    text = Prefixed(before)
    text.drawing = drawing
    item = put(item, place.base64[0], text)
    if also and inline is not None and place.url:
        name = moment.world.link(moment.provider.name, drawing, None)
        item = put(item, place.url[0], f"{moment.address}{name}")
    return item


def _nothing(item: Any, moment: Moment) -> Any:
    place = json_place(moment.operation.results) if moment.operation.results is not None else None
    for pointer in (*place.url, *place.base64) if place is not None else ():
        if pointer.count("/") == 1:
            item = put(item, pointer, None)
    return item


def _status(changed: Callable[[str], Any], about: str) -> ResponseFault:
    """A change of the status of a task."""

    def fault(reply: Reply, moment: Moment) -> Reply:
        if moment.task is None or not moment.task.status or not reply.is_object:
            return reply
        value = changed(moment.task.status)
        body = remove(reply.body, moment.task.status) if value is None else put(reply.body, moment.task.status, value)
        results = moment.operation.results
        return replace(reply, body=body if results is None else without_images(body, results, moment.task.status))

    fault.__doc__ = about
    return fault


def _other_id(reply: Reply, moment: Moment) -> Reply:
    """The answer about a task has the id of another task."""
    if moment.task is None or not moment.task.echo or not reply.is_object:
        return reply
    body = reply.body
    for pointer in moment.task.echo:
        body = put(body, pointer, "task-of-someone-else")
    return replace(reply, body=body)


def _later(seconds: int) -> ResponseFault:
    def fault(reply: Reply, moment: Moment) -> Reply:
        return replace(reply, headers={**reply.headers, "retry-after": str(seconds)})

    fault.__doc__ = f"The right answer, with Retry-After: {seconds}."
    return fault


def _retry(after: str) -> ResponseFault:
    return _error("rateLimit", f"429 with Retry-After: {after}.", 429, retry_after=after)


RESPONSE_FAULTS: dict[str, ResponseFault] = {
    "broken-json": _json(200, '{"data": [', "200 with JSON that breaks off."),
    "empty-body": _json(200, "", "200 with an empty body."),
    "json-null": _json(200, "null", "200 with null."),
    "json-array": _json(200, "[]", "200 with an empty list."),
    "json-string": _json(200, '"ok"', "200 with a text."),
    "empty-object": _json(200, "{}", "200 with {}."),
    "deep-json": _json(200, "[" * _DEEP + "]" * _DEEP, "200 with 100,000 lists inside each other."),
    "long-integer": _json(200, f'{{"data": {"9" * _DIGITS}}}', "200 with an integer of 6,000 digits."),
    "duplicate-keys": _json(200, '{"data": 1, "data": null, "data": NaN}', "200 with a name twice, and NaN."),
    "html-page": _as(200, _HTML, "text/html; charset=utf-8", "200 with a page that asks to log in."),
    "gateway-page": _as(502, b"<html>" + b"<p>Bad gateway</p>" * 5_000, "text/html", "502 with a long page."),
    "error-as-text": _json(400, '{"error": "no such model"}', "400 whose error is a text."),
    "error-without-body": _json(400, "", "400 with an empty body."),
    "error-in-gbk": _charset,
    "error-under-200": _inside_200,
    "error-that-echoes-the-key": _echo,
    "bad-request": _error("badRequest", "The documented error of a bad request."),
    "bad-key": _error("authentication", "The documented error of a bad key."),
    "no-balance": _error("paymentRequired", "The documented error of an empty account."),
    "content-rejected": _error("contentRejected", "The documented error of a prompt that isn't allowed."),
    "not-found": _error("notFound", "404 with the documented error of what isn't there.", 404),
    "status-500": _error("server", "500 with the documented error of a fault of the server.", 500),
    "status-502": _error("server", "502 with the documented error of a fault of the server.", 502),
    "status-503": _error("server", "503: turned away, nothing was done.", 503),
    "retry-after-seconds": _retry("2"),
    "retry-after-date": _retry_date,
    "retry-after-word": _retry("soon"),
    "retry-after-negative": _retry("-5"),
    "retry-after-nan": _retry("nan"),
    "retry-after-day": _retry("86400"),
    "ask-again-later": _later(7),
    "ask-again-much-later": _later(700),
    "redirect-elsewhere": _to(307, f"{_FAR}/v1", "307 to another host."),
    "redirect-found": _to(302, f"{_FAR}/v1", "302 to another host."),
    # Whatever the path is, a mere fragment leads to it again.
    "redirect-loop": _to(302, "#again", "302 to itself."),
    "redirect-to-file": _to(302, "file:///etc/passwd", "302 to a file."),
    "wrong-types": _in_the_body(_wrong_types, "Fields of other types than documented."),
    "numbers-as-text": _in_the_body(_in_quotes, "Every number of the answer as a text."),
    "unknown-field": _in_the_body(_new_field, "A field that no page knows."),
    "fewer-images": _images(lambda items: items[: max(1, len(items) // 2)], "Half of the images that were asked for."),
    "same-image-twice": _images(lambda items: items[:1] * max(2, len(items)), "The same image twice."),
    "no-images": _images(lambda items: [], "Success with an empty list of images."),
    "null-result": _images(lambda items: None, "Success with null in place of the list of images."),
    "null-images": _each(_nothing, "Images without link and without base64."),
    "data-prefix": _each(_prefixed, "Base64 with data:image/png;base64, before it."),
    "link-and-base64": _each(_both, "Images with a link and base64 as well."),
    "private-link": _linked("http://169.254.169.254/latest/meta-data", "Links to a private address."),
    "file-link": _linked("file:///etc/passwd", "Links to a file."),
    "ftp-link": _linked("ftp://elsewhere.example.com/1.png", "Links of another scheme than http and https."),
    "data-link": _linked(f"data:image/png;base64,{_DOT}", "Data URIs of an image of one pixel in place of links."),
    "other-task": _other_id,
    "status-unknown": _status(lambda _: "status_that_is_new", "A task in a status that no page knows."),
    "status-missing": _status(lambda _: None, "A task without a status."),
}
