# Made by `clientsmith generate` from templates/conformance/listening.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What a client logs and warns of during a case."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Generator
from contextlib import contextmanager


class Ears(logging.Handler):
    """Keeps what is logged, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def handle(self, record: logging.LogRecord) -> bool:
        """Keep a record; one thread alone works on a case, so that nothing is locked."""
        self.heard.append(self.format(record))
        return True


_EARS = Ears()


@contextmanager
def listening(package: str, logged: list[str], warned: list[str]) -> Generator[None]:
    """Keep the text of what is logged under the package and by httpx, and of what is warned of, meanwhile."""
    loggers = [logging.getLogger(name) for name in (package, "httpx")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    _EARS.heard = logged
    for logger in loggers:
        logger.addHandler(_EARS)
        logger.setLevel(logging.DEBUG)
        # Nobody else's handlers need to see what is only looked through for the key.
        logger.propagate = False
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(_EARS)
            logger.setLevel(level)
            logger.propagate = propagate
    warned += [str(one.message) for one in caught]
