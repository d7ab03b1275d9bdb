"""The command line: thin, it only calls the stages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from clientsmith import __version__, paths
from clientsmith.console import Console
from clientsmith.inputs import display, inputs_digest, spec_files

OK, PROBLEMS, USAGE, OUTPUT = 0, 1, 2, 3
_EPILOG = """exit codes:
  0  done; with --check: nothing differs
  1  the specs have problems; with --check: something differs
  2  the command itself is wrong
  3  the output can't be written as asked; nothing was written
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options, Console(quiet=getattr(options, "quiet", False)))
    except BrokenPipeError:
        sys.stderr.close()
        return OK
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
    validate.add_argument("specs", nargs="*", type=Path, metavar="SPEC", help="spec files; all of ./specs if none")
    validate.set_defaults(run=_validate)

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
    vendor.add_argument("--check", action="store_true", help="write nothing; name files that differ, and exit with 1")
    vendor.add_argument("--force", action="store_true", help="replace files in the way that clientsmith didn't make")
    vendor.set_defaults(run=_vendor)

    for command in (generate, show, vendor):
        command.add_argument(
            "--specs", type=Path, metavar="DIR", help="folder of specs (./specs, else those that came along)"
        )
    for command in (validate, generate, vendor):
        command.add_argument("--quiet", action="store_true", help="say nothing but problems")
    return parser


def _specs_folder(options: argparse.Namespace) -> Path:
    given: Path | None = getattr(options, "specs", None)
    if given is not None:
        return given
    here = Path("specs")
    return here if here.is_dir() else paths.SPECS


def _validate(options: argparse.Namespace, console: Console) -> int:
    from clientsmith import pipeline  # noqa: PLC0415 - slow imports only where they are needed

    files: list[Path] = options.specs or spec_files(Path("specs") if Path("specs").is_dir() else paths.SPECS)
    if not files:
        console.fail("no specs: name the files, or run this where specs/ is")
        return USAGE
    documents, report = pipeline.check(files, console.progress)
    if report.problems:
        console.fail(report.text())
        console.fail(f"\n{_count(len(report.problems), 'problem')} in {_count(len(files) - len(documents), 'spec')}")
        return PROBLEMS
    console.say(f"{_count(len(files), 'spec')} without problems")
    return OK


def _generate(options: argparse.Namespace, console: Console) -> int:
    from clientsmith import tree  # noqa: PLC0415

    folder, out = _specs_folder(options), options.out
    specs = spec_files(folder)
    chosen = _chosen(specs, folder, options.provider, console)
    if chosen is None:
        return USAGE
    inputs = inputs_digest(specs, paths.TEMPLATES)
    if not options.provider and tree.is_current(out, inputs):
        console.say(f"{display(out)} is up to date")
        return OK
    files = _rendered(specs, chosen if options.provider else None, console)
    if files is None:
        return PROBLEMS
    if options.provider:
        # What other providers have stays as it is, and belongs to the output all the same.
        kept = tree.kept(out, set(files), {f"imageclients/{name}/" for name in chosen})
        return _finish(out, files, kept, "", options, console)
    return _finish(out, files, {}, inputs, options, console)


def _vendor(options: argparse.Namespace, console: Console) -> int:
    from clientsmith import tree, vendor  # noqa: PLC0415

    folder, into = _specs_folder(options), options.into
    specs = spec_files(folder)
    chosen = _chosen(specs, folder, options.providers, console)
    if chosen is None:
        return USAGE
    try:
        vendor.check_package(into)
    except tree.TreeError as error:
        console.fail(str(error))
        return OUTPUT
    files = _rendered(specs, chosen, console)
    if files is None:
        return PROBLEMS
    return _finish(into, vendor.vendored(files, sorted(chosen)), {}, "", options, console)


def _show(options: argparse.Namespace, console: Console) -> int:
    import dataclasses  # noqa: PLC0415
    import json  # noqa: PLC0415

    from clientsmith import pipeline  # noqa: PLC0415

    folder = _specs_folder(options)
    chosen = _chosen(spec_files(folder), folder, [options.provider], console)
    if chosen is None:
        return USAGE
    documents, report = pipeline.check([folder / f"{options.provider}.yaml"])
    if report.problems:
        console.fail(report.text())
        return PROBLEMS
    print(json.dumps(dataclasses.asdict(pipeline.build(documents)[0]), ensure_ascii=False, indent=2))
    return OK


def _chosen(specs: Sequence[Path], folder: Path, names: Sequence[str], console: Console) -> set[str] | None:
    """The names that are specs; None, and a message, if one isn't."""
    known = [path.stem for path in specs]
    if not known:
        console.fail(f"{display(folder)} has no specs: make one NAME.yaml per provider there, or pass --specs DIR")
        return None
    for name in names:
        if name not in known:
            from clientsmith.diagnostics import closest  # noqa: PLC0415

            near = closest(name, known)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
            console.fail(f"{display(folder)} has no spec {name!a}: {hint}")
            return None
    return set(names)


def _rendered(specs: Sequence[Path], only: set[str] | None, console: Console) -> dict[str, bytes] | None:
    """The files of the output; None, and all problems of all specs, if there is one."""
    from clientsmith import pipeline  # noqa: PLC0415

    documents, report = pipeline.check(specs, console.progress)
    if report.problems:
        console.fail(report.text())
        console.fail(f"\n{_count(len(report.problems), 'problem')}; nothing was written")
        return None
    console.progress("rendering")
    from clientsmith.render import render  # noqa: PLC0415

    return render(pipeline.build(documents), paths.TEMPLATES, only)


def _finish(
    out: Path,
    files: dict[str, bytes],
    kept: dict[str, bytes],
    inputs: str,
    options: argparse.Namespace,
    console: Console,
) -> int:
    from clientsmith import tree  # noqa: PLC0415

    try:
        if options.check:
            difference = tree.compare(out, files | kept)
        else:
            difference = tree.write(out, files | kept, inputs, force=options.force)
    except tree.TreeError as error:
        console.fail(str(error))
        return OUTPUT
    words = ("changed", "missing", "left over") if options.check else ("changed", "new", "removed")
    groups = zip(words, (difference.changed, difference.missing, difference.leftover), strict=True)
    for word, names in groups:
        for name in names:
            console.say(f"{word:9} {display(out)}/{name}")
    for name in difference.foreign:
        console.say(f"{'not ours':9} {display(out)}/{name}")
    if options.check:
        if difference:
            console.fail(f"{display(out)} differs from the specs: run `{options.command}` without --check")
            return PROBLEMS
        console.say(f"{display(out)} is up to date")
        return OK
    console.say(f"{_count(len(files), 'file')} in {display(out)}")
    return OK


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
