"""Text of a spec that would be code in a worse generator: it comes out as the text that it is, and as nothing else."""

from __future__ import annotations

import io
import tokenize

import pytest

from clientsmith.render import render, unformatted
from faults.only_text import RUN, assert_is_only_text, output, prose, words
from faults.spec_outcomes import PROMPT, codes, not_sent, only, openapi, quoted, sent
from support.spec import client_module, client_templates, provider_of, sync_spec


@pytest.mark.parametrize("text", ['"""', f'"""\n{RUN}\n"""', f'x"""; {RUN}  # ', "'''", f"'''\n{RUN}\n'''", '""""'])
def test_H01_triple_quotes(text: str) -> None:
    """Triple quotes in a description, with code after them -> the same text in the docstring; no code from it."""
    assert_is_only_text(text)


@pytest.mark.parametrize(
    "text", ["ends so \\", "ends so \\\\", f'\\"""\n{RUN}', '\\\\"""', 'ends so "', "\\N{DIGIT ONE}\\x41"]
)
def test_H02_backslash_before_the_end(text: str) -> None:
    """A description that ends in a backslash, or has one before quotes -> the same text; no code from it."""
    assert_is_only_text(text)


@pytest.mark.parametrize("text", [f"one\n{RUN}", f"one\n\n\n    {RUN}\n# two", f"one\r\n{RUN}"])
def test_H03_line_break_in_a_text(text: str) -> None:
    """A line break in a text -> the same text; the comments of the output are the same, and no line is code."""
    assert_is_only_text(text)


@pytest.mark.parametrize("text", [f"one\r{RUN}", f"one\v{RUN}", f"one\x0c{RUN}", f"one\x85{RUN}", f"one\u2028{RUN}"])
def test_H04_bare_carriage_return_in_a_text(text: str) -> None:
    """A bare carriage return, or what else some reader takes for a line break -> the same text; no code from it."""
    assert_is_only_text(text)


@pytest.mark.parametrize("value", ["it's", 'a "b"', "a'b\"c", '"""', f"'\n{RUN}\n'", "ends so \\", " ", "狐\u200b"])
def test_H08_quotes_in_a_listed_value(value: str) -> None:
    """A quote in a listed value -> exactly that value is sent, and any other is refused."""
    spec = sync_spec(PROMPT + f"style: {{type: string, enum: [{quoted(value)}, other]}}")
    assert sent(spec, prompt="a fox", style=value).body == {"prompt": "a fox", "style": value}
    assert "style" in str(not_sent(spec, prompt="a fox", style=f"{value}x"))
    assert output(spec).trees == output(spec.replace(quoted(value), "plain")).trees


@pytest.mark.parametrize("value", ["it's", 'a "b"', "${HOME}", "$(id)", "`id`", "{x}", "%s", "a\nb", "\\u0041"])
def test_H09_shell_words_in_a_default(value: str) -> None:
    """A quote, ${ } or a backtick in a default or a constant -> the constant is sent exactly; a default is told."""
    spec = sync_spec(PROMPT + f"kind: {{const: {quoted(value)}}}, style: {{type: string, default: {quoted(value)}}}")
    assert sent(spec, prompt="a fox").body == {"prompt": "a fox", "kind": value}
    assert words(value) in words(client_module(spec).Client.generate_image.__doc__)
    assert output(spec).trees == output(spec.replace(quoted(value), "plain")).trees


@pytest.mark.parametrize(
    ("pattern", "fits", "breaks"),
    [
        ("^[\"']+$", "\"'", "a"),
        ('^"{3}$', '"""', '""'),
        ("^'\\)\\\\$", "')\\", "')"),
        ("^\\{\\{ x \\}\\}$", "{{ x }}", "x"),
        ("^\\$\\{a\\}`$", "${a}`", "a`"),
    ],
)
def test_H10_quotes_in_a_pattern(pattern: str, fits: str, breaks: str) -> None:
    """A quote, a brace or a backslash in a pattern -> what it matches is sent, what it doesn't is refused."""
    spec = sync_spec(PROMPT + f"code: {{type: string, pattern: {quoted(pattern)}}}")
    assert sent(spec, prompt="a fox", code=fits).body["code"] == fits
    assert pattern in str(not_sent(spec, prompt="a fox", code=breaks))
    assert openapi(spec)["components"]["schemas"]["GenerateImageRequest"]["properties"]["code"]["pattern"] == pattern


@pytest.mark.parametrize("name", ['a"b', "a'b", "a\nb", f"a\n{RUN}\n", "a}b{c", "{{ a }}", "${a}", "a\\", "a\0b"])
def test_H11_quote_or_line_break_in_a_name_on_the_wire(name: str) -> None:
    """A quote or a line break in a field's wire name -> sent exactly so, under a Python name of letters."""
    spec = sync_spec(PROMPT + f"{quoted(name)}: {{type: string, pythonName: odd}}")
    assert sent(spec, prompt="a fox", odd="value").body == {"prompt": "a fox", name: "value"}
    assert output(spec).trees == output(spec.replace(quoted(name), "plain")).trees


