"""Which fault strikes which request: by name, operation, count and chance."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from clientsmith.mock.connection_faults import CONNECTION_FAULTS
from clientsmith.mock.image_faults import IMAGE_FAULTS
from clientsmith.mock.response_faults import RESPONSE_FAULTS
from clientsmith.mock.task_faults import TASK_FAULTS

KNOWN: Mapping[str, str] = {
    name: (fault.__doc__ or "").strip()
    for table in (RESPONSE_FAULTS, CONNECTION_FAULTS, TASK_FAULTS, IMAGE_FAULTS)
    for name, fault in table.items()
}
"""Name of a fault to what happens."""


@dataclass
class Rule:
    """A fault, and whom it strikes.

    Attributes:
        where: pattern of `provider/operation`, such as `*/generate_image` or `*/image` for the images behind links.
        skip: so many requests that fit are spared first.
        times: it strikes so often; without end if None.
        chance: of a request that fits, from 0 to 1.
    """

    name: str
    where: str = "*"
    skip: int = 0
    times: int | None = 1
    chance: float = 1.0


class UnknownFault(ValueError):
    """There is no fault of this name."""


class Faults:
    """Rules in the order in which they were made; the first that strikes counts."""

    def __init__(self, seed: int = 0) -> None:
        self.rules: list[Rule] = []
        # No secret: the same seed is to strike the same requests.
        self._random = random.Random(seed)  # noqa: S311 - the same

    def add(self, rule: Rule) -> None:
        """Add a rule.

        Raises:
            UnknownFault: there is no such fault.
            ValueError: a number of the rule makes no sense.
        """
        if rule.name not in KNOWN:
            raise UnknownFault(f"there is no fault {rule.name!a}; there are {', '.join(sorted(KNOWN))}")
        if rule.skip < 0 or (rule.times is not None and rule.times < 1) or not 0 <= rule.chance <= 1:
            raise ValueError("skip is 0 or more, times 1 or more or None, and chance from 0 to 1")
        self.rules.append(rule)

    def clear(self) -> None:
        """Forget all rules."""
        self.rules.clear()

    def strikes(self, provider: str, operation: str, kinds: Collection[Collection[str]]) -> str:
        """The fault of a request, of those that can strike it, or an empty text."""
        for rule in self.rules:
            if not any(rule.name in kind for kind in kinds):
                continue
            if not fnmatchcase(f"{provider}/{operation}", rule.where) or rule.times == 0:
                continue
            if rule.skip:
                rule.skip -= 1
            elif rule.chance >= 1 or self._random.random() < rule.chance:
                rule.times = None if rule.times is None else rule.times - 1
                return rule.name
        return ""
