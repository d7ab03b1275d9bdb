"""The connection fails once the request is out: nothing is billed twice, and the error has what is known."""

from __future__ import annotations

import select
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE, TASKED, Caller, InStep, paths
from faults.server_calls import BOTH, ask, check_unknown, connections_of, fails, posts
from imageclients import errors
from support.mode import Mode
from support.spec import client_module, provider_of, sync_spec

KEYED = sync_spec(
    "prompt: {type: string, role: prompt}",
    parameters="[{name: Idempotency-Key, in: header, type: string, role: idempotencyKey}]",
)
"""A provider that takes a key of the caller's, by which it notices a submit that comes twice."""
BROKE_OFF = "the answer broke off, or isn't what HTTP and its content encoding say"


def lost(mode: Mode, mock: Mock, caller: Caller, fault: str) -> str:
    """The text of the error of a submit whose answer is lost, although the provider would answer the next one."""
    mock.fault(fault, caller.submits)
    error = fails(mode, caller, caller.client(mode, mock), errors.SubmissionUnknownError)
    check_unknown(error, mock)
    return str(error)


@BOTH
def test_V03_reset_after_a_submit_was_read_leaves_its_outcome_unknown(
    mode: Mode, stepped: Mock, caller: Caller
) -> None:
    """The connection is reset once the submit was read -> SubmissionUnknownError after one POST, with time and hash."""
    assert "connection reset by peer" in lost(mode, stepped, caller, "reset")


@BOTH
def test_V04_end_without_an_answer_leaves_the_outcome_of_a_submit_unknown(
    mode: Mode, stepped: Mock, caller: Caller
) -> None:
    """The connection is closed without an answer -> SubmissionUnknownError after one POST, with time and hash."""
    assert BROKE_OFF in lost(mode, stepped, caller, "close")


@BOTH
def test_V08_body_shorter_than_announced_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """4,000 bytes are announced, 13 come and then the end -> SubmissionUnknownError after one POST."""
    assert BROKE_OFF in lost(mode, stepped, caller, "short-body")


@BOTH
def test_V09_reset_in_the_middle_of_the_body_is_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The connection is reset in the middle of the body -> SubmissionUnknownError after one POST."""
    assert "connection reset by peer" in lost(mode, stepped, caller, "reset-in-body")


@BOTH
def test_V10_chunks_without_the_last_one_are_no_answer(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A whole answer comes in chunks, but the chunk that ends them doesn't -> SubmissionUnknownError after one POST."""
    assert BROKE_OFF in lost(mode, stepped, caller, "open-chunks")


@pytest.mark.parametrize("warm", [False, True], ids=["first request", "connection kept from before"])
def test_V23_healthy_server_after_a_reset_gets_no_second_submit(mode: Mode, stepped: Mock, warm: bool) -> None:
    """A submit meets a reset, and the server is fine again -> no hidden second POST; the user's own next call works."""
    caller = AT_ONCE["modelverse"]
    client = caller.client(mode, stepped)
    for _ in range(warm):
        ask(mode, caller, client)
    stepped.fault("reset", caller.submits)
    fails(mode, caller, client, errors.SubmissionUnknownError)
    assert posts(stepped) == 1 + warm
    assert len(ask(mode, caller, client).images) == 1
    assert posts(stepped) == 2 + warm


@pytest.fixture(scope="module")
def keyed() -> Iterator[Mock]:
    """A mock of that provider."""
    provider = provider_of(KEYED)
    folder = Path(client_module(KEYED).__path__[0]).parents[1]
    with Mock(provider.name, specs=folder, stepped=True) as mock:
        yield mock


@pytest.mark.parametrize("fault", ["reset", "close", "short-body", "status-500"])
@pytest.mark.parametrize("key", [None, "order-7"])
def test_V23_only_a_key_of_the_callers_lets_a_submit_go_out_again(
    mode: Mode, keyed: Mock, fault: str, key: str | None
) -> None:
    """A submit meets a fault -> with an idempotency key the same goes out once more and succeeds, without it never."""
    keyed.reset()
    keyed.fault(fault)
    client = mode.client(client_module(KEYED), keyed.url(), system=InStep(keyed))
    if key is None:
        with pytest.raises(errors.SubmissionUnknownError):
            mode.go(client.generate_image(prompt="a fox"))
        assert posts(keyed) == 1
        return
    result = mode.go(client.generate_image(prompt="a fox", idempotency_key=key))
    assert len(result.images) == 1
    arguments = {"Idempotency-Key": key, "prompt": "a fox"}
    assert [dict(one.arguments) for one in keyed.requests] == [arguments, arguments]


def kept(client: Any) -> list[Any]:
    """The sockets of the connections that a client keeps."""
    connections = connections_of(client)
    return [one._connection._network_stream.get_extra_info("socket") for one in connections]


@BOTH
def test_V59_kept_connection_that_the_server_closed_is_replaced(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """The server closes a kept connection, and a submit follows -> it goes out once, on a new connection."""
    stepped.fault("close-after-answer", caller.submits)
    client = caller.client(mode, stepped)
    call = client.begin_generate_image if caller.poll else client.generate_image
    mode.go(call(**caller.arguments))
    before = kept(client)
    # The end has to arrive first: else it would cross with the submit, which is another test.
    assert all(select.select([one], [], [], 30)[0] for one in before)
    mode.go(call(**caller.arguments))
    (after,) = kept(client)
    assert after not in before
    assert (posts(stepped), stepped.submits) == (2, 2)


@pytest.mark.parametrize("fault", ["reset", "close"])
def test_V59_kept_connection_that_ends_under_a_poll_is_replaced(mode: Mode, stepped: Mock, fault: str) -> None:
    """A kept connection ends just as a poll goes out -> it goes out once more, on a new connection."""
    caller = TASKED["ppio"]
    client = caller.client(mode, stepped)
    task = mode.go(client.begin_generate_image(**caller.arguments))
    before = kept(client)
    stepped.fault(fault, caller.polls)
    mode.go(task.refresh())
    assert len(before) == len(kept(client)) == 1
    assert before != kept(client)
    assert paths(stepped) == ["generate_image", "get_task_result", "get_task_result"]
    assert task.status == "TASK_STATUS_QUEUED"


def test_V59_kept_connection_that_ends_under_a_submit_costs_no_second_one(mode: Mode, stepped: Mock) -> None:
    """A kept connection ends just as a submit goes out -> SubmissionUnknownError; it was sent, so it isn't again."""
    caller = AT_ONCE["modelverse"]
    client = caller.client(mode, stepped)
    ask(mode, caller, client)
    assert len(kept(client)) == 1
    stepped.fault("close", caller.submits)
    fails(mode, caller, client, errors.SubmissionUnknownError)
    assert posts(stepped) == 2
