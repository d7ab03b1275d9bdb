"""The number of images that a call asks for, by the spec alone."""

from __future__ import annotations

from clientsmith.oracle.operation import OperationView, Values


def requested_images(view: OperationView, arguments: Values) -> int:
    """Return how many images a call asks for, by wire name of its arguments; one where nothing says more."""
    results = view.operation.results
    wire = results.count if results is not None else None
    values = view.effective(arguments)
    for field in view.operation.arguments:
        value = values.get(field.wire)
        counts = field.wire == wire or (wire is None and field.role == "count")
        if counts and isinstance(value, int) and not isinstance(value, bool):
            return max(1, value)
    return 1
