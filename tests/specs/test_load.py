"""Facts about reading a spec: what is data, what is a problem, and where."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clientsmith import load as stage
from clientsmith.diagnostics import Place, Problem, closest, ordered, render
from clientsmith.load import Document, builder, events, load, load_text, source_lines


def document(source: str | bytes) -> Document:
    found, problems = load_text(source, "x.yaml")
    assert problems == []
    assert found is not None
    return found


def data(source: str | bytes) -> Any:
    return document(source).data


def refused(source: str | bytes) -> list[str]:
    found, problems = load_text(source, "x.yaml")
    assert found is None
    assert all(it.hint for it in problems), problems
    return [f"{it.place.line}:{it.place.column} {it.code}" for it in problems]


def report(source: str | bytes) -> str:
    lines = source_lines(source)
    return "\n".join(render(it, lines[it.place.line - 1]) for it in load_text(source, "x.yaml")[1])


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "off", "y", "16:9", "1:1", "190:20:30", "1024*1024", "v1.2.3", "Yes", "2026-03",
     "a b", "nan", "inf", "-a", ".", "1e", "=", "2026-03-03 was a day", "0xyz"],
)  # fmt: skip
def test_a_plain_word_is_a_string(text: str) -> None:
    assert data(f"a: {text}") == {"a": text}


@pytest.mark.parametrize("text", ["0", "-0", "7", "-12", "1.5", "-0.25", "1.5E-3", "true", "false", "null", "9" * 30])
def test_a_plain_scalar_is_what_it_is_in_json(text: str) -> None:
    found = data(f"a: {text}")["a"]
    assert (found, type(found)) == (json.loads(text), type(json.loads(text)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("800.0", 800),
        ("-2.50e1", -25),
        ("1e5", 100_000),
        ("-0.0", 0),
        ("1e-400", 0),
        ("1e23", 10**23),
        ("9007199254740993.0", 2**53 + 1),
        ("123456789012345678901.5e1", 1_234_567_890_123_456_789_015),
    ],
)
def test_a_whole_number_is_an_integer_of_all_its_digits(text: str, number: int) -> None:
    found = data(f"a: {text}")["a"]
    assert (found, type(found)) == (number, int)


@pytest.mark.parametrize("text", ["1e30", "3.4e38", "1e300", "0.99999999999999999999"])
def test_a_number_of_more_digits_than_are_kept_is_a_float(text: str) -> None:
    found = data(f"a: {text}")["a"]
    assert (found, type(found)) == (float(text), float)


def test_tilde_and_nothing_are_null() -> None:
    assert data("a: ~\nb:\nc: [~]") == {"a": None, "b": None, "c": [None]}


def test_a_quoted_or_block_scalar_is_a_string_whatever_it_says() -> None:
    found = data("a: \"010\"\nb: 'true'\nc: ''\nd: |\n  7\ne: \"\\0\\u2028\"\n")
    assert found == {"a": "010", "b": "true", "c": "", "d": "7\n", "e": "\0\u2028"}


@pytest.mark.parametrize(
    "text",
    ["010", "-07", "00", "0x1F", "0o17", "0b11", "1_000", "1_0.5", ".inf", "-.INF", ".nan", "2026-03-03",
     "2026-3-3 10:00:00", "2026-03-03T10:00:00Z", "2026-03-03T10:00:00.5+08:00", ".5", "1.", "+1",
     "1.e5", "+1.5", "True", "TRUE", "False", "FALSE", "Null", "NULL"],
)  # fmt: skip
def test_a_scalar_that_readers_disagree_about_has_to_be_quoted(text: str) -> None:
    assert refused(f"a: [b, {text}]") == ["1:8 ambiguous-value"]
    assert f'hint: quote this value: "{text}"' in report(f"a: {text}")


def test_numbers_too_large_to_keep_are_refused() -> None:
    assert refused(f"a: {'1' * 31}\nb: 1e999\nc: {'1' * 5000}") == [
        "1:4 number-too-large",
        "2:4 number-too-large",
        "3:4 number-too-large",
    ]


def test_a_key_is_its_source_text() -> None:
    assert data('400: a\nno: b\n1.0: c\n010: d\n"x y": e\n') == {
        "400": "a", "no": "b", "1.0": "c", "010": "d", "x y": "e"
    }  # fmt: skip


def test_a_key_written_twice_names_both_lines_and_all_of_them_are_found() -> None:
    source = 'a: 1\nb: {c: 1, c: 2}\n"a": 3\n'
    assert refused(source) == ["2:11 duplicate-key", "3:1 duplicate-key"]
    assert 'the key "a" is written twice: on line 1 and on line 3' in report(source)


def test_equal_keys_of_different_mappings_are_no_duplicates() -> None:
    assert data("a: {x: 1}\nb: {x: 2}\nc: [{x: 3}, {x: 4}]")["c"] == [{"x": 3}, {"x": 4}]


def test_every_local_problem_of_a_file_is_found_at_once() -> None:
    source = "a: 010\na: &x 1\nb: *x\nc: !!str 3\n<<: {d: 1}\ne: True\n"
    assert refused(source) == [
        "1:4 ambiguous-value",
        "2:1 duplicate-key",
        "2:4 alias",
        "3:4 alias",
        "4:4 explicit-tag",
        "5:1 merge-key",
        "6:4 ambiguous-value",
    ]


def test_an_alias_hints_to_write_the_value_out() -> None:
    assert "hint: write the value out" in report("b: *x")
    assert refused("*a : 1") == ["1:1 alias"]


def test_an_alias_bomb_is_refused_before_anything_is_expanded() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert {it.split()[1] for it in refused("\n".join(lines))} == {"alias"}


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!set", "!mine", "!"])
def test_a_tag_is_refused_and_nothing_is_made_from_it(tag: str) -> None:
    assert refused(f"a: {tag} [x]") == ["1:4 explicit-tag"]


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert data('"<<": 1\na: <<') == {"<<": 1, "a": "<<"}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "1:1 empty-document"),
        ("# only a comment\n", "1:1 empty-document"),
        ("---\n...\n", "2:1 empty-document"),
        ("- a\n", "1:1 not-a-mapping"),
        ("text", "1:1 not-a-mapping"),
        ("a: 1\n---\nb: 2\n", "2:1 many-documents"),
        ("? [a]\n: 1\n", "1:3 complex-key"),
        ("{a: 1}: 2\n", "1:1 complex-key"),
        ('"": 1\n', "1:1 empty-key"),
        ("a: {b: When it ends, in seconds.}", "1:22 missing-colon"),
    ],
)
def test_a_file_that_is_no_single_mapping_of_words_is_refused(source: str, problem: str) -> None:
    assert refused(source) == [problem]


def test_bom_and_crlf_change_neither_data_nor_places() -> None:
    found = document(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - x\r\n")
    assert found.data == {"a": 1, "b": ["x"]}
    assert found.place(("a",)) == Place("x.yaml", 1, 4)
    assert found.place(("b", 0)) == Place("x.yaml", 3, 5)
    assert found.line(3) == "  - x"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (b"a: 1\nb: \xff\n", "2:4 not-utf-8"),
        ("a: \u4e2d\nb: caf\u00e9".encode("gbk"), "1:4 not-utf-8"),
        (b"\xff\xfea\x00:\x00", "1:1 not-utf-8"),
        (b"a: \xed\xa0\x80", "1:4 not-utf-8"),
        ("a:\n\tb: 1\n", "2:1 tab-indent"),
        ("a:\n  b: 1\n \tc: 2\n", "3:2 tab-indent"),
        ("a: 1\nb: x\0y\n", "2:5 control-character"),
        ("a: 1\n# \x1b[31m\n", "2:3 control-character"),
        ("a: x\u2028y\n", "1:5 control-character"),
        ("a: 1\nb: \ud800\n", "2:4 lone-surrogate"),
        ('a: 1\n"b": "\\u202e"\n', "2:6 bidi-character"),
        ('"\\u2066": 1\n', "1:1 bidi-character"),
        ("a: 1\nb: x\u202ey\n", "2:5 bidi-character"),
        ("a: 1 # \u2069\n", "1:8 bidi-character"),
        ('a: "x\n', "1:4 yaml-syntax"),
        ("a: b: c\n", "1:5 yaml-syntax"),
        ("a: @x\n", "1:4 yaml-syntax"),
        ("a: 1\n- b\n", "2:1 yaml-syntax"),
        ('a: "\\UFFFFFFFF"', "1:7 yaml-syntax"),
    ],
)
def test_unreadable_text_is_a_problem_with_line_and_column(source: str | bytes, problem: str) -> None:
    assert refused(source) == [problem]


def test_a_lone_surrogate_written_as_an_escape_is_refused_on_its_line() -> None:
    assert refused('a: 1\nb: "\\ud83d"\n') == ["2:7 lone-surrogate"]
    assert refused('a: 1\nb: "\\udc00x"\n') == ["2:7 lone-surrogate"]


def test_the_pure_python_parser_refuses_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOADER", yaml.SafeLoader)
    assert refused('a: 1\nb: "\\ud83d"\n') == ["2:4 lone-surrogate"]
    assert refused("a:\n\tb: 1\n") == ["2:1 tab-indent"]
    assert refused('a: "\\UFFFFFFFF"') == ["1:1 yaml-syntax"]
    assert refused("%YAML 1." + "9" * 5000 + "\n---\na: 1") == ["1:1 yaml-syntax"]
    assert refused("a: " + "[" * 20_000) == ["1:67 too-deep"]
    assert data("a: [16:9, no, 1.5]\n400: {b: ~}") == {"a": ["16:9", "no", 1.5], "400": {"b": None}}


@pytest.mark.parametrize(
    "source",
    [
        "a: " + "[" * 20_000,
        "a: " + "[" * 20_000 + "]" * 20_000,
        "a: " + "{a: " * 20_000,
        "a:\n  " + "- " * 20_000 + "x",
        "\n".join(" " * n + "a:" for n in range(3_000)),
    ],
    ids=["flow", "closed flow", "flow mappings", "block list", "block mappings"],
)
def test_20000_levels_of_nesting_are_one_problem(source: str) -> None:
    assert [it.split()[1] for it in refused(source)] == ["too-deep"]


def test_64_levels_are_read_and_65_are_not() -> None:
    assert data("a: " + "[" * 63 + "]" * 63)["a"] is not None
    assert refused("a: " + "[" * 64 + "]" * 64) == ["1:67 too-deep"]


def test_a_spec_of_5000_fields_is_read() -> None:
    field = "    type: integer\n    minimum: 1\n    enum: [1, 2]\n    source: {page: p, place: q}\n"
    found = data("fields:\n" + "".join(f"  f{n}:\n{field}" for n in range(5000)))
    assert len(found["fields"]) == 5000


def test_a_file_too_large_or_of_too_many_nodes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MAX_BYTES", 10)
    monkeypatch.setattr(builder, "MAX_NODES", 3)
    assert refused("a: " + "x" * 8) == ["1:1 too-large"]
    assert refused("a: [1, 2]") == ["1:5 too-many-nodes"]


def test_no_more_than_a_hundred_problems_of_a_file_are_told() -> None:
    assert len(refused("a: [" + "010, " * 5000 + "]")) == 100
    assert len(refused("# \0\n" * 5000)) == 100


def test_key_and_value_places_count_code_points_from_1() -> None:
    found = document('"中文": {b: [x, yes]}\n')
    assert found.key_place(("中文",)) == Place("x.yaml", 1, 1, 4)
    assert found.key_place(("中文", "b")) == Place("x.yaml", 1, 8, 1)
    assert found.place(("中文", "b", 1)) == Place("x.yaml", 1, 15, 3)


def test_the_place_of_something_absent_is_that_of_its_nearest_ancestor() -> None:
    found = document("a:\n  b: [x]\n")
    assert found.place(("a", "b", 7, "c")) == found.place(("a", "b")) == Place("x.yaml", 2, 6)
    assert found.key_place(("z",)) == found.place(()) == Place("x.yaml", 1, 1)
    assert found.key_place(("a", "b", 0)) == Place("x.yaml", 2, 7)


def test_a_file_is_read_from_disk_under_its_display_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 010")
    assert load(tmp_path / "a.yaml", "specs/a.yaml")[1][0].place == Place("specs/a.yaml", 1, 4, 3)
    found, problems = load(tmp_path / "none.yaml", "specs/none.yaml")
    assert found is None
    assert (problems[0].place.file, problems[0].code) == ("specs/none.yaml", "unreadable-file")


def test_a_problem_is_shown_with_its_line_its_carets_and_its_hint() -> None:
    assert report("a: 1\nb: 010\n") == (
        "x.yaml:2:4: ambiguous-value: 010 is ambiguous: a number with leading zeros\n"
        " 2 | b: 010\n"
        "   |    ^^^\n"
        'hint: quote this value: "010"'
    )


def test_carets_stand_below_their_text_after_wide_and_escaped_characters() -> None:
    lines = render(Problem(Place("x", 7, 5, 2), "c", "m"), "中\x1b\u0301é文字!").splitlines()
    assert lines[1:] == [" 7 | 中\\x1b\u0301é文字!", "   |        ^^^^"]


def test_no_terminal_control_survives_in_a_report() -> None:
    hostile = "\x1b[2J\u202e\r\n\u2028\ud800"
    shown = render(Problem(Place(f"f{hostile}", 1, 1), "c", hostile, hostile), hostile)
    assert "\\x1b[2J\\u202e\\r\\n\\u2028\\ud800" in shown
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown.split("\n")) == 4


@pytest.mark.parametrize("column", [1, 50, 101, 500, 999_999, 1_000_000, 1_000_007])
def test_a_long_line_is_cut_around_the_caret(column: int) -> None:
    line = ["x"] * 1_000_000
    line[min(column, len(line)) - 1] = "T"
    shown = render(Problem(Place("x", 1, column, 400), "c", "m"), "".join(line)).splitlines()
    assert max(len(it) for it in shown) < 130
    caret = shown[2].index("^")
    assert column > len(line) or shown[1][caret] == "T"


def test_problems_are_sorted_by_place_and_told_once() -> None:
    one, two = Problem(Place("a", 1, 9), "x", "m"), Problem(Place("a", 2, 1), "x", "m")
    assert ordered([two, one, two, one]) == [one, two]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("int", "integer"), ("max_length", "maxLength"), ("maxLenght", "maxLength"), ("zzz", None)],
)
def test_the_word_that_was_meant_is_found(word: str, meant: str | None) -> None:
    assert closest(word, ["string", "integer", "maxLength", "number"]) == meant


@pytest.mark.parametrize("loader", [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader])
def test_no_text_makes_the_loader_raise(loader: type[yaml.SafeLoader]) -> None:
    pieces = st.sampled_from([*"abx019 \n\t:-?[]{},#&*!|>'\"%@`~.\\_<=", "\r", "---", "- ", ": ", "\\u", "010"])
    source = st.one_of(st.text(), st.binary(), st.lists(pieces, max_size=40).map("".join))

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(source)
    def check(source: str | bytes) -> None:
        found, problems = load_text(source, "x.yaml")
        assert (found is None) == bool(problems)
        lines = source_lines(source)
        for it in problems:
            assert 1 <= it.place.line <= len(lines) + 1
            assert it.place.column <= len("".join(lines[it.place.line - 1 : it.place.line])) + 1
            render(it, lines[it.place.line - 1] if it.place.line <= len(lines) else None)
        if found is not None:
            json.dumps(found.data, allow_nan=False).encode()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "LOADER", loader)
        check()
