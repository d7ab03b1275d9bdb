"""Cases for images that must have the same sides as another of their call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientsmith.load.json_values import Json, mapping
from clientsmith.oracle import media, pictures
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases


def pair_cases(cases: Cases) -> None:
    """Try images of the same sides as another of their call, and of others."""
    tested = cases.tested
    for wire, field in tested.fields.items():
        partner = tested.fields.get(field.media.same_size_as) if field.media is not None else None
        if partner is None:
            continue
        one, other = (_media_of(tested.schema(name)) for name in (wire, partner.wire))
        width, height = media.legal_size({**one, **other}) or (64, 48)
        for name, (own, theirs) in {
            "of the same sides": ((width, height), (width, height)),
            "of a side that differs": ((width, height + 1), (width, height)),
            "of sides turned round": ((height, width), (width, height)),
            "beside a link": ((width, height), None),
            "as a link": (None, (width, height)),
        }.items():
            images = {
                wire: _written(tested.schema(wire), own),
                partner.wire: _written(tested.schema(partner.wire), theirs),
            }
            call = sample.settled(tested, images)
            cases.call(f"{field.name} {name} as {partner.name}", field.key, call)


def _media_of(schema: Mapping[str, Any]) -> Json:
    return mapping(schema.get("media") or mapping(schema.get("items")).get("media"))


def _written(schema: Mapping[str, Any], sides: tuple[int, int] | None) -> Any:
    """Return an image with these sides, or a link, as a field takes it; of a list it is the first."""
    image = _media_of(schema)
    kind = next(iter(media.sized_types(image)), "image/png")
    encoded = pictures.picture(kind, *sides) if sides is not None else media.LINK
    text = f"data:{kind};base64,{encoded}" if sides is not None and "dataUri" in image["kinds"] else encoded
    return [text] if "media" in mapping(schema.get("items")) else text
