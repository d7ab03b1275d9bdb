"""Shows how the calls get on: a table that is painted again and again in a terminal, and plain lines elsewhere."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TextIO

from demo.rows import ASCII, UNICODE, Row, Segment

_STYLES = {"dim": "2", "good": "32", "busy": "36", "bold": "1", "bad": "31"}
_AGAIN = 0.1
"""Seconds between two pictures of the table."""
_HIDE, _SHOW, _BELOW = "\x1b[?25l", "\x1b[?25h", "\x1b[J"


class Screen:
    """An output, and what it is able to show."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._encoding = out.encoding or "ascii"
        self.live = out.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._coloured = self.live and not os.environ.get("NO_COLOR")
        self.glyphs = UNICODE if self._shows("".join(UNICODE)) else ASCII
        self._rows: Sequence[Row] = ()
        self._now: Callable[[], float] = float
        self._painted = self._frame = 0
        self._painting = False
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint_again, name="demo-screen", daemon=True)

    def say(self, text: str = "", style: str = "plain") -> None:
        """A line, with nothing in it that an output could take for an instruction or can't show."""
        self._write(self._styled([(style, self.shown(text))]) + "\n")

    def shown(self, text: str) -> str:
        """The text as this output can show it: what can't be printed, or not here, is escaped."""
        kept = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
        return kept.encode(self._encoding, "backslashreplace").decode(self._encoding)

    @contextmanager
    def showing(self, rows: Sequence[Row], now: Callable[[], float]) -> Generator[None, None, None]:
        """Show the rows for as long as this is open; whatever ends it leaves the terminal as it was."""
        self._rows, self._now = rows, now
        # A table that is higher than the terminal can't be painted over.
        self._painting = self.live and len(rows) + 6 < shutil.get_terminal_size().lines
        if not self._painting:
            yield
            return
        try:
            self._write(_HIDE)
            self._painter.start()
            yield
        finally:
            self.close()

    def close(self) -> None:
        """Leave the terminal as it was; once is enough, and twice does no harm, for Ctrl-C may come anywhere."""
        if not self._painting:
            return
        self._over.set()
        try:
            if self._painter.is_alive():
                self._painter.join()
            self._paint()
        finally:
            self._painting = False
            self._write(_SHOW)

    def finished(self, row: Row) -> None:
        """Say that a call is through, where no table shows it."""
        if not self._painting and row.card is not None:
            columns = 10_000 if not self.live else shutil.get_terminal_size().columns - 1
            self._write(self._styled(row.summary(row.card, columns, self.glyphs)).rstrip() + "\n")

    def _paint_again(self) -> None:
        while not self._over.is_set():
            self._paint()
            self._over.wait(_AGAIN)

    def _paint(self) -> None:
        columns = shutil.get_terminal_size().columns - 1
        lines: list[list[Segment]] = []
        for awaits, heading in ((False, "Client, one after the other"), (True, "AsyncClient, all together")):
            rows = [row for row in self._rows if row.call.awaits == awaits]
            lines += [[("bold", heading[:columns])]] if rows else []
            lines += [row.live(self._now(), self._frame, columns, self.glyphs) for row in rows]
        back = f"\x1b[{self._painted}F" if self._painted else "\r"
        self._write(back + "".join(f"{self._styled(line)}\x1b[K\n" for line in lines) + _BELOW)
        self._painted, self._frame = len(lines), self._frame + 1

    def _styled(self, line: Sequence[Segment]) -> str:
        if not self._coloured:
            return "".join(text for _, text in line)
        return "".join(
            f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style in _STYLES and text else text for style, text in line
        )

    def _shows(self, text: str) -> bool:
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
