"""What a client proves itself with: credentials that show themselves to no repr, log or traceback."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .redaction import KeyRedactor

_REMEMBERED = 16
"""Keys of earlier attempts that are still hidden: an answer may repeat one."""


class Hidden:
    """A secret that shows itself only to who reveals it; it can be neither pickled nor copied."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the request that it goes into."""
        return self._value

    def __repr__(self) -> str:
        return "Hidden(***)"

    def __reduce__(self) -> str:
        raise TypeError("a key can't be pickled or copied")


class Secret(KeyRedactor):
    """The credentials of a client, or the function that returns them, and a mask for all that were sent.

    Attributes:
        source: what the user gave: credentials by name, or a function that is called for each attempt.
    """

    __slots__ = ("_permanent", "_recent", "source")

    def __init__(self, source: Mapping[str, Hidden] | Callable[[], object] | str = "") -> None:
        self.source = {"api_key": Hidden(source)} if isinstance(source, str) else source
        self._permanent = tuple(one.reveal() for one in (self.credentials or {}).values())
        self._recent: tuple[str, ...] = ()
        super().__init__(*self._permanent)

    @property
    def credentials(self) -> Mapping[str, Hidden] | None:
        """The credentials; None where a function returns them."""
        return None if callable(self.source) else self.source

    def remember(self, keys: Mapping[str, Hidden]) -> None:
        """Hide these keys too, and those of the attempts before."""
        new = tuple(text for one in keys.values() if (text := one.reveal()) not in self._recent)
        if new:
            self._recent = (*self._recent, *new)[-_REMEMBERED:]
            self.hide_keys(*self._permanent, *self._recent)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> str:
        raise TypeError("a key can't be pickled or copied")
