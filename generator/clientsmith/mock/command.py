"""Its arguments on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientsmith.mock.server import Mock

EPILOG = """a fault strikes requests to PROVIDER/OPERATION, or PROVIDER/image for the images behind links:
  --fault status-503                              the first request of all
  --fault 'retry-after-seconds@*/generate_image'  the first submit of each run
  --fault 'reset@NAME/*:5'                        five requests to one provider
  --fault 'gateway-page%0.1'                      each tenth request, by chance and without end
The page at / lists all of them, and GET /_mock/faults does for programs.
"""
NEEDED = "the mock needs more than the rest of clientsmith: in a checkout, pipx install --force '.[mock]'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add everything that can be said about a mock."""
    add = parser.add_argument
    add("providers", nargs="*", metavar="NAME", help="all of the folder if none; a single one answers at the root, too")
    add("--port", type=_port, default=4010, metavar="N", help="0 for any that is free (4010)")
    add("--task-seconds", type=float, default=3.0, metavar="S", help="how long tasks take (3)")
    add("--seed", type=int, default=0, metavar="N", help="ids, links and faults of chance follow from it (0)")
    add("--key", default="", metavar="KEY", help="take this key only, and not just any")
    add("--unknown-fields", action="store_true", help="let fields through that no page knows")
    add("--cors", action="append", default=[], metavar="ORIGIN", help="let pages of this origin call; repeatable")
    add("--fault", action="append", default=[], metavar="FAULT", help="let something go wrong; repeatable")


def run(options: argparse.Namespace, specs: Path) -> int:
    """Serve until Ctrl-C.

    Raises:
        ValueError: the specs have problems, or an argument makes no sense.
        OSError: the port is taken.
        ImportError: what the mock needs isn't installed.
    """
    from clientsmith.mock.server import Mock  # noqa: PLC0415 - an extra, and slow to import

    mock = Mock(
        *options.providers,
        specs=specs,
        port=options.port,
        task_seconds=options.task_seconds,
        seed=options.seed,
        key=options.key,
        lenient=options.unknown_fields,
        cors=options.cors,
    )
    try:
        for text in options.fault:
            _fault(mock, text)
        _tell(mock)
        mock.serve()
    finally:
        mock.close()
    return 0


def _fault(mock: Mock, text: str) -> None:
    """Add a fault such as name@where:times or name@where%chance."""
    rest, _, chance = text.partition("%")
    head, colon, times = rest.rpartition(":") if rest.rpartition(":")[2].isdecimal() else (rest, "", "")
    name, _, where = (head if colon else rest).partition("@")
    try:
        likely = float(chance) if chance else 1.0
        mock.fault(name, where or "*", times=None if chance and not times else int(times or 1), chance=likely)
    except ValueError as error:
        raise ValueError(f"--fault {text}: {error}") from error


def _tell(mock: Mock) -> None:
    """Say what is where, as far as the first call."""
    width = max(len(provider.name) for provider in mock.providers)
    print(f"{mock.address}/  shows what is asked and answered; Ctrl-C stops", file=sys.stderr)
    for provider in mock.providers:
        print(f"  {provider.name:{width}}  base_url {mock.url(provider.name)}", file=sys.stderr, flush=True)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number < 65_536:
        raise ValueError(text)
    return number
