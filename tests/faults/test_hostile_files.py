"""Files that would harm who reads them, and output that would harm what is there: refused, bounded, repeatable."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientsmith import cli, load
from commands import SMALL, specs, tree
from faults.spec_outcomes import PROMPT, codes, generate, only, openapi, quoted, refused, sent
from support.spec import client_module, sync_spec

HEAD = b"specVersion: 1\nname: odd\ntitle: "


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (b'"\\ud83d"', "3:11", "lone-surrogate"),
        (b'"a\\udc00b"', "3:12", "lone-surrogate"),
        (b"Fox \xed\xa0\xbd", "3:12", "not-utf-8"),
        (b"Fox \xff\xfe", "3:12", "not-utf-8"),
        (b"Fox \xc3", "3:12", "not-utf-8"),
        (b"Fox \xf4\x90\x80\x80", "3:12", "not-utf-8"),
        (b'"\\UFFFFFFFF"', "3:11", "yaml-syntax"),
    ],
)
def test_H19_half_characters_and_bytes_that_are_no_text(text: bytes, place: str, code: str) -> None:
    """Half a surrogate pair, or bytes that are no UTF-8 -> refused with line and column, never a traceback."""
    run = generate(HEAD + text + b"\n", "odd")
    assert (run.code, run.made) == (cli.PROBLEMS, [])
    assert f"odd.yaml:{place}: {code}: " in run.said


@pytest.mark.parametrize("tag", ["python/object/apply:os.mkdir", "python/object/new:os.mkdir", "python/name:os.mkdir"])
def test_H20_tag_that_makes_an_object(tag: str, tmp_path: Path) -> None:
    """A tag that would make an object of Python -> refused at the tag; nothing is called."""
    made = tmp_path / "made"
    problem = only(HEAD + f"!!{tag} [{made}]\n".encode())
    assert (problem.code, problem.line) == ("explicit-tag", 3)
    assert not made.exists()
    assert "explicit-tag" in codes(HEAD + f"Fox\n? !!{tag} [{made}]\n: 1\n".encode())
    assert not made.exists()


def test_H21_alias_bomb() -> None:
    """Aliases that expand to 43 million leaves, in 271 bytes -> refused at the first anchor, before any expansion."""
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefg", "bcdefgh", strict=True)]
    bomb = "".join(f"{line}\n" for line in lines).encode()
    assert (len(bomb), 9**8) == (271, 43_046_721)
    found = refused(bomb)
    assert {problem.code for problem in found} == {"alias"}
    assert (found[0].line, found[0].hint) == (1, "remove it; write the value out")


@pytest.mark.parametrize(
    "nested",
    [
        "[" * 20_000,
        "[" * 20_000 + "]" * 20_000,
        "{a: " * 20_000 + "}" * 20_000,
        "\n  " + "- " * 20_000 + "x",
        "\n" + "\n".join(" " * level + "a:" for level in range(1, 2_000)),
    ],
    ids=["open lists", "lists", "mappings", "dashes", "indentation"],
)
def test_H22_nesting_without_end(nested: str) -> None:
    """20,000 levels of nesting, in whatever style -> one problem with its place, never a RecursionError."""
    run = generate(HEAD + nested.encode(), "odd")
    assert (run.code, run.made) == (cli.PROBLEMS, [])
    assert run.said.endswith("1 problem; nothing was written\n")
    assert ": too-deep: " in run.said


def test_H22_fields_in_fields_without_end() -> None:
    """Objects in objects, deeper than anything documented -> refused as too deep; what is below the limit is made."""
    field = "{type: string}"
    for level in range(40):
        field = f"{{type: object, properties: {{f{level}: {field}}}}}"
    assert codes(sync_spec(PROMPT + f"deep: {field}")) == ["too-deep"]


WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.")) or (event == "open" and "outside" in str(arguments[0])):
        print("TOUCHED", event, arguments[0])
sys.addaudithook(watch)
from clientsmith import cli
sys.exit(cli.main(["generate", "--specs", "specs", "--quiet"]))
"""


