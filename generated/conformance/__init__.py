# Made by `clientsmith generate` from templates/conformance/__init__.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Contract tests of the generated clients: the cases are data in `vectors/`, made from the specs alone.

Run them with pytest. They need no network: the provider is a script inside the process, and its clock is made up.
"""
