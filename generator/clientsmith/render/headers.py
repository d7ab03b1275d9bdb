"""The first lines of generated files: where each is from, and that the project's tools leave it alone."""

from __future__ import annotations

MADE = "Made by `clientsmith generate` from "
"""How the first line of every file begins that can have a comment."""
_COMMENTS = {"py": "#", "yaml": "#", "toml": "#", "gitattributes": "#", "md": "<!--"}


def headed(name: str, content: bytes, header: str) -> bytes:
    """The content with a header of comments: all lines of it in Python, elsewhere the first alone.

    A file that can't have one (py.typed, which is empty) stays as it is.
    """
    kind, first = name.rpartition(".")[2], header.partition("\n")[0].removeprefix("# ")
    if kind == "py":
        return header.encode() + content
    if kind == "json":
        return b'{\n "$comment": "' + first.encode() + b'",\n' + content.removeprefix(b"{\n")
    if kind == "md":
        return f"<!-- {first} -->\n\n".encode() + content
    return f"# {first}\n".encode() + content if kind in _COMMENTS else content


def is_ours(name: str, content: bytes) -> bool:
    """Whether a file says in its first lines that it was generated; one that can't say so has to be empty."""
    if name.rpartition(".")[2] not in (*_COMMENTS, "json"):
        return not content
    return MADE.encode() in b"\n".join(content.split(b"\n", 2)[:2])
