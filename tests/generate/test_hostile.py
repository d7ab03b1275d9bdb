"""Text of a spec stays data: wherever hostile text stands, the spec is refused, or the output has it as a constant."""

import ast
import importlib
import json
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import everything
from clientsmith import cli, lint, pipeline, schema
from clientsmith.language.build import build
from clientsmith.load import load_text
from clientsmith.render import unformatted
from clientsmith.vectors import text as vectors_text
from support.spec import client_templates

Pointer = tuple[str | int, ...]

NASTY = [
    '"""',
    "'''",
    '"""+__import__("os").system("true")+"""',
    "'+__import__('os').system('true')+'",
    "ends with a backslash\\",
    "ends with two\\\\",
    'ends with a quote"',
    "'",
    '"',
    '\\"""',
    "a\nimport os\nb",
    "a\rimport os",
    "a\r\nb",
    "a\u2028import os\u2029b\x85c\x0cd",
    "NUL \x00 and escape \x1b[31m",
    "{{ provider.__class__ }} {% include 'x' %} {# no #}",
    "${HOME} $(true) `true` %s %(x)s %d",
    "{0} {x!r} {{}} {",
    "*/ --> ]]> <script>alert(1)</script> [x](javascript:y)",
    "# -*- coding: utf-7 -*-",
    "# type: ignore # noqa # fmt: off",
    "\\N{DIGIT ONE} \\x41 \\u0041 \\",
    "一个很长的中文句子，没有空格，也没有尽头" * 20,
    "🦊👩‍👩‍👧‍👦 é ﬁ",
    "verylongword" * 60,
    'quote"' * 40 + " " + "back\\slash" * 40,
    "x\t\v y   z    ",
    "    indented\n        more\nless\n\n\n",
    ">>> import os\n>>> os.system('true')",
    "../../etc/passwd",
    "a:b",
    "-1",
    " ",
]
# One text with everything, for every position: once over several lines, once on one and with other ends.
LINES = "\"\"\"\n'''\n" + "\n".join(NASTY) + "\n\\"
LINE = '\\\'""" + __import__(\'os\') # {{ x }} {% y %} ${z} %s 狐🦊 \\N{x} \\"""'
HARMLESS = "plain text"
MEANT_FOR_PEOPLE = {"description", "note", "revision", "consequence", "says", "choice", "why"}
OF_ONE_LINE = {"title", "summary", "what"}


def dumped(data: Any) -> str:
    """Write data as YAML, with every character that may not stand there as an escape."""
    text = json.dumps(data, ensure_ascii=False)
    return re.sub(r"[^\x20-\x7e一-鿿]", lambda found: f"\\U{ord(found[0]):08x}", text)


def outcome(data: Any) -> dict[str, str] | None:
    """Run a spec through all stages; its modules as source, or None where it was refused with problems."""
    document, problems = load_text(dumped(data), f"{everything.NAME}.yaml")
    if document is not None:
        assert not problems
        assert document.data == data
        problems = schema.check(document, pipeline.language()) or lint.check(document)
    if problems:
        pipeline.Report(problems, {}).text()
        return None
    assert document is not None
    files = unformatted([build(document)], client_templates())
    return {name: text.decode() for name, text in files.items()}


def vectors_of(data: Any) -> str | None:
    """The test vectors of a spec, or None where it was refused."""
    document, _ = load_text(dumped(data), f"{everything.NAME}.yaml")
    if document is None or schema.check(document, pipeline.language()) or lint.check(document):
        return None
    return vectors_text(build(document))


@lru_cache(maxsize=1)
def written() -> bytes:
    document, problems = load_text(everything.SPEC, f"{everything.NAME}.yaml")
    assert document is not None, problems
    return pickle.dumps(document.data)


def original() -> Any:
    """The spec as data of one's own; a pickle is the fastest copy."""
    return pickle.loads(written())  # noqa: S301 - made above


def children(data: Any) -> list[tuple[str | int, Any]]:
    """The members of a mapping or list, by key or index."""
    if isinstance(data, dict):
        return list(cast("dict[str | int, Any]", data).items())
    elements: list[Any] = data if isinstance(data, list) else []  # pyright: ignore[reportUnknownVariableType] - of JSON
    return list(enumerate(elements))


def positions(data: Any, at: Pointer = ()) -> Iterator[tuple[Pointer, bool]]:
    """Every string of a spec: values, and with True keys."""
    if isinstance(data, str):
        yield at, False
    for step, child in children(data):
        if isinstance(step, str):
            yield (*at, step), True
        yield from positions(child, (*at, step))


