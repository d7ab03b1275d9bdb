"""Which call follows a page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from clientsmith.language.model import Pages
from clientsmith.oracle.pointers import put, remove


def page(pages: Pages, body: Any, items: Sequence[Any], following: str | None) -> Any:
    """Return the body with these elements, and with what leads to the next page where there is one."""
    body = put(body, pages.items.removesuffix("/*"), list(items))
    place = pages.cursor or pages.link
    if not place:
        return body
    if following is None:
        return remove(body, place)
    link = f"https://elsewhere.example.com/list?limit=2&{quote(pages.parameter)}={quote(following, safe='')}"
    return put(body, place, link if pages.link else following)


def is_numbered(pages: Pages) -> bool:
    """Whether the pages have numbers."""
    return not pages.cursor and not pages.link
