"""The command line: thin, it only calls the stages."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from clientsmith import __version__, paths
from clientsmith.console import Console, up_to_date
from clientsmith.live import command as live_command
from clientsmith.load import windows
from clientsmith.mock import command as mock_command
from clientsmith.output.fingerprint import NOTHING, Inputs, inputs_of
from clientsmith.output.found_specs import SpecError, SpecFolders
from clientsmith.paths import display

if TYPE_CHECKING:
    from clientsmith.language.model import Provider
    from clientsmith.load.document import Document

T = TypeVar("T")
OK, PROBLEMS, USAGE, OUTPUT, INTERRUPTED = 0, 1, 2, 3, 130
_EPILOG = """exit codes:
  0  done; with --check: nothing differs
  1  the specs have problems; with --check: something differs
  2  the command itself is wrong
  3  the output can't be made or written as asked; nothing was written
  130  stopped by Ctrl-C
"""


class Refused(Exception):
    """A command can't be done; the text says why, and `code` is the exit code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    console = Console(quiet=getattr(options, "quiet", False))
    try:
        code: int = options.run(options, console)
        sys.stdout.flush()
    except Refused as refused:
        console.fail(str(refused))
        return refused.code
    except SpecError as error:
        console.fail(str(error))
        return USAGE
    except BrokenPipeError:
        # Nobody reads on; what is still buffered must not fail once more at the end of the program.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        console.fail("stopped")
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clientsmith",
        description="Typed clients from one YAML spec per provider.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"clientsmith {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    validate = commands.add_parser("validate", help="report every problem of every spec")
    validate.add_argument(
        "files", nargs="*", type=Path, metavar="SPEC", help="spec files or folders; the folder of --specs if none"
    )
    validate.set_defaults(run=_validate)

    new = commands.add_parser("new", help="write a first spec, with a mark wherever something is to be filled in")
    new.add_argument("name", metavar="NAME", help="the provider's name, such as fox: the Python module and the file")
    new.set_defaults(run=_new)

    generate = commands.add_parser(
        "generate", help="make the clients", epilog=_EPILOG, formatter_class=parser.formatter_class
    )
    generate.add_argument("--check", action="store_true", help="write nothing; name files that differ, and exit with 1")
    generate.add_argument("--provider", action="append", default=[], metavar="NAME", help="only this one; repeatable")
    generate.add_argument("--out", type=Path, default=Path("generated"), metavar="DIR", help="where to (./generated)")
    generate.add_argument("--force", action="store_true", help="replace files in the way that clientsmith didn't make")
    generate.set_defaults(run=_generate)

    show = commands.add_parser("show", help="print what a spec means, as JSON")
    show.add_argument("provider", metavar="PROVIDER")
    show.set_defaults(run=_show)

    vendor = commands.add_parser("vendor", help="put clients into a package of your own")
    vendor.add_argument("providers", nargs="+", metavar="PROVIDER")
    vendor.add_argument(
        "--into", type=Path, required=True, metavar="DIR", help="the package's folder; its name is yours"
    )
    vendor.add_argument("--with-tests", action="store_true", help="their contract tests too, as DIR/conformance")
    vendor.add_argument("--only", action="store_true", help="drop clients and tests that aren't named")
    vendor.add_argument("--check", action="store_true", help="write nothing; name files that differ, and exit with 1")
    vendor.add_argument("--force", action="store_true", help="replace files that were edited, or aren't clientsmith's")
    vendor.set_defaults(run=_vendor)

    live = commands.add_parser(
        "live",
        help="make documented calls for real, and list what differs from the spec",
        epilog=live_command.EPILOG,
        formatter_class=parser.formatter_class,
    )
    live_command.add_arguments(live)
    live.set_defaults(run=_live)

    mock = commands.add_parser(
        "mock",
        help="run providers on this machine, with real images and no key",
        epilog=mock_command.EPILOG,
        formatter_class=parser.formatter_class,
    )
    mock_command.add_arguments(mock)
    mock.set_defaults(run=_mock)

    schema = commands.add_parser("schema", help="print the JSON Schema of specs, for an editor")
    schema.set_defaults(run=_schema)

    for command in (validate, new, generate, show, vendor, live, mock):
        command.add_argument(
            "--specs", type=Path, metavar="DIR", help="the project's own specs (./specs, if there is such a folder)"
        )
    for command in (validate, new, generate, vendor, live):
        command.add_argument("--quiet", action="store_true", help="say nothing but problems")
    return parser


def _validate(options: argparse.Namespace, console: Console) -> int:
    from clientsmith import pipeline  # noqa: PLC0415 - slow imports only where they are needed

    folders = SpecFolders(options.specs)
    given: list[Path] = options.files
    files = [file for path in given for file in (SpecFolders(path).all_own() if path.is_dir() else [path])]
    files = files or folders.all_own()
    documents, report = pipeline.check(files, console.progress)
    if report.problems:
        counted = _count(len(report.problems), "problem")
        raise Refused(PROBLEMS, f"{report.text()}\n\n{counted} in {_count(len(files) - len(documents), 'spec')}")
    own = "the installed specs" if folders.own == paths.SPECS else display(folders.own)
    console.say(f"{_count(len(files), 'spec')} without problems{'' if given else f' in {own}'}")
    return OK


def _new(options: argparse.Namespace, console: Console) -> int:
    from clientsmith import scaffold  # noqa: PLC0415 - the same

    name, folder = options.name, options.specs or Path("specs")
    path = folder / f"{Path(name).name}.yaml"
    if why := scaffold.problems(name, path):
        raise Refused(USAGE, why)
    try:
        scaffold.write(name, path)
    except OSError as error:
        why = "is there already, and stays as it is" if path.exists() else f"can't be written: {error.strerror}"
        raise Refused(OUTPUT, f"{display(path)} {why}") from error
    console.say(
        f"{display(path)} is valid; fill in what says TODO, then `clientsmith validate` and `clientsmith generate`"
    )
    return OK


def _generate(options: argparse.Namespace, console: Console) -> int:
    folders, out = SpecFolders(options.specs), options.out
    _refuse_unportable(out)
    specs = folders.find_own(options.provider)
    with _only_writer(out, options, console):
        if options.provider:
            return _generate_some(out, specs, set(options.provider), options, console)
        return _generate_all(out, specs, options, console)


def _generate_some(
    out: Path, specs: Sequence[Path], chosen: set[str], options: argparse.Namespace, console: Console
) -> int:
    from clientsmith.output import tree  # noqa: PLC0415 - the same

    providers = _built(specs, console)
    files = _rendered(providers, chosen)
    # What other providers have stays as it is, and belongs to the output all the same.
    apart = _in_tree(lambda: tree.kept(out, set(files), {f"imageclients/{name}/" for name in chosen}))
    code = _finish(out, files, apart, NOTHING, options, console)
    _say_access([provider for provider in providers if provider.name in chosen], options, console)
    return code


def _generate_all(out: Path, specs: Sequence[Path], options: argparse.Namespace, console: Console) -> int:
    from clientsmith.output import manifest  # noqa: PLC0415 - the same

    try:
        inputs = inputs_of(specs, paths.TEMPLATES)
    except (OSError, ImportError):
        inputs = NOTHING  # what can't be read or isn't installed is a problem of its own, and reported later
    if manifest.is_current(out, inputs):
        console.say(up_to_date(out))
        return OK
    from clientsmith.update import updated  # noqa: PLC0415 - the same

    providers, files, inputs = _formatted(
        lambda: updated(out, specs, inputs, paths.TEMPLATES, lambda some: _checked(some, console))
    )
    code = _finish(out, files, {}, inputs, options, console)
    _say_access(providers, options, console)
    return code


def _vendor(options: argparse.Namespace, console: Console) -> int:
    from clientsmith.output import vendor  # noqa: PLC0415 - the same

    into = options.into
    _in_tree(lambda: vendor.check_package(into))
    with _only_writer(into, options, console):
        return _vendor_into(into, SpecFolders(options.specs), options, console)


def _vendor_into(into: Path, folders: SpecFolders, options: argparse.Namespace, console: Console) -> int:
    from clientsmith.output import tree, vendor  # noqa: PLC0415 - the same

    chosen = {name: folders.find(name) for name in options.providers}
    if not options.only:
        # They share a runtime with the new ones, and so are made anew with them.
        before = vendor.vendored_before(into) - set(chosen)
        if gone := ", ".join(sorted(name for name in before if not folders.has(name))):
            raise Refused(
                USAGE, f"{display(into)} has {gone}, without a spec in {display(folders.own)}: --only drops it"
            )
        chosen |= {name: folders.find(name) for name in before}
    shipped = [spec for spec in chosen.values() if spec.parent != folders.own]
    # A project's folder of that name may hold other things, unless a spec is taken from there.
    own = folders.all_own() if len(shipped) < len(chosen) else []
    providers = [provider for provider in _built([*own, *shipped], console) if provider.name in chosen]
    width = max(map(len, chosen))
    for name in sorted(chosen):
        console.say(f"{name:{width}}  from {folders.origin(chosen[name])}")
    with_tests = options.with_tests or (vendor.has_tests(into) and not options.only)
    files = vendor.vendored(_rendered(providers, set(chosen)), providers, with_tests=with_tests)
    edited = _in_tree(lambda: tree.edited(into, files))
    if edited and not options.check and not options.force:
        raise Refused(OUTPUT, _edited_text([f"{display(into)}/{name}" for name in edited]))
    code = _finish(into, files, {}, NOTHING, options, console)
    _say_access(providers, options, console)
    return code


def _edited_text(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} was edited since it was vendored: --force puts it back as it was made"
    listed = "".join(f"\n  {name}" for name in names)
    return f"{len(names)} files were edited since they were vendored: --force puts them back as they were made{listed}"


def _live(options: argparse.Namespace, console: Console) -> int:
    from clientsmith.live.options import Refusal  # noqa: PLC0415 - the same
    from clientsmith.live.run import listed, run  # noqa: PLC0415 - the same

    provider, live_options = _provider(options), live_command.options(options)
    try:
        if options.list:
            print(listed(provider, live_options), end="")
            return OK
        return run(provider, live_options, console.say)
    except Refusal as refusal:
        raise Refused(USAGE, str(refusal)) from refusal


def _mock(options: argparse.Namespace, console: Console) -> int:
    try:
        return mock_command.run(options, SpecFolders(options.specs).folder_of(options.providers))
    except ImportError as error:
        raise Refused(USAGE, mock_command.NEEDED) from error
    except ValueError as error:
        raise Refused(USAGE, str(error)) from error
    except OSError as error:
        raise Refused(OUTPUT, f"port {options.port} can't be had: {error.strerror}; try --port 0") from error


def _schema(options: argparse.Namespace, console: Console) -> int:
    print(paths.SCHEMA.read_text("utf-8"), end="")
    return OK


def _show(options: argparse.Namespace, console: Console) -> int:
    import json  # noqa: PLC0415 - the same

    meaning = _provider(options).meaning()
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(meaning, ensure_ascii=not unicode, indent=2))
    return OK


