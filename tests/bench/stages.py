"""Where the time of an operation goes when everything is made: the stages one after another, in one process."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bench import children, synthetic
from bench.measure import Row, Samples, Table

T = TypeVar("T")
PROVIDERS, OPERATIONS = 20, 5
WHOLE = "all of it"
ALONE = "  json.dumps of the same vectors, and no more"


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main(told: dict[str, Any]) -> dict[str, Samples]:
    """CPU seconds of an operation in each stage, once per round; the first round fills caches and isn't counted."""
    specs = sorted(Path(told["specs"]).glob("*.yaml"))
    rounds = [_round(specs) for _ in range(told["rounds"] + 1)][1:]
    return {name: [one[name] for one in rounds] for name in rounds[0]}


def _round(specs: list[Path]) -> dict[str, float]:
    from clientsmith import paths, pipeline, vectors
    from clientsmith.openapi import openapi_text
    from clientsmith.render import unformatted
    from clientsmith.render.answer_models import models_source
    from clientsmith.render.formatting import formatted

    spent: dict[str, float] = {}

    def stage(name: str, work: Callable[[], T]) -> T:
        begun = _cpu()
        made = work()
        spent[name] = (_cpu() - begun) / (PROVIDERS * OPERATIONS)
        return made

    def checked() -> list[Any]:
        documents, report = pipeline.check(specs)
        assert not report.problems, report.text()
        return pipeline.build(documents)

    providers = stage("reading and checking the specs", checked)

    def each(make: Callable[[Any], bytes], place: str) -> dict[str, bytes]:
        return {place.format(one.name): make(one) for one in providers}

    told = stage("vectors", lambda: each(lambda one: b"".join(vectors.pieces(one)), "conformance/vectors/{}.json"))
    cases = [case for text in told.values() for case in json.loads(text)["cases"]]
    stage(ALONE, lambda: [json.dumps(case, ensure_ascii=False) for case in cases])
    models = stage(
        "models, by datamodel-code-generator",
        lambda: each(lambda one: models_source(one).encode(), "imageclients/{}/models.py"),
    )
    documents = stage("OpenAPI", lambda: each(lambda one: openapi_text(one).encode(), "openapi/{}.yaml"))
    known = {**told, **models, **documents}
    rest = stage(
        "clients, contract tests and pages, by templates",
        lambda: unformatted(providers, paths.TEMPLATES, known=known),
    )
    python = {name: content for name, content in {**rest, **known}.items() if name.endswith(".py")}
    stage("formatting, by ruff", lambda: formatted(python))
    return spent


def measure(specs: Path, rounds: int) -> Table:
    """In milliseconds an operation; the bare writing of the vectors is no stage, but the least that they could take."""
    synthetic.write(specs, PROVIDERS, OPERATIONS)
    told = {"specs": str(specs), "rounds": rounds}
    found = children.answer("bench.stages", told, interpreter=children.OURS, folders=[children.ROOT / "generator"])
    stages = [samples for name, samples in found.items() if name != ALONE]
    whole: Samples = [float(sum(each)) for each in zip(*stages, strict=True)]
    rows = [Row(WHOLE, whole), *(Row(name, samples) for name, samples in found.items())]
    return Table("where it goes, one process, without starting it", "ms", rows, base=WHOLE)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
