"""Something that comes when a function of the clients is entered: there Python handles signals."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class Entered:
    """Calls something when a function of the clients is entered for the so-manieth time, in this thread.

    Attributes:
        at: at which entry.
        left: how many entries are missing; none if it came.
        where: the function, if it came.
    """

    def __init__(self, at: int, comes: Callable[[], object]) -> None:
        self.at = self.left = at
        self.where = ""
        self._comes = comes

    def __enter__(self) -> None:
        self._before = sys.gettrace()
        sys.settrace(self._trace)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: Any, event: str, value: object) -> None:
        code = frame.f_code
        # What is raised as a generator expression is thrown away can be heard by nobody.
        if "imageclients" in code.co_filename and not code.co_name.startswith("<"):
            self.left -= 1
            if self.left == 0:
                self.where = str(code.co_qualname)
                self._comes()
