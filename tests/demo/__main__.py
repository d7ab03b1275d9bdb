"""`make demo`: its command line, and what it says at the end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from clientsmith.mock.server import Mock
from demo import page, sheet
from demo.calls import CALLS, Call
from demo.perform import IMAGES, Pace, perform
from demo.screen import Screen
from demo.story import Story, calls_took, took
from imageclients.errors import ImageClientError

PAGE, SHEET = "index.html", "contact-sheet.png"
_LONGEST_TASK = 300.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo: 0 done, 1 a call failed, 2 wrong usage, 3 the folder can't be written, 130 Ctrl-C."""
    parser = argparse.ArgumentParser(prog="demo", description="All five providers, on a mock: no key, no network.")
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR", help="where to put it (demo)")
    parser.add_argument("--task-seconds", type=_seconds, default=3.0, metavar="S", help="how long tasks take (3)")
    asked = parser.parse_args(arguments)
    screen = Screen(sys.stdout)
    try:
        run(screen, asked.out, asked.task_seconds)
    except KeyboardInterrupt:
        screen.close()
        screen.say("Stopped.")
        return 130
    except ImageClientError as error:
        print(f"demo: {screen.shown(str(error))}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"demo: {screen.shown(str(error))}", file=sys.stderr)
        return 3
    return 0


def run(screen: Screen, folder: Path, task_seconds: float, calls: Sequence[Call] = CALLS) -> Story:
    """Make the calls, and write what came of them into the folder.

    Raises:
        ImageClientError: a call failed, or an image can't be written.
        OSError: the folder can't be written.
    """
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    with Mock(task_seconds=task_seconds) as mock:
        screen.say(f"{len(mock.providers)} providers on a mock at {mock.address}: no key, no network, no cost")
        screen.say()
        story = perform(mock, folder, screen, Pace(task_seconds), calls)
    _tell(screen, story)
    (folder / PAGE).write_text(page.page(story), encoding="utf-8")
    sheet.save(story, folder / SHEET)
    screen.say()
    screen.say(f"Look at {folder / PAGE}", "bold")
    screen.say(f"All of it as one picture: {folder / SHEET}; the images: {folder / IMAGES}")
    return story


def _tell(screen: Screen, story: Story) -> None:
    """Say what was refused, and what it all came to."""
    screen.say()
    screen.say("Refused before it cost anything", "bold")
    error = f"{story.refused.error}: {story.refused.message}"
    for line in (*story.refused.source.splitlines(), *error.splitlines()):
        screen.say(f"  {line}")
    one, together = story.part(awaits=False), story.part(awaits=True)
    screen.say()
    screen.say(
        f"{story.images} images: {len(one)} calls one after the other took {took(one):.1f} s, "
        f"{len(together)} together {took(together):.1f} s for {calls_took(together):.1f} s of calls"
    )
    screen.say(
        f"The mock counted {story.requests} requests, {story.billed} of them billed submits; "
        f"the refused call made {story.refused.requests}"
    )


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 <= float(text) <= _LONGEST_TASK:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!a} isn't a number from 0 to {_LONGEST_TASK:.0f}")


if __name__ == "__main__":
    sys.exit(main())
