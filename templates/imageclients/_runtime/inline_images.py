"""Images that stand in an answer itself, in base64."""

from __future__ import annotations

from binascii import a2b_base64
from urllib.parse import unquote_to_bytes

from ..errors import NotAnImageError
from .download import image_type


def is_url_safe(text: str) -> bool:
    """Whether an image in base64 is in the alphabet for addresses and names of files."""
    text = text.partition(",")[2] if text[:5].lower() == "data:" else text
    return "-" in text or "_" in text


def _unpacked(text: str) -> bytes:
    if is_url_safe(text):
        text = text.replace("-", "+").replace("_", "/")
    text += "=" * (-len(text) % 4)
    data = a2b_base64(text)
    # What isn't base64 is passed over, which shows in the length; looking at each character takes half as long again.
    whole = len(data) == len(text) // 4 * 3 - text[-2:].count("=")
    return data if whole else a2b_base64(text, strict_mode=True)


def inline_image(text: str) -> tuple[bytes, str]:
    """The bytes and the media type of an image in base64, with or without a `data:` prefix.

    Raises:
        NotAnImageError: it isn't base64, or not a whole image.
    """
    declared = ""
    if text[:5].lower() == "data:":
        declared, _, text = text[5:].partition(",")
    return (data := _inline_bytes(text, declared)), image_type(data, declared, "the image of the answer")


def _inline_bytes(text: str, declared: str) -> bytes:
    plain = unquote_to_bytes(text) if declared and "%" in text else None
    text = text if plain is None else plain.decode("latin-1")
    try:
        return _unpacked(text)
    except ValueError:
        try:
            return _unpacked("".join(text.split()))
        except ValueError as error:
            # A data URI may have its data as it is, as those of SVG do.
            if declared and ";base64" not in declared.lower():
                return text.encode() if plain is None else plain
            raise NotAnImageError(f"the image of the answer isn't base64: {error}") from None
