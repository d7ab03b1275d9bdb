"""The mock judges calls exactly as the contract vectors do: every one is put to it, by sockets and the spec alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import conformance
from clientsmith.language.model import Operation, Provider
from clientsmith.load.json_values import mapping, sequence
from clientsmith.mock.server import Mock
from faults.on_the_wire import Line, Placed, head, lines_of, placed, provider_in, real, verdict

VECTORS = Path(conformance.__file__).with_name("vectors")
PROVIDERS = sorted(path.stem for path in VECTORS.glob("*.json"))
_TOKEN, _VALUE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile(rb"[\t -~\x80-\xff]*")
_FRAMING = {"host", "content-length", "transfer-encoding"}


class Case(NamedTuple):
    """A vector about arguments, and the operation that it calls."""

    id: str
    sent: bool
    operation: Operation
    given: dict[str, Any]
    rules: set[str]

    @property
    def arguments(self) -> dict[str, Any]:
        """Wire name to value."""
        return dict(mapping(self.given.get("arguments")))


def cases(provider: Provider) -> Iterator[Case]:
    """Every vector that says whether a call is sent."""
    for one in json.loads((VECTORS / f"{provider.name}.json").read_text("utf-8"))["cases"]:
        if one["kind"] in ("wire", "accept", "refuse"):
            rules = {problem["rule"] for problem in one["expect"].get("problems", ())}
            yield Case(one["id"], one["kind"] != "refuse", provider.operation(one["operation"]), one["given"], rules)


def texts_alone(case: Case) -> bool:
    """Whether a call is refused for something that has no form of its own in a path, query or header.

    Everything is a text there: 5 is the text 5, and what can't stand in a header isn't in it.
    """
    places = {one.wire: one.location for one in case.operation.fields}
    odd = {
        places.get(wire) for wire, value in case.arguments.items() if not isinstance(value, str) or not value.isascii()
    }
    odd |= {places.get(wire) for wire in case.arguments if "header" in case.rules and places.get(wire) == "header"}
    return bool(case.rules) and case.rules <= {"type", "header"} and bool(odd & {"path", "query", "header"})


def judged(mock: Mock, line: Line, provider: Provider, case: Case) -> tuple[str, str]:
    """What must come of a call, and what came."""
    base = mock.url(provider.name).removeprefix(mock.address)
    request = placed(provider, case.operation, base, case.arguments, case.given.get("extraBody"))
    _known(mock, provider, case)
    extra = list(lines_of(case.given.get("extraHeaders")))
    if not all(
        _legal(provider, one) for one in extra + [f"{name}: {value}" for name, value in request.headers.items()]
    ):
        # HTTP itself refuses it, so that no provider has a say; alone the key given twice is a matter of its own.
        status = line.raw(head(line, Placed(*request[:3], b""), ["connection: close", *extra]))[9:12].decode()
        return "400 or 401", "400 or 401" if status in ("400", "401") else status
    answer = line.ask(*request, extra=extra)
    came = verdict(provider, answer)
    noted = mock.requests[-1]
    if noted.billed != (came == "taken" and case.operation.submits):
        return came, f"{came}, billed: {noted.billed}"
    if came == "taken" and noted.operation != case.operation.id:
        return case.operation.id, noted.operation
    if texts_alone(case):
        return came if came in ("taken", "refused") else "taken or refused", came
    if extra:
        # Such a line is fine on the wire, whatever was odd about the argument that it came from.
        return "taken", came
    # The door for fields that no page knows is the client's; the mock opens it only where it was made lenient.
    return "taken" if case.sent and not case.given.get("extraBody") else "refused", came


def _known(mock: Mock, provider: Provider, case: Case) -> None:
    """Let there be the task that a call asks for."""
    job = next((one for one in mock.world.jobs.values() if one.provider == provider.name), None)
    for name, value in case.arguments.items():
        parameters = [one.task.parameter for one in provider.operations if one.task is not None]
        if job is not None and name in parameters and (case.sent or case.given.get("extraHeaders")):
            mock.world.jobs[str(real(None, (), value))] = job


def _legal(provider: Provider, line: str) -> bool:
    """Whether a line can be a header that a request may have once more."""
    name, _, value = line.partition(":")
    reserved = {*_FRAMING, provider.security.header.lower() if value.strip() == "x" else ""}
    text = value.encode("utf-8", "surrogatepass")
    return bool(_TOKEN.fullmatch(name) and _VALUE.fullmatch(text)) and name.lower() not in reserved


@pytest.fixture(scope="module")
def lenient() -> Iterator[Mock]:
    """A mock that lets fields through that no page knows."""
    with Mock(stepped=True, lenient=True) as mock:
        yield mock


@pytest.mark.parametrize("name", PROVIDERS)
def test_M01_mock_judges_every_call_as_the_vectors_do(stepped: Mock, name: str) -> None:
    """Each call of the contract vectors is put to the mock -> taken, or refused as documented, exactly as they say.

    What has no form on the wire is tried in the form that comes closest: an object where only the vectors have a word
    for a value, and a text in paths, queries and headers, where the mock can't see that it was none.
    """
    provider = provider_in(stepped, name)
    wrong: dict[str, tuple[str, str]] = {}
    count = 0
    with Line(stepped.address) as line:
        for case in cases(provider):
            count += 1
            wanted, came = judged(stepped, line, provider, case)
            if wanted != came:
                wrong[case.id] = (wanted, came)
    assert wrong == {}
    assert count > 100
    assert len(provider.operations) == len({case.operation.id for case in cases(provider)})


@pytest.mark.parametrize("name", PROVIDERS)
def test_M01_fields_that_no_page_knows_are_let_through_where_that_is_asked_for(lenient: Mock, name: str) -> None:
    """A call has a field that no page knows, through the client's door for that -> a lenient mock takes it."""
    provider = provider_in(lenient, name)
    base = lenient.url(name).removeprefix(lenient.address)
    extras = [one for one in cases(provider) if one.given.get("extraBody") and one.sent]
    assert {one.operation.id for one in extras} == {one.id for one in provider.operations if one.has_body}
    with Line(lenient.address) as line:
        for case in extras:
            request = placed(provider, case.operation, base, case.arguments, case.given["extraBody"])
            assert verdict(provider, line.ask(*request)) == "taken"
            assert lenient.requests[-1].operation == case.operation.id
            assert sequence(lenient.requests[-1].problems) == []