def _provider(options: argparse.Namespace) -> Provider:
    """What the spec of the provider that a command names means.

    Raises:
        Refused: there is no such spec, or it has problems.
    """
    from clientsmith import pipeline  # noqa: PLC0415 - the same

    documents, report = pipeline.check([SpecFolders(options.specs).find(options.provider)])
    if report.problems:
        raise Refused(PROBLEMS, report.text())
    return pipeline.build(documents)[0]


def _built(specs: Sequence[Path], console: Console) -> list[Provider]:
    """The providers that the specs describe.

    Raises:
        Refused: with all problems of all specs, if there is one.
    """
    documents = _checked(specs, console)
    from clientsmith.pipeline import build  # noqa: PLC0415 - the same

    return build(documents)


def _rendered(providers: Sequence[Provider], only: set[str]) -> dict[str, bytes]:
    """The files of the output, of these providers.

    Raises:
        Refused: the output can't be formatted.
    """
    from clientsmith.render import render  # noqa: PLC0415 - the same

    return _formatted(lambda: render(providers, paths.TEMPLATES, only))


def _checked(specs: Sequence[Path], console: Console) -> list[Document]:
    """The documents of the specs.

    Raises:
        Refused: with all problems of all of them, if there is one.
    """
    from clientsmith import pipeline  # noqa: PLC0415 - the same

    documents, report = pipeline.check(specs, console.progress)
    if report.problems:
        counted = _count(len(report.problems), "problem")
        raise Refused(PROBLEMS, f"{report.text()}\n\n{counted}; nothing was written")
    console.progress("rendering")
    return documents


