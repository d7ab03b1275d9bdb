"""What a JSON Schema can't say about a spec; one rule a file, its first line is the rule."""

from collections.abc import Collection, Iterator
from typing import Protocol

from clientsmith.diagnostics import Problem, closest, ordered, shown
from clientsmith.lint import (
    answer_contents,
    answer_pointers,
    billing,
    body_lists,
    body_parts,
    body_places,
    callbacks,
    error_table,
    evidence,
    example_calls,
    image_limits,
    keys,
    keyword_fit,
    limits_crossed,
    model_limits,
    names,
    operation_names,
    pages,
    parameters,
    patterns,
    provider_name,
    python_names,
    required_names,
    responses,
    roles,
    rule_conflicts,
    rule_fields,
    rules_together,
    secrets,
    servers,
    size_fields,
    size_limits,
    size_table,
    size_values,
    sources,
    streams,
    tasks,
    titles,
    unique_ids,
    uploads,
    values,
)
from clientsmith.lint.spec import Spec
from clientsmith.load import Document
from clientsmith.load.builder import MAX_PROBLEMS
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import sequence
from clientsmith.oracle.pointers import written


class Rule(Protocol):
    """A module with one rule and the codes of the problems that it finds."""

    @property
    def CODES(self) -> tuple[str, ...]: ...

    def check(self, spec: Spec) -> Iterator[Finding]:
        """Find what breaks the rule."""
        ...


RULES: tuple[Rule, ...] = (
    answer_contents,
    answer_pointers,
    billing,
    body_lists,
    body_parts,
    body_places,
    callbacks,
    error_table,
    evidence,
    example_calls,
    keys,
    image_limits,
    keyword_fit,
    limits_crossed,
    model_limits,
    names,
    operation_names,
    pages,
    parameters,
    patterns,
    provider_name,
    python_names,
    required_names,
    responses,
    roles,
    rule_conflicts,
    rule_fields,
    rules_together,
    secrets,
    servers,
    size_fields,
    size_limits,
    size_table,
    size_values,
    sources,
    streams,
    tasks,
    titles,
    unique_ids,
    uploads,
    values,
)

# Contradictions that documents can really have; everything else is a slip of the spec.
ACKNOWLEDGEABLE = frozenset(
    {
        "ambiguous-error",
        "bad-const",
        "bad-default",
        "bad-example",
        "bad-recommended",
        "bad-response-example",
        "breaks-model-limit",
        "breaks-rule",
        "duplicate-acceptor",
        "duplicate-row",
        "failure-under-success",
        "illegal-argument",
        "illegal-size",
        "insecure-server",
        "looser-limit",
        "missing-argument",
        "missing-row",
        "ratio-off",
        "row-outside-limits",
        "rule-never-holds",
        "status-without-acceptor",
        "table-key-not-in-enum",
        "unknown-argument",
        "unreachable-value",
    }
)
CODES = frozenset({code for rule in RULES for code in rule.CODES} | {"acknowledges-nothing", "cannot-acknowledge"})


def check(document: Document) -> list[Problem]:
    """Check a spec of valid shape; problems that its discrepancies acknowledge pass."""
    spec = Spec(document)
    entries = sequence(spec.data.get("discrepancies"))
    explained = {
        (acknowledged_entry["code"], acknowledged_entry["at"])
        for entry in entries
        for acknowledged_entry in sequence(entry.get("acknowledges"))
    }
    findings = [finding for rule in RULES for finding in _first(rule.check(spec), explained)]
    acknowledged = {(finding.code, written(finding.pointer)) for finding in findings if finding.code in ACKNOWLEDGEABLE}
    passed: set[tuple[str, str]] = set()
    unused: list[Finding] = []
    for at, entry in enumerate(entries):
        for index, acknowledged_entry in enumerate(sequence(entry.get("acknowledges"))):
            key = (acknowledged_entry["code"], acknowledged_entry["at"])
            pointer = ("discrepancies", at, "acknowledges", index)
            if key in acknowledged:
                passed.add(key)
            else:
                unused.append(_unused(pointer, *key, findings))
    left = [finding for finding in findings if (finding.code, written(finding.pointer)) not in passed]
    return ordered(finding.problem(document) for finding in left + unused)


def _first(findings: Iterator[Finding], explained: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Yield the findings of a rule, up to the first hundred that no discrepancy acknowledges."""
    left = MAX_PROBLEMS
    while left and (finding := next(findings, None)) is not None:
        left -= (finding.code, written(finding.pointer)) not in explained
        yield finding


def _unused(pointer: tuple[str | int, ...], code: str, at: str, findings: list[Finding]) -> Finding:
    if code in CODES - ACKNOWLEDGEABLE:
        message = f"{code} is a slip of the spec, not a contradiction of the documents"
        return Finding((*pointer, "code"), "cannot-acknowledge", message, "correct it where it is reported")
    message = f"there is no problem {code} at {shown(at)}"
    near = closest(code, ACKNOWLEDGEABLE) if code not in ACKNOWLEDGEABLE else None
    places = [written(finding.pointer) for finding in findings if finding.code == code]
    near_place = closest(at, places)
    if near:
        hint = f"did you mean {near}?"
    elif near_place:
        hint = f"did you mean {near_place}?"
    else:
        hint = "remove it: the contradiction is gone"
    return Finding(pointer, "acknowledges-nothing", message, hint)
