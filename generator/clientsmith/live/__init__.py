"""Stage live: documented calls to the real provider, within a budget, and how its answers differ from the spec.

`command` has its arguments, `run` does it, and everything that goes out passes `wire.Wire`.
"""
