"""`make mutants`: mutates specs and code, runs the contract tests on each mutant, and says which ones live."""

from __future__ import annotations

import argparse
import gc
import importlib
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Protocol, TypeVar

from clientsmith import paths, pipeline
from mutants import code_run, spec_run, summary, survivors
from mutants.checks import Baseline, Unclean, baseline
from mutants.contract import contract_checks, write_everything
from mutants.facts import edits
from mutants.forked import Died, each
from mutants.rendered import Renderer
from mutants.source import code_files, module_name

T = TypeVar("T", bound="Mutant")
ROOT = Path(__file__).resolve().parents[2]


class Mutant(Protocol):
    """A mutant of either kind."""

    @property
    def id(self) -> str:
        """Its id."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if every survivor is explained and every explanation is needed, 1 if not, 2 for what can't be run."""
    told = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        try:
            return Run(told, Path(folder)).run()
        except Unclean as error:
            print(error, file=sys.stderr)
            return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--only", choices=("spec", "code"), help="only mutants of specs, or of code")
    parser.add_argument("--provider", action="append", default=[], help="only this provider's specs and cases")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="N mutants of each kind, chosen by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-failing", action="store_true", help="leave out cases that fail without a mutant")
    parser.add_argument("--generated", type=Path, default=ROOT / "generated", help=argparse.SUPPRESS)
    return parser


class Run:
    """One run, on a copy of everything that it reads: the checkout may change meanwhile."""

    def __init__(self, told: argparse.Namespace, folder: Path) -> None:
        self.told, self.folder = told, folder
        sys.pycache_prefix = str(folder / "bytecode")
        ignored = shutil.ignore_patterns("__pycache__")
        self.generated = shutil.copytree(told.generated, folder / "generated", ignore=ignored)
        self.package = self.generated / "imageclients"
        self.providers = [path.stem for path in sorted(paths.SPECS.glob("*.yaml"))]
        if told.provider:
            self.providers = [name for name in self.providers if name in told.provider]
        self.results: list[summary.Result] = []
        self.seconds: dict[str, float] = {}
        self.apart = summary.Apart()

    def run(self) -> int:
        """All stages, and what they came to."""
        self.renderer = Renderer(paths.TEMPLATES, self.folder / "templates")
        self.documents, report = pipeline.check([paths.SPECS / f"{name}.yaml" for name in self.providers])
        if report.problems:
            raise Unclean(report.text())
        suites = list(self.providers)
        if self.told.only != "spec" and not self.told.provider:
            _say("making the client and the cases of the spec that uses every word of the language")
            [made] = each([0], lambda _: write_everything(self.generated, self.folder))
            if isinstance(made, Died):
                raise Unclean(made.raised)
            suites.append(made)
        self.checks = contract_checks(self.generated, suites)
        if not self.checks:
            raise Unclean("there are no vectors under generated/conformance")
        importlib.import_module("httpx")
        # Models import nothing of the runtime, so that all children can share them.
        code_run.import_all([f"imageclients.{name}.models" for name in suites])
        if any(name.startswith("imageclients._runtime") for name in sys.modules):
            raise Unclean("the runtime is imported already, and no mutant of it would be seen")
        gc.collect()
        gc.freeze()
        self._measure()
        if self.told.only != "spec":
            self._code()
        if self.told.only != "code":
            self._specs()
        return self._report()

    def _measure(self) -> None:
        """Run all cases without a mutant: only then does a failure say something about one."""
        _say(f"running {len(self.checks)} cases on the clients as they are")
        usual = baseline(self.checks)
        failing = dict(usual.failures)
        if failing:
            shown = "\n\n".join(f"{name}\n{said}" for name, said in usual.failures[:5])
            text = f"{len(failing)} of {len(self.checks)} cases fail without any mutant:\n\n{shown}"
            if not self.told.without_failing:
                raise Unclean(text)
            _say(f"{text}\n\ngoing on without them")
        kept = [index for index, check in enumerate(self.checks) if check.id not in failing]
        self.usual = Baseline([usual.seconds[index] for index in kept], [])
        self.checks = [self.checks[index] for index in kept]

    def _code(self) -> None:
        begun = monotonic()
        modules, mutants = code_run.mutants_of(self.package)
        chosen = self._sampled(mutants)
        _say(f"noting which case runs which function, then trying {len(chosen)} of {len(mutants)} mutants of the code")
        self.results += code_run.tried_code(chosen, modules, self.checks, self.usual.seconds, _progress(len(chosen)))
        self.seconds["code"] = monotonic() - begun

    def _specs(self) -> None:
        begun = monotonic()
        found = [
            mutant
            for name, document in zip(self.providers, self.documents, strict=True)
            for mutant in spec_run.spec_mutants(name, document, edits(document.data), self.renderer, self.apart)
        ]
        chosen = self._sampled(found)
        _say(f"trying {len(chosen)} mutants of the specs")
        # The runtime is as it is from here on, and shared.
        code_run.import_all([module_name(file) for file in code_files(self.package)])
        gc.freeze()
        self.results[:0] = spec_run.tried_specs(
            chosen, self.renderer, self.checks, self.usual, self.package, self.apart, _progress(len(chosen))
        )
        self.seconds["spec"] = monotonic() - begun

    def _sampled(self, found: list[T]) -> list[T]:
        count: int = self.told.sample
        if not count or count >= len(found):
            return found
        chosen = sorted(random.Random(self.told.seed).sample(range(len(found)), count))  # noqa: S311 - no secret
        return [found[index] for index in chosen]

    def _report(self) -> int:
        reasons = survivors.explained()
        alive = [result for result in self.results if not result.killed]
        new = set(survivors.unexplained([result.id for result in alive], reasons))
        whole = not (self.told.sample or self.told.only or self.told.provider)
        tried = [result.id for result in self.results]
        dead = survivors.outdated([result.id for result in alive], tried, reasons, whole=whole)
        for result in alive:
            if result.id in new:
                print(summary.shown(result), end="\n\n")
        for name in dead:
            print(f"tests/mutants/{survivors.LIST.name}: {name}\n  is listed, but something kills it now\n")
        print(summary.table(self.results, reasons, self.seconds))
        if self.apart != summary.Apart():
            print(f"\n{summary.beside(self.apart)}")
        return 1 if new or dead else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _progress(whole: int) -> Callable[[int], None]:
    begun = monotonic()

    def told(done: int) -> None:
        if done % 100 == 0 or done == whole:
            _say(f"  {done} of {whole}, {monotonic() - begun:.0f} s")

    return told


if __name__ == "__main__":
    sys.exit(main())
