"""Command line arguments of live runs; the key is none of them."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from clientsmith.live.options import SWITCH, Options

EPILOG = f"""environment:
  {SWITCH}=1   allows calls that cost money; without it nothing is sent
  NAME_API_KEY         the key
  NAME_BASE_URL        the address, where the spec has none or another one is to be called

exit codes:
  0  nothing differs from the spec
  1  something differs, a call failed or tells nothing, or the time of the run was over
  2  the command itself is wrong, live calls aren't allowed, or a recording is damaged; nothing was sent
  3  the budget was used up before all calls that were asked for
  130  stopped by Ctrl-C
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of a run."""
    add = parser.add_argument
    add("provider", metavar="NAME")
    add("--max-submits", type=_count, metavar="N", help="most requests that may bill (1; 0 with --task)")
    add("--case", action="append", default=[], metavar="ID", help="call this one, and not the cheapest; repeatable")
    add("--operation", default="", metavar="OP", help="call this operation alone")
    add("--task", action="append", default=[], metavar="ID", help="take up this task, which bills nothing; repeatable")
    add("--errors", action="store_true", help="make one call with a wrong key as well; it counts")
    add("--probe", action="store_true", help="also call with every field at its bounds, and where it is free one past")
    add("--image", default="", metavar="LINK|FILE", help="the image for calls that need one")
    add("--timeout", type=_seconds, default=900.0, metavar="S", help="most seconds of the whole run (900)")
    add("--package", default="", metavar="NAME", help="package of your clients, such as shop.images")
    add("--record", type=Path, metavar="DIR", help="where to record (./recordings/NAME-TIME)")
    add("--replay", type=Path, metavar="DIR", help="run on a recording: no network, no key, no cost")
    add("--json", type=Path, metavar="FILE", help="write the report as data, too")
    add("--list", action="store_true", help="only print the calls that there are, the cheapest first")


def options(given: argparse.Namespace) -> Options:
    """Make the run that the arguments ask for."""
    most: int | None = given.max_submits
    return Options(
        package=given.package,
        max_submits=most if most is not None else 0 if given.task and not (given.case or given.errors) else 1,
        cases=tuple(dict.fromkeys(given.case)),
        operation=given.operation,
        tasks=tuple(dict.fromkeys(given.task)),
        errors=given.errors,
        image=given.image,
        probe=given.probe,
        timeout=given.timeout,
        record=given.record,
        replay=given.replay,
        json=given.json,
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError(text)
    return number
