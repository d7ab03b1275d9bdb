"""Small specs on disk, and the command on them: in this process, or as a user starts it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent

SMALL = """\
specVersion: 1
name: {name}
title: Small
sources: {{page: {{title: A page}}}}
servers: [{{url: "https://api.fox.dev"}}]
security: {{type: http, scheme: bearer}}
operations:
  generate_image:
    summary: Make an image from text.
    method: POST
    path: /images
    source: page
    requestBody:
      required: [prompt]
      properties: {{prompt: {{type: string, description: What it shows.}}}}
    responses:
      "200": {{properties: {{data: {{type: array, items: {{type: object, properties: {{url: {{type: string}}}}}}}}}}}}
    results: {{images: [{{items: /data/*, url: /url}}]}}
"""


def specs(folder: Path, *names: str) -> Path:
    """A folder `specs` with a small spec of each name."""
    made = folder / "specs"
    made.mkdir(parents=True, exist_ok=True)
    for name in names:
        (made / f"{name}.yaml").write_text(SMALL.format(name=name), "utf-8")
    return made


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but caches, with its content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def command(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `clientsmith` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "clientsmith", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        check=False,
        timeout=120,
    )
