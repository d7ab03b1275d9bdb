"""Write what is made from the declared words of the language: the JSON Schema of specs, and their reference."""

from __future__ import annotations

from clientsmith.language.json_schema import schema_text
from clientsmith.language.reference import reference_text
from clientsmith.paths import SCHEMA

if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), "utf-8", newline="\n")
    (SCHEMA.parent.parent / "docs/language.md").write_text(reference_text(), "utf-8", newline="\n")