def place(data: Any, at: Pointer) -> Any:
    """The mapping or list that holds a position."""
    for step in at[:-1]:
        data = data[step]
    return data


def put(at: Pointer, is_key: bool, text: str) -> Any:
    """The spec with another text in one position."""
    data = original()
    parent = place(data, at)
    if not is_key:
        parent[at[-1]] = text
    else:
        renamed = {text if key == at[-1] else key: value for key, value in parent.items()}
        parent.clear()
        parent.update(renamed)
    return data


@lru_cache(maxsize=256)
def shape(source: str, names: bool = True) -> str:
    """The tree of a module without the values of its texts and its docstrings, and without its names unless `names`."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            # A blank description makes no docstring.
            node.body = [one for one in node.body if not isinstance(one, ast.Expr) or not is_text(one.value)]
        for field in ("id", "attr", "arg", "name", "asname", "module") if not names else ():
            if isinstance(getattr(node, field, None), str):
                setattr(node, field, "name")
    return ast.dump(tree)


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@lru_cache(maxsize=256)
def texts(source: str) -> Counter[str]:
    """The texts of a module that are data, how often each."""
    tree = ast.parse(source)
    return Counter(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def assert_is_data(hostile: dict[str, str], harmless: dict[str, str], text: str | None, same_names: bool) -> None:
    """The hostile text changed nothing but constants, and is exactly where the harmless one was."""
    assert hostile.keys() == harmless.keys()
    for name, source in hostile.items():
        if source == harmless[name]:
            continue
        compile(source, name, "exec")
        assert shape(source, same_names) == shape(harmless[name], same_names), name
        if text is not None:
            assert texts(source)[text] >= texts(harmless[name])[HARMLESS], f"{name} has lost the text"


ALL = list(positions(original()))


def judge(at: Pointer, is_key: bool, text: str) -> bool:
    """Put a text into a position and check what comes out; whether the spec was accepted."""
    hostile = outcome(put(at, is_key, text))
    if hostile is None:
        return False
    harmless = with_harmless(at, is_key)
    # A place that takes no plain text, such as a pattern: what it takes is judged by the whole.
    assert_is_data(hostile, harmless or usual(), text, same_names=not is_key)
    return True


@lru_cache(maxsize=1)
def with_harmless(at: Pointer, is_key: bool) -> dict[str, str] | None:
    return outcome(put(at, is_key, HARMLESS))


@lru_cache(maxsize=1)
def usual() -> dict[str, str]:
    found = outcome(original())
    assert found is not None
    return found


@pytest.mark.parametrize("part", range(8))
def test_hostile_text_in_every_position_is_refused_or_data(part: int) -> None:
    # No place takes several lines where it doesn't take one.
    accepted = [(at, is_key) for at, is_key in ALL[part::8] if judge(at, is_key, LINE)]
    assert len(accepted) > 4
    assert sum(judge(at, is_key, LINES) for at, is_key in accepted) > 2


def test_hostile_text_is_data_in_the_vectors_too() -> None:
    prose = [at for at, is_key in ALL if not is_key and at[-1] in MEANT_FOR_PEOPLE]
    hostile = [put(prose[len(prose) // 2], False, LINE), *(replaced(original(), word, LINE) for word in WIRE[::5])]
    for data in hostile:
        text = vectors_of(data)
        assert text is not None
        told = json.loads(text)
        assert list(told)[-1] == "cases"
        assert text.count('\n  {"id": ') == len(told["cases"])


def replaced(data: Any, word: str, text: str) -> Any:
    """The data with another text wherever a word stands, as key or value."""
    inside = [(text if step == word else step, replaced(child, word, text)) for step, child in children(data)]
    if isinstance(data, dict):
        return dict(inside)
    if isinstance(data, list):
        return [child for _, child in inside]
    return text if data == word else data


WIRE = [
    "other model",
    "plain style",
    "the one value",
    "still image",
    "wide lens",
    "tall one",
    "1K",
    "odd name",
    "odd part",
    "odd answer",
    "poor state",
    "bad_prompt",
    "account_error",
    "on its way",
    "all done",
    "nothing left",
    "taken back",
    "YOUR-KEY",
]


@pytest.mark.parametrize("text", [LINE, *NASTY], ids=lambda text: ascii(text)[:20])
def test_hostile_wire_text_arrives_exactly(text: str) -> None:
    words = [*WIRE, "fine"]
    for count, word in enumerate(words):
        # Each place in turn, but not for every text: two of them tell as much.
        if text not in NASTY[::7] and (count + len(text)) % len(words) > 2:
            continue
        data = replaced(original(), word, text)
        found = outcome(data)
        if found is None:
            assert len(text) > 200, word  # the longest name of a field
            continue
        assert_is_data(found, outcome(replaced(original(), word, HARMLESS)) or {}, text, same_names=False)


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text)[:20])
def test_hostile_prose_is_data_everywhere_at_once(text: str) -> None:
    def filled(text: str, one_line: str) -> Any:
        data = original()
        for at, is_key in ALL:
            if is_key or "arguments" in at or "body" in at or at[-1] not in MEANT_FOR_PEOPLE | OF_ONE_LINE:
                continue
            place(data, at)[at[-1]] = one_line if at[-1] in OF_ONE_LINE else text
        return data

    one_line = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)[:190].strip() or "x"
    hostile, harmless = outcome(filled(text, one_line)), outcome(filled(HARMLESS, HARMLESS))
    assert hostile is not None
    assert harmless is not None
    assert_is_data(hostile, harmless, None, same_names=True)


def test_hostile_text_is_sent_exactly_and_stands_in_formatted_modules(tmp_path: Path) -> None:
    data = original()
    header = 'it\'s "quoted" {x} ${y} \\'
    words = {
        "other model": NASTY[2],
        "still image": LINES,
        "wide lens": NASTY[14],
        "odd name": LINE,
        "odd part": NASTY[5],
    }
    for word, text in {**words, "fast mode": header}.items():
        data = replaced(data, word, text)
    for at, is_key in positions(data):
        if not is_key and at[-1] in MEANT_FOR_PEOPLE:
            place(data, at)[at[-1]] = LINES
    data["parameters"][1]["const"] = LINES
    (tmp_path / "everything.yaml").write_text(dumped(data), "utf-8")
    package = tmp_path / "hostile_clients"
    assert cli.main(["vendor", "everything", "--specs", str(tmp_path), "--into", str(package), "--quiet"]) == 0
    for path in (package / "everything").glob("*.py"):
        assert path.read_text("utf-8").replace("\n", "").isprintable(), path
    sys.path.insert(0, str(tmp_path))
    try:
        client_class = importlib.import_module("hostile_clients.everything").Client
    finally:
        sys.path.remove(str(tmp_path))
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"state": "fine", "data": [{"url": "https://cdn.example.com/1.png"}]})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = client_class(api_key={"access_key": "k", "secret_key": "s"}, http_client=http)
        camera = {"lens": NASTY[14], NASTY[5]: 1}
        client.generate_image(prompt="a fox", model=NASTY[2], odd="abc", project="main", camera=camera)
    (request,) = seen
    body = json.loads(request.content)
    assert (body["model"], body["kind"], body[LINE], body["camera"]) == (NASTY[2], LINES, "abc", camera)
    assert request.headers["X-Mode"] == header
    assert request.url.params["version"] == LINES


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    st.sampled_from(ALL),
    st.lists(
        st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)), max_size=3
    )
    .map("".join)
    .filter(bool),
)
def test_any_text_in_any_position_is_refused_or_data(position: tuple[Pointer, bool], text: str) -> None:
    judge(*position, text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_any_file_is_refused_with_a_place(content: str | bytes) -> None:
    document, problems = load_text(content, "any.yaml")
    if document is not None:
        problems = schema.check(document, pipeline.language())
    assert problems
    assert all(problem.place.line >= 1 and problem.place.column >= 1 for problem in problems)


@pytest.mark.parametrize("text", ["\u202e", "\u2066x", "a\ud800b"], ids=ascii)
@pytest.mark.parametrize("at", [("title",), ("operations", "generate_image", "summary")], ids=str)
def test_text_that_turns_the_reading_direction_or_is_half_a_character_is_refused(at: Pointer, text: str) -> None:
    escaped = json.dumps(put(at, False, text))
    document, problems = load_text(escaped, f"{everything.NAME}.yaml")
    assert document is None
    assert problems


def test_the_spec_uses_every_word_of_the_language() -> None:
    words: set[str] = set()
    waiting: list[Any] = [pipeline.language()]
    while waiting:
        inside = children(waiting.pop())
        waiting += [child for _, child in inside]
        for key, named in inside:
            words |= {str(word) for word, rule in children(named) if key == "properties" and children(rule)}
    used = {str(at[-1]) for at, is_key in ALL if is_key}
    # Problems that this spec doesn't have, another way to say `failures`, and what
    # JSON Schema says of names where `properties` is itself a word. References are resolved while the spec is read.
    assert words - used - {"propertyNames", "$ref", "components"} == {"acknowledges", "at", "failed"}