def _formatted(step: Callable[[], T]) -> T:
    """Do something that formats files.

    Raises:
        Refused: that can't be done.
    """
    from clientsmith.render.formatting import FormatError  # noqa: PLC0415 - the same

    try:
        return step()
    except FormatError as error:
        raise Refused(OUTPUT, str(error)) from error


def _refuse_unportable(out: Path) -> None:
    """Refuse a folder that couldn't be checked out everywhere.

    Raises:
        Refused: Windows can't have its name.
    """
    if why := windows.trouble(out.name):
        raise Refused(OUTPUT, f"{display(out)} can't be written: {why}")


@contextmanager
def _only_writer(out: Path, options: argparse.Namespace, console: Console) -> Generator[None]:
    """Lock the folder against other writers; with --check nothing is locked.

    Raises:
        Refused: the folder can't be made.
    """
    from clientsmith.output.lock import only_writer  # noqa: PLC0415 - the same

    with ExitStack() as stack:
        if not options.check:
            writer = only_writer(out, lambda: console.say(f"waiting for the clientsmith that writes {display(out)}"))
            _in_tree(lambda: stack.enter_context(writer))
        yield


def _say_access(providers: Iterable[Provider], options: argparse.Namespace, console: Console) -> None:
    """Print the key's variable and the host of each provider's client."""
    from clientsmith.language.access import access  # noqa: PLC0415 - the same

    if not options.check:
        lines = {provider.name: access(provider) for provider in providers}
        width = max(map(len, lines), default=0)
        for name in sorted(lines):
            console.say(f"{name:{width}}  {lines[name]}")