@pytest.mark.parametrize("to", ["../outside.yaml", "file:///outside", "https://fox.dev/outside.json", "//fox.dev/x"])
def test_H23_reference_out_of_the_folder(to: str, tmp_path: Path) -> None:
    """A $ref to a file elsewhere or to a URL -> refused; no such file is opened, and no connection."""
    text = SMALL.format(name="one")
    text = re.sub(r"prompt: \{[^{}]*\}", f"prompt: {{$ref: {quoted(to)}}}", text)
    (specs(tmp_path) / "one.yaml").write_text(
        text.replace("A page}", "A page, url: 'https://fox.dev/outside'}"), "utf-8"
    )
    (tmp_path / "outside.yaml").write_text("type: string\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (cli.PROBLEMS, "")
    assert "unknown-reference" in done.stderr
    assert not (tmp_path / "generated").exists()


def test_H26_description_of_a_megabyte() -> None:
    """A description of 1 MB -> kept whole, in lines that an editor shows; one of more than 2 MB is refused."""
    text = ("word and more " * 75_000).strip()
    spec = sync_spec(f"prompt: {{type: string, description: {text}}}", description=text)
    module = client_module(spec)
    for doc in (module.Client.generate_image.__doc__, module.AsyncClient.generate_image.__doc__):
        assert text in " ".join(doc.split())
        assert max(len(line) for line in doc.split("\n")) <= 130
    assert openapi(spec)["paths"]["/images"]["post"]["description"] == text
    assert sent(spec, prompt="a fox").body == {"prompt": "a fox"}
    assert codes(sync_spec(PROMPT, description="x" * 2_000_001)) == ["wrong-length"]


@pytest.mark.parametrize(("order", "out"), [(["generate", "--out"], "out"), (["vendor", "one", "--into"], "out/pack")])
def test_H27_file_that_the_generator_did_not_write(
    order: list[str], out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hand-written file where one of ours is due -> refused; nothing is written until --force says so."""
    at = tmp_path / out / ("one/client.py" if order[0] == "vendor" else "imageclients/one/client.py")
    at.parent.mkdir(parents=True)
    at.write_text("mine = True\n", "utf-8")
    order = [*order, str(tmp_path / out), "--specs", str(specs(tmp_path, "one")), "--quiet"]
    before = tree(tmp_path)
    assert cli.main(order) == cli.OUTPUT
    assert "one/client.py is in the way" in capsys.readouterr().err
    assert tree(tmp_path) == before
    assert cli.main([*order, "--force"]) == cli.OK
    assert "mine" not in at.read_text("utf-8")
    assert cli.main([*order, "--check"]) == cli.OK


def _folder(path: Path) -> str:
    path.mkdir()
    return "unreadable-file: can't be read: it is a folder"


def _pipe(path: Path) -> str:
    os.mkfifo(path)
    return "unreadable-file: can't be read: it is a pipe or a device, not a plain file"


def _device(path: Path) -> str:
    path.symlink_to("/dev/zero")
    return "unreadable-file: can't be read: it is a pipe or a device, not a plain file"


def _broken_link(path: Path) -> str:
    path.symlink_to("nowhere.yaml")
    return "unreadable-file: can't be read: odd.yaml is a link to nothing"


def _circle(path: Path) -> str:
    path.symlink_to(path.name)
    return "unreadable-file: can't be read: Too many levels of symbolic links"


def _large(path: Path) -> str:
    with path.open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    return "too-large: the file is larger than 16 MiB"


ODD_FILES = [_folder, _pipe, _device, _broken_link, _circle, _large]


@pytest.mark.parametrize("make", ODD_FILES)
@pytest.mark.parametrize(
    "order", [["generate"], ["validate"], ["generate", "--check"], ["show", "odd"], ["validate", "FILE"]]
)
def test_N25_file_that_is_no_plain_one_or_too_large(
    order: list[str], make: Callable[[Path], str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A folder, a pipe, a device, a broken link or 200 MB named like a spec -> a problem of that file; none is read."""
    monkeypatch.chdir(tmp_path)
    told = make(specs(tmp_path, "one") / "odd.yaml")
    if make is _folder and order[-1] == "FILE":
        assert cli.main(["validate", "specs/odd.yaml"]) == cli.USAGE
        assert capsys.readouterr().err.startswith("specs/odd.yaml has no specs: ")
        return
    opened: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr("builtins.open", _recorded(opened))
        code = cli.main([*("specs/odd.yaml" if word == "FILE" else word for word in order)])
    assert code == cli.PROBLEMS
    assert f":1:1: {told}\n" in capsys.readouterr().err
    assert opened == []
    assert not (tmp_path / "generated").exists()


def _recorded(opened: list[str]) -> Callable[..., Any]:
    real: Callable[..., Any] = open

    def record(file: Any, *arguments: Any, **words: Any) -> Any:
        if "odd.yaml" in str(file):
            opened.append(str(file))
        return real(file, *arguments, **words)

    return record


def test_N25_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    """A file without a size, as in /proc, that never ends -> no more than 16 MiB of it are asked for."""
    asked: list[int] = []

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            asked.append(size)
            return b" " * size

    def endless(*_: Any, **__: Any) -> Endless:
        return Endless()

    (tmp_path / "odd.yaml").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("io.open", endless)
        document, problems = load.load(tmp_path / "odd.yaml", "odd.yaml")
    assert (document, [problem.code for problem in problems]) == (None, ["too-large"])
    assert asked == [16 * 1024 * 1024 + 1]


def test_N25_file_given_as_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--specs with a file -> what to pass instead."""
    file = specs(tmp_path, "one") / "one.yaml"
    assert cli.main(["validate", "--specs", str(file)]) == cli.USAGE
    assert "one.yaml is a file: --specs takes the folder that it is in" in capsys.readouterr().err
