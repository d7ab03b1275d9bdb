"""Safety cases for saving an image: whole or not at all, and never over a file without permission."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from clientsmith.vectors.links import PICTURE, PNG, Links
from clientsmith.vectors.operation_under_test import Json


def saving_cases(links: Links) -> None:
    """Save where nothing, something else, or a folder is, and on a disk that is full."""
    old, new = (b64encode(text.encode()).decode() for text in ("old", "new"))

    def saved(name: str, answers: list[Json], expect: Json, **given: Any) -> None:
        links.add(name, links.url, answers, {"sent": links.sent, **expect}, **{"read": 0, "save": "fox.png", **given})

    for name, path, goal, warned in (
        ("saved", "fox.png", "fox.png", 0),
        ("saved without a suffix", "fox", "fox.png", 0),
        ("saved with a wrong suffix", "fox.jpg", "fox.jpg", 1),
    ):
        fine = {"error": None, "saved": {goal: PNG}, "savedAs": goal, "warned": warned}
        saved(name, [PICTURE], fine, save=path)
    odd = {"text": "\x01 some picture of a format without a name", "headers": {"content-type": "image/x-fox"}}
    for path in ("fox", "fox.jpg"):
        fine = {"error": None, "savedAs": path, "warned": 0}
        saved(f"of an unknown type saved as {path}", [odd], fine, save=path)
    failed: Json = {"error": {"class": "DownloadError"}}
    unasked: Json = {**failed, "sent": [links.first]}
    saved("saved over a file", [PICTURE], {**unasked, "saved": {"fox.png": old}}, existing="old")
    replaced = {"error": None, "saved": {"fox.png": PNG}, "keepsMode": True}
    saved("saved over a file on purpose", [PICTURE], replaced, existing="old", overwrite=True)
    for overwrite in (False, True):
        given = {"existing": "folder", "overwrite": overwrite}
        saved(f"saved over a folder {overwrite}", [PICTURE], {**unasked, "saved": {}}, **given)
        given = {"save": "no/fox.png", "overwrite": overwrite}
        saved(f"saved into no folder {overwrite}", [PICTURE], {**unasked, "saved": {}}, **given)
    gone = {"error": {"class": "LinkExpiredError"}, "saved": {"fox.png": old}}
    broken = {"status": 404, "text": ""}
    saved("that is gone saved over a file", [broken], gone, existing="old", overwrite=True)
    saved("saved on a full disk", [PICTURE], {**failed, "saved": {}}, diskFull=True)
    kept = {**failed, "saved": {"fox.png": old}}
    saved("saved over a file on a full disk", [PICTURE], kept, existing="old", overwrite=True, diskFull=True)
    saved("saved where a file came meanwhile", [PICTURE], {**failed, "saved": {"fox.png": new}}, meanwhile="new")
