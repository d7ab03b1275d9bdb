# Made by `clientsmith generate` from templates/imageclients/_runtime/pages.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Lists that come in pages: which arguments each call has, and when the list is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..errors import InvalidRequestError, Problem
from .describe import Operation, Provider
from .jsontypes import is_array
from .pointer import find, first


class PageWalk:
    """The way through the pages of a list.

    Attributes:
        fields: the arguments of the next call.
        is_over: whether there is no next call.
    """

    def __init__(
        self, provider: Provider, operation: Operation, fields: Mapping[str, Any], max_pages: int | None
    ) -> None:
        if operation.pages is None:
            raise TypeError(f"{operation.id} has no pages")
        if max_pages is not None and (isinstance(max_pages, bool) or not isinstance(max_pages, int) or max_pages < 1):  # pyright: ignore[reportUnnecessaryIsInstance] - callers aren't all typed
            problem = Problem("max_pages", "type", "must be a whole number from 1 on")
            raise InvalidRequestError([problem], provider=provider.name, operation=operation.id)
        self._pages = operation.pages
        field = next(field for field in operation.fields if field.wire == operation.pages.parameter)
        self._name, self._last = field.name, field.schema.get("maximum")
        self._takes_text = field.schema.get("type") == "string"
        self._left = max_pages
        self._seen: set[str] = set()
        self._before: list[Any] = []
        self.fields = dict(fields)
        self.is_over = False

    def items_of(self, body: Any) -> list[Any]:
        """The elements of a page; `fields` are those of the next one then."""
        whole: Any = next(iter(find(body, self._pages.items.removesuffix("/*"))), None)
        items = list(whole) if is_array(whole) else []
        following = self._following(body, items)
        self._left = None if self._left is None else self._left - 1
        self.is_over = not items or following is None or self._left == 0
        self.fields[self._name] = following
        self._before = items
        return items

    def _following(self, body: Any, items: list[Any]) -> Any:
        """The next cursor or number; None where there is none, or where it would lead back."""
        if not self._pages.cursor and not self._pages.link:
            number = self.fields.get(self._name, self._pages.start)
            number = number + 1 if isinstance(number, int) else None
            past = number is None or (self._last is not None and number > self._last)
            # A provider that doesn't look at the number has the same page for ever.
            return None if past or items == self._before else number
        cursor = first(body, (self._pages.cursor or self._pages.link,))
        if self._pages.link:
            cursor = _in_query(cursor, self._pages.parameter)
        usable = isinstance(cursor, str | int) and not isinstance(cursor, bool) and cursor != ""
        if not usable or str(cursor) in self._seen:
            return None
        self._seen.add(str(cursor))
        return str(cursor) if self._takes_text else cursor


def _in_query(link: Any, parameter: str) -> str | None:
    """The value of a parameter in the query of an address."""
    if not isinstance(link, str) or len(link) > 65536:
        return None
    try:
        return next(iter(parse_qs(urlsplit(link).query).get(parameter, ())), None)
    except ValueError:
        return None
