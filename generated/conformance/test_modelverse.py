# Made by `clientsmith generate` from specs/modelverse.yaml and templates/conformance/test_PROVIDER.py.j2; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Does the client of this provider keep the contract that its spec describes? The cases are in `vectors/`."""

from __future__ import annotations

from .items import Contract

test_contract = Contract("modelverse")