@pytest.mark.parametrize("name", ['X"A', "X\nA", "X A", "X:A", "X\r\nY", "Ä", "", "X\n"])
def test_H11_header_that_can_not_be_one(name: str) -> None:
    """A parameter or key in a header whose name is no header's -> refused."""
    for spec in (
        sync_spec(PROMPT, parameters=f"[{{name: {quoted(name)}, in: header, type: string}}]"),
        sync_spec(PROMPT, top=f"security: {{type: apiKey, in: header, name: {quoted(name)}}}"),
    ):
        assert only(spec).code == "pattern-mismatch"


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX-B: c", "Ä", "a\0b"])
def test_H11_header_value_that_ends_the_line(value: str) -> None:
    """A line break in the constant, default or listed value of a header -> refused, so that it can't begin another."""
    for word in (f"const: {quoted(value)}", f"default: {quoted(value)}", f"enum: [{quoted(value)}]"):
        parameters = f"[{{name: X-A, in: header, type: string, {word}}}]"
        assert only(sync_spec(PROMPT, parameters=parameters)).code == "bad-header"


MARKERS = [
    "{{ provider.name }}",
    "{% for x in y %}{% endfor %}",
    "{# gone #}",
    "{{ ''.__class__.__mro__ }}",
    "{%",
    "}}",
]


@pytest.mark.parametrize("text", MARKERS)
def test_H13_markers_of_templates(text: str) -> None:
    """Template markers in any text -> printed as they are: no text of a spec is read as a template."""
    assert_is_only_text(text)
    spec = sync_spec(PROMPT + f"style: {{type: string, enum: [{quoted(text)}]}}", summary=quoted(text))
    assert sent(spec, prompt="a fox", style=text).body["style"] == text
    assert words(text) in words(client_module(spec).Client.generate_image.__doc__)


@pytest.mark.parametrize("text", ["{0}", "{x!r}", "{", "}", "{{}}", "%s %(x)s %", "{prompt}", "$x ${x} $$"])
def test_H14_braces_of_formats(text: str) -> None:
    """Braces, percents and dollars of formats in any text -> printed as they are, in messages too."""
    assert_is_only_text(text)
    spec = sync_spec(PROMPT + f"style: {{type: string, enum: [{quoted(text)}]}}")
    assert text in str(not_sent(spec, prompt="a fox", style="other"))


@pytest.mark.parametrize("text", ["-*- coding: utf-7 -*-", "coding: utf-7", "vim: set fileencoding=utf-7 :"])
def test_H17_coding_line_in_a_text(text: str) -> None:
    """A coding line in title or description -> the first two lines of no file have it, and all files are UTF-8."""
    assert_is_only_text(f"{text}\n+AGkAbQBwAG8AcgB0-")
    for path, content in render([provider_of(prose(text))], client_templates()).items():
        assert "utf-7" not in "".join(content.decode().split("\n")[:2]), path
        assert tokenize.detect_encoding(io.BytesIO(content).readline)[0] == "utf-8"


INVISIBLE = ["\u2028", "\x0c", "\x85", "\x00", "\x1b[31m", "\u200b", "\u200f", "\xad", "\U000e0041"]


@pytest.mark.parametrize("text", INVISIBLE)
def test_H18_characters_that_nobody_sees(text: str) -> None:
    """A control or invisible character in a text -> escaped in every file, and still the same text when read.

    Why not otherwise: letters that can be seen stay as they are, whatever the alphabet; most pages are Chinese, and
    nobody could read their names for things as escapes.
    """
    assert_is_only_text(f"before{text}after 狐")
    spec = sync_spec(PROMPT + f"style: {{type: string, enum: [{quoted(f'a{text}b')}]}}")
    assert sent(spec, prompt="a fox", style=f"a{text}b").body["style"] == f"a{text}b"
    for content in unformatted([provider_of(prose(f"a{text}b 狐"))], client_templates()).values():
        assert content.decode().replace("\n", "").isprintable()
        assert ascii("狐") not in content.decode()


@pytest.mark.parametrize("character", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"])
def test_H18_text_that_turns_the_reading_direction(character: str) -> None:
    """A character that turns the reading direction, as itself or escaped, in text or name -> refused at its place."""
    for text in (quoted(f"a{character}b"), f"a{character}b"):
        assert only(sync_spec(PROMPT, description=text)).code == "bidi-character"
        assert "bidi-character" in codes(sync_spec(PROMPT + f"{text}: {{type: string}}"))


@pytest.mark.parametrize("name", ["pr\u043empt", "\uff50rompt", "prompt\u200b", "pro\u0301mpt"])
def test_H18_letters_that_look_alike(name: str) -> None:
    """A name with letters that look like others -> no Python name is made from it; one has to be given, in ASCII."""
    assert only(sync_spec(PROMPT + f"{quoted(name)}: {{type: string}}")).code == "no-python-name"
    given = sync_spec(PROMPT + f"{quoted(name)}: {{type: string, pythonName: other}}")
    assert sent(given, prompt="a fox", other="b").body == {"prompt": "a fox", name: "b"}
    own = sync_spec(PROMPT + f"x: {{type: string, pythonName: {quoted(name)}}}")
    assert only(own).code == "pattern-mismatch"
    assert codes(sync_spec(PROMPT).replace("generate_image", quoted(name))) == ["bad-key"]
