"""Mutation testing: the proof that the contract tests can fail. docs/decisions/008-mutants.md says how and why."""
