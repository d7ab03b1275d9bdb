"""Options of a run, and the refusal to begin one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SWITCH = "CLIENTSMITH_LIVE"
"""The variable that allows a run to send anything."""
DEFAULT_PACKAGE = "imageclients"
"""The default package of the clients."""


class Refusal(Exception):
    """The run doesn't begin; the text says why and what to do."""


@dataclass(frozen=True)
class Options:
    """A run.

    Attributes:
        package: the Python package of the clients; if empty, the project's or installed ones, else they are made.
        max_submits: most requests that may bill.
        cases: ids of the cases to call, in this order, or the last part of them; the cheapest if there is none.
        operation: id of the one operation to call; empty for all.
        tasks: ids of tasks to take up, which bills nothing.
        errors: whether to make a call with a wrong key.
        image: a link or a file to send where a call needs an image; empty for none.
        timeout: most seconds of the whole run.
        record: the folder to record in, which mustn't exist yet; one below ./recordings if None.
        replay: the folder of a recording to run on instead of the provider.
        json: the file to write the report to as data.
    """

    package: str = ""
    max_submits: int = 1
    cases: tuple[str, ...] = ()
    operation: str = ""
    tasks: tuple[str, ...] = ()
    errors: bool = False
    image: str = ""
    probe: bool = False
    timeout: float = 900.0
    record: Path | None = None
    replay: Path | None = None
    json: Path | None = None
