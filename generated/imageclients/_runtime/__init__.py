# Made by `clientsmith generate` from templates/imageclients/_runtime/__init__.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""What the clients of all providers share; nothing here knows a provider."""
