"""Images of the mock, small ones, and how often they were fetched."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from clientsmith.mock.faults import Rule
from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, InStep
from support.mode import Mode

SMALL = {"prompt": "a fox in the snow", "image_size": "64x48"}
IMAGES = "bizyair/image"
"""Where faults strike these images."""
_SPARED = 1_000_000


def image(mode: Mode, mock: Mock, **options: Any) -> Any:
    """An image of 64 x 48 pixels behind a link of the mock, not fetched yet."""
    client = AT_ONCE["bizyair"].client(mode, mock, **{"system": InStep(mock, chance=1.0), **options})
    return mode.go(client.generate_image(**SMALL)).images[0]


class Fetches:
    """Counts how often images are asked for from now on: by a fault that spares them all."""

    def __init__(self, mock: Mock) -> None:
        self._rule = Rule("image-empty", "*/image", _SPARED)
        mock.faults.rules.insert(0, self._rule)

    def __eq__(self, other: object) -> bool:
        return _SPARED - self._rule.skip == other

    __hash__ = None  # type: ignore[assignment] # pyright: ignore - it changes

    def __repr__(self) -> str:
        return f"{_SPARED - self._rule.skip} fetches"


def size_of(data: bytes) -> tuple[str | None, tuple[int, int]]:
    """Format and pixels of an image, which must be whole."""
    found = Image.open(io.BytesIO(data))
    found.load()
    return found.format, found.size


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
