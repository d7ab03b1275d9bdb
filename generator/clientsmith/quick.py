"""The command as it is started: `generate` with nothing to do is answered at once, all else goes to the command line.

What `cli` imports takes longer than to see that nothing has changed. Nothing is decided here that `cli` decides in
another way: the hashes, the comparison and the words are the same functions, and whatever is unusual goes there.
"""

from __future__ import annotations

import os
import sys

from clientsmith import folders

TYPE_CHECKING = False  # to import typing takes long, and type checkers know the name
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if words and words[0] == "generate" and _nothing_to_do(words[1:]):
            return 0
    except BrokenPipeError:
        return 0  # nobody reads on
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    from clientsmith.cli import main as command_line  # noqa: PLC0415 - see above

    return command_line(words)


def _nothing_to_do(words: Sequence[str]) -> bool:
    """Whether that is certain, and was said."""
    options = _plain(words)
    if options is None or os.name != "posix":
        return False
    here = "specs" if os.path.isdir("specs") else folders.SPECS
    folder, out = options.get("--specs", here), options.get("--out", "generated")
    from clientsmith.load.files import spec_names  # noqa: PLC0415 - not for other commands
    from clientsmith.output.fingerprint import inputs_of  # noqa: PLC0415 - not for other commands
    from clientsmith.output.manifest import is_current  # noqa: PLC0415 - not for other commands

    try:
        if any(name.endswith(".yml") for name in os.listdir(folder)):
            return False
        specs = [f"{folder}/{name}" for name in spec_names(folder)]
        if not specs or not is_current(out, inputs_of(specs, folders.TEMPLATES)):
            return False
    except (OSError, ValueError, ImportError):
        return False  # the command line says what is wrong
    from clientsmith.console import Console, up_to_date  # noqa: PLC0415 - not for other commands

    Console(quiet="--quiet" in options).say(up_to_date(out))
    return True


def _plain(words: Sequence[str]) -> dict[str, str] | None:
    """The options of `generate` with their values, if they are the plain ones, each at most once; else None."""
    options: dict[str, str] = {}
    left = list(reversed(words))
    while left:
        word = left.pop()
        if word in options:
            return None
        if word in ("--check", "--quiet"):
            options[word] = ""
        elif word in ("--out", "--specs") and left and left[-1] and not left[-1].startswith("-"):
            options[word] = left.pop()
        else:
            return None
    return options
