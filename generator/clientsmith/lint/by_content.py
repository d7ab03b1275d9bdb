"""Lists of a spec as sets, and the rows of a size table by their values: made once for all look-ups."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

from clientsmith.lint.spec import Json, mapping, sequence
from clientsmith.oracle.equality import Same

_KEPT = 256  # lists and tables, of which a spec has far fewer


def listed(values: Any, value: Any) -> bool:
    """Tell whether a list has a scalar, compared as JSON does: true is not 1, but 1 is 1.0."""
    if not values or not isinstance(value, str | int | float | None):
        return False
    return _key(value) in _members(Same(values))


def _key(value: Any) -> Hashable:
    return isinstance(value, bool), value


@lru_cache(maxsize=_KEPT)
def _members(values: Same) -> frozenset[Hashable]:
    return frozenset(_key(one) for one in sequence(values.value) if not isinstance(one, dict | list))


class Table:
    """The rows of a size's table."""

    def __init__(self, size: Json) -> None:
        self.rows: Sequence[Json] = [mapping(row) for row in sequence(size.get("table"))]
        self.names = cache(self._names)
        self._models = cache(self._models_by_values)

    def _names(self, form: str) -> tuple[str, ...]:
        """The names that the table has for a ratio, tier, preset or model, in order of the alphabet."""
        return tuple(sorted({row[form] for row in self.rows if form in row}))

    def has_name(self, form: str, name: str) -> bool:
        """Whether a row has the name."""
        return (name,) in self._models((form,))

    @cached_property
    def by_model(self) -> bool:
        """Whether a row is of one model."""
        return any("model" in row for row in self.rows)

    def has(self, said: Mapping[str, Any], model: Any) -> bool:
        """Whether a row of the model, or of any model if that is None, has all these values."""
        words = tuple(sorted(said))
        models = self._models(words).get(tuple(said[word] for word in words), ())
        return bool(models) and (model is None or None in models or model in models)

    def _models_by_values(self, words: tuple[str, ...]) -> dict[tuple[Any, ...], set[Any]]:
        """The models of the rows with the same values, None among them for a row of every model."""
        models: dict[tuple[Any, ...], set[Any]] = {}
        for row in self.rows:
            models.setdefault(tuple(row.get(word) for word in words), set()).add(row.get("model"))
        return models


def table_of(size: Json) -> Table:
    """The table of a size."""
    return _table(Same(size))


@lru_cache(maxsize=_KEPT)
def _table(size: Same) -> Table:
    return Table(size.value)
