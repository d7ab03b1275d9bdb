"""Values at a JSON Pointer: found, put and removed."""

from typing import Any

import pytest

from clientsmith.oracle.pointers import find, put, remove, steps, written

BODY: Any = {"a": [{"b": 1}, {"c": 2}, {"b": 3}], "0": {"x/y": "z"}, "n": None}


@pytest.mark.parametrize(
    ("pointer", "values"),
    [
        ("", [BODY]),
        ("/a/*/b", [1, 3]),
        ("/a/1/c", [2]),
        ("/a/7/c", []),
        ("/a/b", []),
        ("/0/x~1y", ["z"]),
        ("/n", [None]),
        ("/n/0", []),
    ],
)
def test_find_returns_what_stands_at_a_pointer(pointer: str, values: list[Any]) -> None:
    assert find(BODY, pointer) == values
    assert written(steps(pointer)) == pointer


@pytest.mark.parametrize(
    ("body", "pointer", "changed"),
    [
        ({}, "/c/1/text", {"c": [None, {"text": 9}]}),
        ({"c": [{"a": 1}, {"a": 2}]}, "/c/*/a", {"c": [{"a": 9}, {"a": 2}]}),
        ({"c": {"0": 1}}, "/c/0", {"c": {"0": 9}}),
        ({"c": {"0": 1}}, "/c/*", {"c": [9]}),
        ({"a~b": "text"}, "/a~0b/x", {"a~b": {"x": 9}}),
        ([], "", 9),
    ],
)
def test_put_makes_what_is_missing_on_the_way(body: Any, pointer: str, changed: Any) -> None:
    before = repr(body)
    assert put(body, pointer, 9) == changed
    assert repr(body) == before


@pytest.mark.parametrize(
    ("pointer", "changed"),
    [
        ("/a/*/b", {**BODY, "a": [{}, {"c": 2}, {}]}),
        ("/a/1", {**BODY, "a": [{"b": 1}, {"b": 3}]}),
        ("/a/9", BODY),
        ("/n/x", BODY),
        ("/0", {"a": BODY["a"], "n": None}),
    ],
)
def test_remove_leaves_the_rest(pointer: str, changed: Any) -> None:
    before = repr(BODY)
    assert remove(BODY, pointer) == changed
    assert repr(BODY) == before
