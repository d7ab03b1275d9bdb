"""Answers without end in time or size: every one is bounded, and a submit goes out once."""

from __future__ import annotations

import tracemalloc

from clientsmith.mock.server import Mock
from faults.in_step import AT_ONCE
from faults.relay import Relay
from faults.server_calls import ask, fails, posts, until
from imageclients import System, errors
from support.mode import Mode

LIMIT = 0.2
"""Seconds that a request may take here."""
MIB = 1 << 20
CALLER = AT_ONCE["bizyair"]
"""Its answers may have 16 MiB, which is the default."""


def late(mode: Mode, mock: Mock, fault: str) -> str:
    """The text of the error of a submit whose answer doesn't come within the limit."""
    client = CALLER.client(mode, mock, system=System())
    # With a connection that stands, all of the time is the answer's.
    ask(mode, CALLER, client)
    mock.fault(fault, CALLER.submits)
    error = fails(mode, CALLER, client.with_options(timeout=LIMIT), errors.SubmissionTimeoutError)
    assert error.elapsed > 0.9 * LIMIT
    assert len(error.body_sha256) == 64
    until(lambda: posts(mock) > 1)
    assert posts(mock) == 2
    return str(error)


def test_V05_silence_ends_at_the_limit(mode: Mode, stepped: Mock) -> None:
    """A submit is read and nothing comes back -> SubmissionTimeoutError at the limit of the request, one POST."""
    assert "no whole answer within" in late(mode, stepped, "silence")


def test_V06_headers_that_drip_end_at_the_limit(mode: Mode, stepped: Mock) -> None:
    """The headers come byte by byte -> SubmissionTimeoutError at the limit, which is one for the whole request."""
    assert "no whole answer within" in late(mode, stepped, "slow-headers")


def test_V07_body_that_drips_ends_at_the_limit(mode: Mode, stepped: Mock) -> None:
    """The body comes byte by byte -> SubmissionTimeoutError at the limit, which is one for the whole request."""
    assert f"no whole answer within {LIMIT} s" in late(mode, stepped, "slow-body")


def test_V46_early_hints_without_end_end_at_the_limit(mode: Mode, stepped: Mock) -> None:
    """Answers 103 come one after the other -> SubmissionTimeoutError at the limit: they aren't the answer."""
    assert "no whole answer within" in late(mode, stepped, "early-hints")


def flood(mode: Mode, mock: Mock, fault: str, kind: type[errors.ImageClientError]) -> tuple[str, int, int]:
    """What the error of a submit says, bytes that its answer had until then, and the most memory that was used."""
    mock.fault(fault, CALLER.submits)
    with Relay(mock.address) as relay:
        base = mock.url(CALLER.name).replace(mock.address, f"http://{relay.at}")
        client = mode.client(CALLER.module, base)
        tracemalloc.start()
        try:
            error = fails(mode, CALLER, client, kind)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert posts(mock) == 1
    return str(error), relay.passed, most


def test_V45_headers_of_20_mb_arent_read_to_their_end(mode: Mode, stepped: Mock) -> None:
    """20 MB of headers come -> SubmissionUnknownError long before they are read, one POST."""
    text, came, most = flood(mode, stepped, "huge-headers", errors.SubmissionUnknownError)
    assert "isn't what HTTP and its content encoding say" in text
    assert came < 12 * MIB
    assert most < 5 * MIB


TOO_LARGE = "the answer is larger than 16777216 bytes"


def test_V48_gzip_that_inflates_to_a_gibibyte_is_inflated_to_the_limit_only(mode: Mode, stepped: Mock) -> None:
    """1 MB of gzip would become 1 GiB -> DecodeError that names the limit, and memory stays near it, one POST."""
    text, came, most = flood(mode, stepped, "gzip-bomb", errors.DecodeError)
    assert TOO_LARGE in text
    assert came < 2 * MIB
    assert most < 80 * MIB, "the answer is kept on the error"


def test_V49_body_of_700_mb_is_read_to_the_limit_only(mode: Mode, stepped: Mock) -> None:
    """A body of 700 MB comes -> DecodeError that names the limit, the rest is never read, one POST."""
    text, came, most = flood(mode, stepped, "huge-body", errors.DecodeError)
    assert TOO_LARGE in text
    assert came < 48 * MIB
    assert most < 80 * MIB, "the answer is kept on the error"
