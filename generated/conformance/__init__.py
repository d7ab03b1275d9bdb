"""Contract tests of the generated clients: the cases are data in `vectors/`, made from the specs alone.

Run them with pytest. They need no network: the provider is a script inside the process, and its clock is made up.
"""
