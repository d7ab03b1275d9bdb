"""YAML text to plain JSON data that knows where each key and each value stood.

None of the implicit types of YAML 1.1 exist here: a plain scalar means what it means in JSON, everything else is
a string, and what other YAML readers would take for a number or a date has to be quoted.
"""

from errno import EFBIG, ENOENT
from itertools import islice
from pathlib import Path

from clientsmith.diagnostics import Place, Problem, ordered
from clientsmith.load.characters import LINE_BREAK, REFUSED
from clientsmith.load.characters import refused as refused_characters
from clientsmith.load.document import Document, Pointer
from clientsmith.load.files import MAX_BYTES, read_spec
from clientsmith.load.references import resolved

__all__ = ["MAX_BYTES", "Document", "Pointer", "load", "load_text", "source_lines", "source_of"]


def load(path: Path, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a spec from disk; `file` is the name that problems show."""
    source = source_of(path, file)
    return (None, [source]) if isinstance(source, Problem) else load_text(source, file)


def source_of(path: Path, file: str) -> bytes | Problem:
    """Read the bytes of a spec, or say why they can't be read."""
    try:
        return read_spec(path)
    except OSError as error:
        if error.errno == EFBIG:
            return _too_large(file)
        reason = error.strerror
        if error.errno == ENOENT and path.is_symlink():
            reason = f"{path.name} is a link to nothing"
        hint = "check the path, and who may read the file"
        return Problem(Place(file, 1, 1), "unreadable-file", f"can't be read: {reason}", hint)


def load_text(source: str | bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a spec from text; there is a document exactly when there is no problem."""
    from clientsmith.load.builder import MAX_PROBLEMS, Builder  # noqa: PLC0415 - a run with nothing to do reads no YAML

    if len(source) > MAX_BYTES:
        return None, [_too_large(file)]
    if isinstance(source, bytes):
        try:
            text = source.decode("utf-8")
        except UnicodeDecodeError as error:
            return None, [_not_utf8(source, error, file)]
    else:
        text = source
    text = text.removeprefix("\ufeff")
    lines = LINE_BREAK.split(text)
    problems = list(islice(refused_characters(file, lines), MAX_PROBLEMS)) if REFUSED.search(text) else []
    builder = Builder(file, lines, problems)
    if len(problems) < MAX_PROBLEMS and all(problem.code == "bidi-character" for problem in problems):
        builder.parse(text)
    if problems:
        return None, ordered(problems)[:MAX_PROBLEMS]
    return resolved(Document(file, text, lines, builder.data, builder.key_places, builder.value_places))


def source_lines(source: str | bytes) -> list[str]:
    """Split a source the way places count, for showing a problem of text that is no document."""
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    return LINE_BREAK.split(text.removeprefix("\ufeff"))


def _too_large(file: str) -> Problem:
    message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
    return Problem(Place(file, 1, 1), "too-large", message, "is this the right file? no spec is that large")


def _not_utf8(source: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = source_lines(source[: error.start])
    return Problem(
        Place(file, len(before), len(before[-1]) + 1),
        "not-utf-8",
        f"byte 0x{source[error.start]:02x} is not valid UTF-8",
        "save the file as UTF-8",
    )
