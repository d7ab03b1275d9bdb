"""Speed and size, measured side by side in one run: medians of interleaved processes, in CPU seconds, and ratios.

Absolute times are of this machine; ratios travel better. A goal that isn't met is shown, and the exit code is 1.
"""

from __future__ import annotations

import ast
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "generated" / "imageclients" / "_runtime"
ROUNDS = 9
NOISY = 0.25
"""A measurement whose middle half spreads wider than this part of its median says nothing sure."""


@dataclass
class Case:
    """A command that is run in every round; `before` sets the scene and isn't measured."""

    name: str
    command: list[str]
    before: Callable[[], None] = lambda: None
    seconds: list[float] = field(default_factory=list[float])

    def run(self) -> None:
        """Run it once and note the CPU time of its whole process tree."""
        self.before()
        start = _children()
        subprocess.run(self.command, check=True, cwd=ROOT, capture_output=True, env=_environment())
        self.seconds.append(_children() - start)

    @property
    def median(self) -> float:
        """CPU seconds."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Width of the middle half, in parts of the median."""
        low, _, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / self.median


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment() -> dict[str, str]:
    """Byte code is kept, as on a user's machine."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = Path(folder) / "cold", Path(folder) / "warm"
        generate = [sys.executable, "-m", "clientsmith", "generate", "--quiet", "--specs", str(ROOT / "specs"), "--out"]
        subprocess.run([*generate, str(warm)], check=True, cwd=ROOT, env=_environment())
        start = Case("python -c pass", [sys.executable, "-c", "pass"])
        both = Case("import httpx, pydantic", [sys.executable, "-c", "import httpx, pydantic"])
        httpx = Case("import httpx", [sys.executable, "-c", "import httpx"])
        client = Case(
            "import httpx, pydantic and a client",
            [sys.executable, "-c", "import httpx, pydantic; from imageclients.apimart import Client"],
        )
        package = Case("import imageclients.apimart", [sys.executable, "-c", "import imageclients.apimart"])
        whole = Case("generate, cold", [*generate, str(cold)], before=lambda: _remove(cold))
        check = Case("generate --check, nothing changed", [*generate, str(warm), "--check"])
        cases = [start, httpx, both, client, package, whole, check]
        for _ in range(ROUNDS):
            for case in cases:
                case.run()

    print(f"medians of {ROUNDS} interleaved rounds, CPU time of the process\n")
    print(f"{'what':40} {'ms':>8} {'/ python':>9} {'/ httpx':>9}  spread")
    for case in cases:
        noisy = "  too noisy to tell" if case.spread > NOISY else ""
        times = f"{case.median * 1000:8.1f} {case.median / start.median:9.2f} {case.median / httpx.median:9.2f}"
        print(f"{case.name:40} {times}  {case.spread:5.0%}{noisy}")

    runtime, providers = _lines(ROOT / "generated" / "imageclients")
    whole_runtime = sum(len(path.read_text("utf-8").splitlines()) for path in RUNTIME.glob("*.py"))
    print(f"\nruntime: {runtime} lines of code in {whole_runtime} lines with docstrings, comments and blank lines")
    over = client.median - both.median
    goals = [
        ("cold run of five providers, CPU seconds", whole.median, 1.5),
        ("--check with nothing changed, CPU seconds", check.median, 0.3),
        ("import of a client over httpx and pydantic, CPU seconds", over, 0.020),
        ("runtime, lines of code", runtime, 2600),
        ("largest provider without its models, lines of all kinds", max(providers.values()), 500),
    ]
    print(f"\n{'goal':58} {'is':>9} {'at most':>9}")
    failed = 0
    for name, value, limit in goals:
        met = value <= limit
        failed += not met
        print(f"{name:58} {value:9.4g} {limit:9.4g}  {'met' if met else 'MISSED'}")
    return 1 if failed else 0


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def _lines(package: Path) -> tuple[int, dict[str, int]]:
    """Lines of code of the runtime, without blank lines, comments and docstrings; all lines of each provider."""
    runtime = sum(_code_lines(path.read_text("utf-8")) for path in (package / "_runtime").glob("*.py"))
    providers = {
        folder.name: sum(
            len(path.read_text("utf-8").splitlines()) for path in folder.glob("*.py") if path.name != "models.py"
        )
        for folder in package.iterdir()
        if (folder / "client.py").is_file()
    }
    return runtime, providers


def _code_lines(source: str) -> int:
    prose: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    numbered = enumerate(source.splitlines(), start=1)
    return sum(
        1 for number, line in numbered if line.strip() and not line.lstrip().startswith("#") and number not in prose
    )


if __name__ == "__main__":
    sys.exit(main())
