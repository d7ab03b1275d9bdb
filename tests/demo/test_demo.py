"""The demo as a newcomer runs it, without a terminal and in one; and its parts where they meet odd text."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from demo import __main__ as command
from demo import page, sheet, source
from demo.calls import CALLS, REFUSED, Call
from demo.perform import given
from demo.rows import ASCII, Row
from demo.screen import Screen
from demo.story import Card, Refused, Story, shot

ROOT = Path(__file__).parents[2]
KINDS = ("task", "at once")
QUICK = 0.02
"""Seconds of a task."""
IMAGES = {
    "01-bizyair.png": (1664, 928),
    "02-bizyair.png": (1024, 1024),
    "03-aimanyi.png": (1920, 1080),
    "04-modelverse.png": (1568, 672),
    "05-ppio.jpg": (1024, 1024),
    "06-ppio.jpg": (1536, 640),
    "07-apimart-1.png": (2048, 1152),
    "07-apimart-2.png": (2048, 1152),
    "08-apimart.png": (864, 1152),
    "09-modelverse.png": (832, 1248),
    "10-aimanyi.png": (1024, 1024),
}


class Output(io.TextIOWrapper):
    """An output of some encoding, which may say that it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """What was written."""
        self.seek(0)
        return self.read()


def elements(document: str, kind: str) -> list[ElementTree.Element]:
    """The elements of a kind; the document must be well-formed."""
    return list(ElementTree.fromstring(document).iter(kind))  # noqa: S314 - our own


def text_of(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def story_of(folder: Path, call: Call, message: str = "x: nothing was sent:\n  n: too many") -> Story:
    """A story of one call with one small image."""
    path = folder / "small.png"
    Image.new("RGB", (64, 48), "teal").save(path)
    card = Card(1, call, source.written(call), (shot(path, "images/small.png"),), 0.0, 0.5, 0.6, (0.1, 0.5), "a" * 32)
    return Story((card,), Refused(call, source.written(call), "InvalidRequestError", message, 0), 3, 1)


def test_the_demo_shows_what_it_saved_and_what_the_mock_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, folder = Output(), tmp_path / "new" / "demo"
    monkeypatch.setattr(sys, "stdout", out)
    assert command.main(["--out", str(folder), "--task-seconds", str(QUICK)]) == 0
    told, document = out.text(), (folder / "index.html").read_text("utf-8")

    saved: dict[str, tuple[int, int]] = {}
    for path in sorted((folder / "images").iterdir()):
        with Image.open(path) as image:
            image.load()
            saved[path.name] = image.size
    assert saved == IMAGES

    shown: dict[str, tuple[int, int]] = {}
    for figure in elements(document, "figure"):
        told_of = next(figure.iter("img")).attrib
        name, size = told_of["src"], (int(told_of["width"]), int(told_of["height"]))
        kind = "JPEG" if name.endswith("jpg") else "PNG"
        kilobytes = (folder / name).stat().st_size / 1000
        assert text_of(next(figure.iter("figcaption"))) == f"{size[0]} × {size[1]} {kind} {kilobytes:,.0f} kB"
        shown[name.removeprefix("images/")] = size
    assert shown == IMAGES

    cards = elements(document, "article")
    heads = [[text_of(span) for span in next(card.iter("h2")).iter("span")][1:] for card in cards]
    assert [head[:2] for head in heads] == [[call.provider, "async" if call.awaits else "sync"] for call in CALLS]
    assert {head[0] for head in heads} == {path.stem for path in (ROOT / "specs").glob("*.yaml")}
    assert {(head[1], head[2]) for head in heads} == {(way, kind) for way in ("sync", "async") for kind in KINDS}

    polls = sum(int(number) for number in re.findall(r"([0-9]+) polls", "\n".join(map(text_of, cards))))
    requests = len(CALLS) + polls
    assert f"counted {requests} requests, {len(CALLS)} of them billed submits; the refused call made 0" in told
    assert "size: 4096*4096: 16777216 pixels" in told

    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told) == []
    assert [line.split()[1] for line in told.splitlines() if line.startswith("  ✓")][:5] == [
        f"{call.provider}.{call.operation}" for call in CALLS if not call.awaits
    ]
    assert str(folder / "index.html") in told

    with Image.open(folder / "contact-sheet.png") as image:
        image.load()
        assert image.width == sheet.WIDTH
        assert 1600 < image.height < 3200
    assert (folder / "contact-sheet.png").stat().st_size < 600_000


def test_a_second_run_replaces_its_files_and_touches_no_others(tmp_path: Path) -> None:
    images, calls = tmp_path / "images", CALLS[1:4:2] + CALLS[-1:]
    images.mkdir()
    others = [tmp_path / "notes.txt", images / "mine.png"]
    for path in others:
        path.write_text("mine")
    edit = replace(calls[0], arguments={**calls[0].arguments, "image": b"\x89PNG\r\n\x1a\n"})
    command.run(Screen(Output()), tmp_path, QUICK, [edit])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    story = command.run(Screen(Output()), tmp_path, QUICK, [edit, *calls[1:]])
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert before.keys() < after.keys()
    assert {path for path in before if before[path] == after[path]} == {*others, images / "01-bizyair.png"}
    assert story.requests == story.billed == len(calls)
    assert [path.read_text() for path in others] == ["mine", "mine"]


