"""`python -m bench.peers.generate KIND INTO DOCUMENT...` runs another generator on OpenAPI documents, in one process.

One process for all, because most of what a small run costs is imports, and ours takes all providers in one run too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any


def opc(documents: Sequence[Path], into: Path, hooks: list[str] | None = None) -> None:
    """openapi-python-client, through the function that its command calls."""
    package: Any = import_module("openapi_python_client")
    config: Any = import_module("openapi_python_client.config")
    for document in documents:
        told = config.Config.from_sources(
            config.ConfigFile(post_hooks=hooks),
            config.MetaType.NONE,
            document,
            "utf-8",
            True,
            output_path=into / f"opc_{document.stem}",
        )
        serious = [error for error in package.generate(config=told) if error.level == package.ErrorLevel.ERROR]
        assert not serious, serious


def opc_bare(documents: Sequence[Path], into: Path) -> None:
    """The same without formatting what it made."""
    opc(documents, into, [])


def dcg(documents: Sequence[Path], into: Path, *, client: bool = False) -> None:
    """datamodel-code-generator, through its command's main function: models alone, or with its client."""
    main: Any = import_module("datamodel_code_generator.__main__").main
    os.chdir(into)
    for document in documents:
        name = f"dcg_{document.stem}"
        (into / name).mkdir(parents=True, exist_ok=True)
        told = ["--input", str(document), "--output", f"{name}/models.py", "--input-file-type=openapi"]
        told += ["--output-model-type=pydantic_v2.BaseModel", "--target-python-version=3.11"]
        told += ["--formatters=builtin", "--disable-timestamp"]
        if client:
            told += ["--generate-client=httpx2", f"--client-output={name}/api", f"--client-package={name}.api"]
            told += [f"--client-model-package={name}.models"]
        code = main(told)
        assert not code, f"{document.stem}: {code}"


def dcg_client(documents: Sequence[Path], into: Path) -> None:
    """The same with its client."""
    dcg(documents, into, client=True)


def clientele(documents: Sequence[Path], into: Path) -> None:
    """clientele, through its command."""
    command: Any = import_module("clientele.cli").start_api
    for document in documents:
        told = ["--file", str(document), "--output", str(into / f"clientele_{document.stem}"), "--regen"]
        command.main(told, standalone_mode=False)


def openapi_generator(documents: Sequence[Path], into: Path) -> None:
    """openapi-generator, which takes several documents in one start of Java.

    It can't read some patterns; what it doesn't make for that reason is told by who looks for it.
    """
    configs: list[str] = []
    for document in documents:
        name = f"og_{document.stem}"
        config = into / f"{name}.json"
        told = {"generatorName": "python", "inputSpec": str(document), "outputDir": str(into / f"{name}_project")}
        config.write_text(json.dumps(told | {"packageName": name, "skipValidateSpec": True}), "utf-8")
        configs.append(str(config))
    done = import_module("openapi_generator_cli").run(["batch", "--threads", "1", *configs])
    assert done.returncode == 0 or any(into.glob("og_*_project/*/api_client.py")), "it made nothing"


KINDS: dict[str, Callable[[Sequence[Path], Path], None]] = {
    "opc": opc,
    "opc-bare": opc_bare,
    "dcg": dcg,
    "dcg-client": dcg_client,
    "clientele": clientele,
    "openapi-generator": openapi_generator,
}


if __name__ == "__main__":
    KINDS[sys.argv[1]]([Path(name) for name in sys.argv[3:]], Path(sys.argv[2]))
