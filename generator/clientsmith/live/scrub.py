"""Takes the key, and the queries of links, out of everything that is shown or written.

The generated clients hide a key in the same way: their file is loaded here, so that there is one.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from clientsmith import paths

_NAME = "clientsmith.live._masking"


def _redaction() -> Any:
    """The module of the clients' runtime that hides keys.

    Raises:
        ImportError: this installation lacks it.
    """
    if _NAME not in sys.modules:
        spec = spec_from_file_location(_NAME, paths.TEMPLATES / "imageclients" / "_runtime" / "masking.py")
        if spec is None or spec.loader is None:
            raise ImportError("masking.py of the templates can't be loaded")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[_NAME] = module
    return sys.modules[_NAME]


MASK: str = _redaction().MASK


class Scrub:
    """Hides keys in every form in which a server or a library may repeat them; an empty key is none."""

    def __init__(self, *keys: str) -> None:
        self._mask = _redaction().KeyRedactor(*keys)

    def key(self, text: str) -> str:
        """The text without the key."""
        return str(self._mask.hide(text))

    def text(self, text: str) -> str:
        """The text without the key, and without the query of any link, which may be a signature."""
        return str(self._mask.mask_all(text, links=True))

    def data(self, value: Any) -> Any:
        """A JSON value without either, in names too."""
        return self._mask.mask_all(value, links=True)

    def content(self, content: bytes) -> bytes:
        """Bytes of a file without the key; they stay as many."""
        return bytes(self._mask.hide_bytes(content))
