# Made by `clientsmith generate` from templates/conformance/items.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""The cases of a provider as tests: an item of pytest's for each, without what parametrized functions cost.

A case needs no fixture: to look for some, to set it up and to tear it down takes longer than to run it. Ids, selection,
reports and workers are pytest's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, cast

import pytest

from .cases import Case, Cases


class Contract:
    """What a test module has for a provider: `test_contract = Contract("NAME")`."""

    def __init__(self, provider: str) -> None:
        self.provider = provider


class CaseItem(pytest.Item):
    """The test of a case, with the synchronous client and with the asynchronous one."""

    cases: Cases
    at: int

    @property
    def case(self) -> Case:
        """The case, read anew."""
        return self.cases[self.at]

    def runtest(self) -> None:
        """Run the case.

        Raises:
            pytest.fail.Exception: with what was given, expected and seen.
        """
        from .runner import verdicts  # noqa: PLC0415 - the process that hands the cases out to others imports no client

        if report := verdicts(self.case):
            pytest.fail(report, pytrace=False)

    def reportinfo(self) -> tuple[str, int, str]:
        """The file, its first line, and the name."""
        return str(self.path), 0, self.name


def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> list[pytest.Item] | None:
    """The items of a Contract; None for everything else in a module."""
    return list(_items(collector, name, obj.provider)) if isinstance(obj, Contract) else None


def _items(module: pytest.Module, name: str, provider: str) -> Iterator[pytest.Item]:
    cases = Cases(provider)
    made: Callable[..., CaseItem] = cast("Any", CaseItem).from_parent
    for at, case in enumerate(cases.ids):
        own = f"{name}[{case}]"
        # As text, which pytest reads as it reads the ids that it has kept: what is in brackets is no part of the name.
        item = made(module, name=own, nodeid=f"{module.nodeid}::{own}")
        item.cases, item.at = cases, at
        yield item


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a case between others of its module with one report instead of three: it has no setup and no teardown.

    The last one of a row is pytest's own to run, which then tears down what isn't needed any longer, and so is every
    case that somebody else has to do with: one that is marked, or that a plugin sets up, calls or tears down.
    """
    if not isinstance(item, CaseItem) or nextitem is None or nextitem.parent is not item.parent:
        return None
    hook = _hook(item.parent)
    if hook is None or any(item.iter_markers()):
        return None
    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    stops: tuple[type[BaseException], ...] = (pytest.exit.Exception,)
    if not item.config.getoption("usepdb", default=False):
        stops += (KeyboardInterrupt,)
    call = cast("Any", pytest.CallInfo).from_call(item.runtest, "call", reraise=stops)
    report = hook.pytest_runtest_makereport(item=item, call=call)
    hook.pytest_runtest_logreport(report=report)
    if call.excinfo is not None:
        hook.pytest_exception_interact(node=item, call=call, report=report)
    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


_PHASES = ("pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_teardown")
_OWN = ("_pytest.", "_hypothesis_pytestplugin")
"""Modules whose part in the phases of a test a case has no use for: pytest's, and Hypothesis' for its own tests."""


@lru_cache(maxsize=8)
def _hook(module: pytest.Collector) -> Any:
    """The hooks of a module; None if others than pytest have a part in the phases of its tests, or ask to see them."""
    hook, config = module.ihook, module.config
    impls = [impl for name in _PHASES for impl in getattr(hook, name).get_hookimpls()]
    shown = any(config.getoption(name, default=False) for name in ("setupshow", "setuponly", "setupplan"))
    return None if shown or not all(impl.function.__module__.startswith(_OWN) for impl in impls) else hook
