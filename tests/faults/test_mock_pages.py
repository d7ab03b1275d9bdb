"""Pages that change: each spec knows the hash of what was read, and which of its facts were read where."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from clientsmith import cli
from clientsmith.load.json_values import mapping, sequence
from commands import ROOT, SMALL

PROVIDERS = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))


def shown(capture: pytest.CaptureFixture[str], name: str, specs: Path = ROOT / "specs") -> Any:
    """What `clientsmith show` says of a provider."""
    assert cli.main(["show", name, "--specs", str(specs)]) == 0
    return json.loads(capture.readouterr().out)


def facts(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each place of a page, with the key of each fact that was read there."""
    key = str(mapping(node).get("key", key))
    evidence = mapping(mapping(node).get("evidence"))
    if evidence.get("source"):
        yield str(evidence["source"]), key
    for word, one in mapping(mapping(node).get("keyword_evidence")).items():
        yield str(one["source"]), f"{key}/{word}"
    for one in (*mapping(node).values(), *(sequence(node) if isinstance(node, list) else ())):
        yield from facts(one, key)


@pytest.mark.parametrize("name", PROVIDERS)
def test_M12_page_that_was_read_is_known_by_its_hash(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A page of a provider may have changed -> the spec has the hash of the text that was read, to compare it with.

    Why not otherwise: the pages themselves are their authors' and not in the repository, and nothing here fetches them;
    who has a page at hand compares one hash, and reads again what names its places.
    """
    provider = shown(capsys, name)
    pages = {one["id"]: one for one in provider["sources"]}
    read = [one for one in pages.values() if one["level"] == "documented"]
    assert read
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"] or "") for one in read)
    cited = {place.partition("#")[0] for place, _ in facts(provider)}
    assert {one["id"] for one in read} <= cited <= pages.keys()


@pytest.mark.parametrize("name", PROVIDERS)
def test_M12_every_fact_says_where_to_read_it_again(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A place of a page has changed -> the spec tells every fact that was read there, by its key."""
    provider = shown(capsys, name)
    by_place: dict[str, set[str]] = defaultdict(set)
    for place, key in facts(provider):
        by_place[place].add(key)
    fields = [field for operation in provider["operations"] for field in operation["fields"]]
    assert len(fields) > 3
    for field in fields:
        assert field["key"] in by_place[field["evidence"]["source"]]
    whole = {one["id"] for one in provider["sources"]}
    assert any("#" in place and place.partition("#")[0] in whole for place in by_place)
    if name == "ppio":
        again = by_place["txt2img#请求体 size"]
        assert {"/operations/generate_image/size", "/operations/generate_image/requestBody/properties/size"} <= again
        assert any(key.startswith("/operations/generate_image/size/limits/") for key in again)


@pytest.mark.parametrize(("told", "problems"), [(True, 0), (False, 1)])
def test_M12_hash_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: bool, problems: int
) -> None:
    """A spec has something else than a hash in place of one -> a problem with its line; a hash is kept as it is."""
    digest = sha256(b"The text of the page.\n").hexdigest() if told else "of the text of the page"
    (tmp_path / "one.yaml").write_text(
        SMALL.format(name="one").replace("{page: {title: A page}}", f"{{page: {{title: A page, sha256: {digest}}}}}")
    )
    assert cli.main(["validate", "--specs", str(tmp_path)]) == problems
    said = capsys.readouterr()
    assert ("one.yaml:4:" in said.err) == (not told)
    if told:
        assert shown(capsys, "one", tmp_path)["sources"][0]["sha256"] == digest
