"""Names that a file can't have on Windows, so that what is made here can be checked out there."""

from __future__ import annotations

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3"}
)
_REFUSED = frozenset('<>:"|?*\\')


def trouble(path: str) -> str:
    """Why a path with slashes can't exist on Windows; empty if it can."""
    for part in path.split("/"):
        # The device counts whatever ending the name has: aux.yaml is no file either.
        if part.partition(".")[0].rstrip(" ").casefold() in _DEVICES:
            return f"{part!a} is the name of a device on Windows"
        if part.endswith((".", " ")) and part not in (".", ".."):
            return f"{part!a} ends in a dot or a blank, which Windows drops"
        if odd := sorted(_REFUSED & set(part)) or [one for one in part if one < " "]:
            return f"{part!a} has {odd[0]!a}, which Windows allows in no name"
    return ""
