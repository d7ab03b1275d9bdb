"""Checks that images have the same sides as another of their call."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from clientsmith.load.json_values import sequence
from clientsmith.oracle import media
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.violation import Violation, place_in


def pair_violations(view: OperationView, sound: Values, wrong: Collection[tuple[str, object]]) -> Iterator[Violation]:
    """Yield images of other sides than those of their partner; images that are `wrong` (field, path) already aren't."""
    for wire, field in view.fields.items():
        other = field.media.same_size_as if field.media is not None else ""
        if not other or sound.get(wire) is None or sound.get(other) is None:
            continue
        wanted = next((media.sides_of(text) for _, text in _images(sound[other])), None)
        evidence = field.keyword_evidence.get("media", field.evidence)
        for path, text in _images(sound[wire]):
            sides = media.sides_of(text)
            if wanted is None or sides in (None, wanted) or (wire, path) in wrong:
                continue
            message = f"must have the same sides as {other}, which is {wanted[0]} x {wanted[1]}"
            name, source = field.name + place_in(path), evidence.source
            yield Violation("media", message, "", "pair", (wire, other), path, name, source, evidence.weak)


def _images(value: Any) -> list[tuple[tuple[int, ...], Any]]:
    """Return the images of a value, a list or one, each with its path."""
    return [((at,), item) for at, item in enumerate(sequence(value))] if isinstance(value, list) else [((), value)]
