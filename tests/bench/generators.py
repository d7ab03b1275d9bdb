"""Group generate: from cold, with nothing to do and with one provider edited, beside other generators."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import children, generated_peers
from bench.children import OURS, ROOT, Spent
from bench.measure import Goal, Group, Plan, Row, Table, left_out, median

COLD, KEPT = "generate, cold, everything", "generate, nothing there but caches"
EDITED, SAME = "generate, one provider edited", "generate, nothing changed"
_EDITED = "What the image shows."


class Ours:
    """Our generator on specs of its own, in a folder of its own with a home of its own, so that cold is cold."""

    def __init__(self, folder: Path, specs: Path | None = None) -> None:
        self.folder, self.specs, self.out, self.home = folder, folder / "specs", folder / "out", folder / "home"
        shutil.copytree(specs or ROOT / "specs", self.specs)
        self._edits = 0

    def generate(self, *options: str) -> Spent:
        """Run the command."""
        self.home.mkdir(exist_ok=True)
        told = ["--quiet", "--specs", str(self.specs), "--out", str(self.out), *options]
        home, cache = str(self.home), str(self.home / "cache")
        command = [OURS, "-m", "clientsmith", "generate", *told]
        return children.spend(command, cwd=self.folder, HOME=home, XDG_CACHE_HOME=cache)

    def cold(self) -> Spent:
        """With nothing made and no cache, wherever one may be kept."""
        for kept in (self.home, self.folder / ".clientsmith-cache"):
            shutil.rmtree(kept, ignore_errors=True)
        return self.again()

    def again(self) -> Spent:
        """With nothing made, but what an earlier run may have kept elsewhere."""
        shutil.rmtree(self.out, ignore_errors=True)
        return self.generate()

    def edited(self) -> Spent:
        """After an edit that was never there before."""
        path = self.specs / "ppio.yaml"
        text = path.read_text("utf-8")
        assert f"description: {_EDITED[:-1]}" in text
        self._edits += 1
        before = f" Edit {self._edits - 1}." if self._edits > 1 else ""
        path.write_text(text.replace(_EDITED + before, f"{_EDITED} Edit {self._edits}.", 1), "utf-8")
        return self.generate()


def measure(plan: Plan) -> Group:
    """CPU seconds of the processes; each peer takes all five documents in one process."""
    documents = sorted((ROOT / "generated" / "openapi").glob("*.yaml"))
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        folder = Path(name)
        cold, warm, edits = (Ours(folder / part) for part in ("cold", "warm", "edits"))
        warm.generate()
        edits.generate()

        def peer(kind: str) -> Callable[[], Spent]:
            def run() -> Spent:
                shutil.rmtree(folder / kind, ignore_errors=True)
                return generated_peers.run(kind, documents, folder / kind)

            return run

        commands: dict[str, Callable[[], Spent]] = {
            COLD: cold.cold,
            KEPT: cold.again,
            EDITED: edits.edited,
            SAME: warm.generate,
        }
        missing = generated_peers.absent()
        titles = {kind: title for kind, title in generated_peers.TITLES.items() if kind not in missing}
        commands |= {title: peer(kind) for kind, title in titles.items()}
        runs, broken = children.working(commands, (COLD, KEPT, EDITED, SAME))
        remarks = left_out({generated_peers.TITLES[kind]: why for kind, why in missing.items()} | broken)
        made = {path.parent.name for path in (folder / "openapi-generator").glob("og_*_project/*/api_client.py")}
        if "openapi-generator" not in missing and len(made) < len(documents):
            remarks.append(f"openapi-generator made {len(made)} of {len(documents)} clients: {', '.join(sorted(made))}")
        spent = children.rounds_of(runs, plan.rounds(9, 3))
    table = Table("five providers, CPU", "ms", rows_of(spent), base=generated_peers.TITLES["opc-bare"])
    goals = [
        Goal(6, "generate, cold, everything / openapi-python-client, clients only", table.ratio(COLD), 1.0, 0.5),
        Goal(6, "generate with nothing changed / openapi-python-client", table.ratio(SAME), 0.2),
        Goal(6, "one provider edited / openapi-python-client", table.ratio(EDITED), 0.5),
    ]
    return Group("generate", [table], goals, remarks)


def rows_of(spent: Mapping[str, list[Spent]]) -> list[Row]:
    """CPU seconds, with seconds of the clock beside them."""
    return [
        Row(name, [one.cpu for one in found], f"{median([one.wall for one in found]):6.2f} s by the clock")
        for name, found in spent.items()
    ]
