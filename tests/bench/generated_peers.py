"""The peers' clients, made from our OpenAPI documents by the peers' own generators before anything is measured."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.children import GENERATORS, ROOT, Spent, path, reason, spend

TITLES = {
    "opc": "openapi-python-client",
    "opc-bare": "openapi-python-client, unformatted",
    "dcg": "datamodel-code-generator, models",
    "dcg-client": "datamodel-code-generator, client",
    "clientele": "clientele",
    "openapi-generator": "openapi-generator (Java)",
}


@lru_cache
def absent() -> dict[str, str]:
    """The generators that can't be run here, each with the reason."""
    return {} if shutil.which("java") else {"openapi-generator": "needs Java, which isn't on the PATH"}


def run(kind: str, documents: Iterable[Path], into: Path) -> Spent:
    """Let another generator make what it makes of some documents."""
    into.mkdir(parents=True, exist_ok=True)
    found = os.pathsep.join([str(Path(GENERATORS).parent), os.environ.get("PATH", "")])  # its ruff formats what it made
    command = [GENERATORS, "-m", "bench.peers.generate", kind, str(into), *map(str, documents)]
    return spend(command, cwd=into, PYTHONPATH=path(), PATH=found)


@contextmanager
def clients_of(provider: str) -> Generator[tuple[list[Path], dict[str, str]]]:
    """The folders to import the peers' clients of a provider from, and those that couldn't be made."""
    with TemporaryDirectory(prefix="clientsmith-bench-") as name:
        folder, missing = Path(name), dict(absent())
        document = ROOT / "generated" / "openapi" / f"{provider}.yaml"
        for kind in ("opc", "dcg-client", "openapi-generator"):
            if kind not in missing:
                try:
                    run(kind, [document], folder)
                except RuntimeError as error:
                    missing[kind] = reason(error)
        yield [folder, folder / f"og_{provider}_project"], {TITLES[kind]: why for kind, why in missing.items()}
