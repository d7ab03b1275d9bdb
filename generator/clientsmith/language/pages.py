"""The words of lists that come in pages."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited
from clientsmith.language.types import NAME, POINTER, shaped, whole
from clientsmith.language.words import word


@dataclass(frozen=True, kw_only=True)
class Pages(Cited, limits={"not": {"required": ["cursor", "link"]}}):
    """The answer is a page of a list: iterate_OPERATION goes through all elements, and ends at an empty page or a
    cursor that has come before. Without `cursor` and `link` pages have numbers.
    """

    items: str = word(
        shaped(r"^(/[^/*]+)*/\*$", "a pointer to every element of one list, such as /data/*"),
        required=True,
        into="own",
        example="/data/*",
    )
    """The elements of the list."""
    parameter: str = word(NAME, required=True, names="fields", example="cursor")
    """Wire name of the parameter that takes the cursor, or the number of the page."""
    cursor: str = word(POINTER, into="own", example="/next_cursor")
    """Where the answer has the cursor of the next page; null, an empty text or nothing after the last."""
    link: str = word(POINTER, into="own", example="/next")
    """Where the answer has the address of the next page, from whose query the parameter is taken."""
    start: int = word(whole(0), default=1, example=0)
    """Number of the first page."""
