"""What a run says: progress on a terminal, plain lines elsewhere, nothing if quiet."""

from __future__ import annotations

import sys
from pathlib import Path

from clientsmith.paths import display


def up_to_date(out: Path) -> str:
    """The message of a run with nothing to do."""
    return f"{display(out)} is up to date"


class Console:
    """Messages go to standard error, so that standard output is for data."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._width = 0

    def progress(self, step: str) -> None:
        """Show the current step, on a terminal only: in a line that the next message overwrites."""
        if self._live:
            self._clear()
            text = f"  {step} ..."
            sys.stderr.write(text)
            sys.stderr.flush()
            self._width = len(text)

    def say(self, line: str) -> None:
        """A result."""
        if not self._quiet:
            self._clear()
            print(line, file=sys.stderr)

    def fail(self, text: str) -> None:
        """A problem; quiet or not."""
        self._clear()
        print(text, file=sys.stderr)

    def _clear(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            self._width = 0