def _in_tree(step: Callable[[], T]) -> T:
    """Do something with the output folder.

    Raises:
        Refused: that can't be done.
    """
    from clientsmith.output.tree import TreeError  # noqa: PLC0415 - the same

    try:
        return step()
    except TreeError as error:
        raise Refused(OUTPUT, str(error)) from error
    except OSError as error:
        raise Refused(OUTPUT, f"{error.filename}: {error.strerror}") from error


def _finish(
    out: Path,
    files: dict[str, bytes],
    kept: dict[str, bytes],
    inputs: Inputs,
    options: argparse.Namespace,
    console: Console,
) -> int:
    """Compare or write the files, and print what differs or what was done."""
    from clientsmith.output import tree  # noqa: PLC0415 - the same

    whole = files | kept
    if options.check:
        difference = _in_tree(lambda: tree.compare(out, whole))
        words = ("changed", "missing", "left over")
    else:
        difference = _in_tree(lambda: tree.write(out, whole, inputs, force=options.force))
        words = ("changed", "new", "removed")
    groups = zip((*words, "not ours"), astuple(difference), strict=True)
    for word, names in groups:
        for name in names:
            console.say(f"{word:9} {display(out)}/{name}")
    if options.check and difference:
        ours = difference.changed or difference.missing or difference.leftover
        advice = f"run `clientsmith {options.command}` without --check" if ours else "move away what isn't ours"
        raise Refused(PROBLEMS, f"{display(out)} differs from the specs in {_count(len(difference), 'file')}: {advice}")
    done = "is up to date" if options.check else f"has {_count(len(files), 'file')} of these specs"
    console.say(f"{display(out)} {done}")
    return OK


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
