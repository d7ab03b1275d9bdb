"""A spec that uses every word of the language, for tests that drive each of its positions."""

from pathlib import Path

NAME = "everything"
SPEC = Path(__file__).with_suffix(".yaml").read_text("utf-8")