@pytest.mark.parametrize("call", [*CALLS, REFUSED], ids=lambda call: f"{call.provider}-{call.about}")
def test_what_a_card_shows_is_python_that_makes_this_very_call(call: Call) -> None:
    made: list[tuple[str, dict[str, Any]]] = []

    def generate_image(**arguments: Any) -> None:
        made.append(("generate_image", arguments))

    def edit_image(**arguments: Any) -> None:
        made.append(("edit_image", arguments))

    client = SimpleNamespace(generate_image=generate_image, edit_image=edit_image)
    result = SimpleNamespace(images=[SimpleNamespace(read=lambda: b"an image")])
    sizes = import_module(f"imageclients.{call.provider}.sizes")
    code = source.written(call)
    assert code.count("await ") == call.awaits
    exec(code.replace("await ", ""), {"client": client, "sizes": sizes, "result": result})  # noqa: S102 - that is the point
    assert made == [(call.operation, given(call, b"an image"))]
    assert "\n".join("".join(text for _, text in line) for line in source.parts(code)) == code


def test_a_hostile_prompt_is_only_text(tmp_path: Path) -> None:
    prompt = "</pre><script>alert(1)</script>&amp;\"' onerror=x \x1b[31m\u202e\ud800\n{{ 7*7 }} 'neath ]]>"
    story = story_of(
        tmp_path, Call("ppio", {"prompt": prompt}, "odd"), f"x: nothing:\n  prompt: {prompt!r}\x00<marquee>"
    )
    document = page.page(story)
    assert elements(document, "script") == elements(document, "marquee") == []
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", document) == []
    assert "<script" not in document.replace("&lt;script", "")
    assert "49" not in "".join(map(text_of, elements(document, "article")))
    assert repr(prompt) in text_of(elements(document, "article")[0]).replace("\n", " ")
    assert [image.attrib.keys() for image in elements(document, "img")] == [
        {"src", "width", "height", "alt"},
    ]
    drawn = sheet.draw(story).image
    assert drawn.width == sheet.WIDTH


def test_the_page_needs_nothing_but_the_images_beside_it(tmp_path: Path) -> None:
    document = page.page(story_of(tmp_path, CALLS[0]))
    links = re.findall(r"""(?:src|href)="([^"]*)"|url\(([^)]*)\)|@import""", document)
    assert {one or two for one, two in links if not (one or two).startswith(("data:image/svg", "#"))} == {
        "images/small.png"
    }


def test_no_line_is_wider_than_the_terminal(tmp_path: Path) -> None:
    call = CALLS[5]
    row = Row(1, call)
    states = [row.live(0, 0, columns, ASCII) for columns in range(10, 140)]
    row.begin(0)
    row.heard(SimpleNamespace(id="1", status="TASK_STATUS_PROCESSING_FOR_LONG", progress=55.0), 1)
    states += [row.live(1234.5, 3, columns, ASCII) for columns in range(10, 140)]
    row.finish(story_of(tmp_path, call).cards[0])
    states += [row.live(0, 0, columns, ASCII) for columns in range(10, 140)]
    for columns, line in zip([*range(10, 140)] * 3, states, strict=True):
        assert sum(len(text) for _, text in line) <= columns


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_an_output_gets_only_what_it_can_show(encoding: str) -> None:
    out = Output(encoding)
    screen = Screen(out)
    screen.say("雪 \x1b[31m\x00 a  b")
    assert out.text() == {"ascii": "\\u96ea", "utf-8": "雪"}[encoding] + " \\x1b[31m\\x00 a  b\n"
    assert ("✓" in screen.glyphs.done) == (encoding == "utf-8")


@pytest.mark.parametrize(("no_color", "expected"), [("", "\x1b[1mDone\x1b[0m\n"), ("1", "Done\n")])
def test_a_terminal_has_colours_unless_no_color_is_set(
    no_color: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", no_color)
    out = Output(terminal=True)
    Screen(out).say("Done", "bold")
    assert out.text() == expected


def test_ctrl_c_in_a_terminal_leaves_it_clean(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    # No task comes to an end: what ends the demo is Ctrl-C.
    arguments = [sys.executable, "-m", "demo", "--out", str(tmp_path), "--task-seconds", "300"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
    with subprocess.Popen(arguments, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        told = b""
        while b"one after the other" not in told and (more := _read(master)):
            told += more
        process.send_signal(signal.SIGINT)
        while more := _read(master):
            told += more
    os.close(master)
    assert process.returncode == 130
    text = told.decode()
    assert "Traceback" not in text
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1
    assert text.endswith("\x1b[?25hStopped.\r\n")


def _read(terminal: int) -> bytes:
    """What comes next; nothing where the other side is closed."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


@pytest.mark.parametrize("seconds", ["nan", "-1", "1e9", "soon"])
def test_seconds_that_make_no_sense_are_refused(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        command.main([f"--task-seconds={seconds}"])
    assert raised.value.code == 2
    assert f"'{seconds}' isn't a number from 0 to 300" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo").write_text("a file")
    assert command.main(["--out", str(tmp_path / "demo")]) == 3
    assert capsys.readouterr().err.startswith("demo: ")
