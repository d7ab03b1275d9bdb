"""Times and other settings that make no sense are refused before a byte leaves; no limit needs a word of its own."""

from __future__ import annotations

import math
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import InStep
from faults.refused_calls import ALL, OwnProvider
from imageclients import errors
from support.mode import Mode
from support.spec import STEPS

WRONG = pytest.mark.parametrize("value", [0, -1, -0.0, math.nan, -math.inf, True, "5"], ids=repr)
PPIO = ALL["ppio"]


@WRONG
def test_A32_timeout_that_is_no_time_is_refused(mode: Mode, stepped: Mock, value: Any) -> None:
    """A timeout is 0, negative, NaN or no number -> ConfigurationError, of a new client and of with_options alike."""
    told = r"timeout must be a positive number of seconds, is "
    with pytest.raises(errors.ConfigurationError, match=told) as caught:
        PPIO.client(mode, stepped, timeout=value)
    assert str(caught.value).endswith(repr(value))
    client = PPIO.client(mode, stepped)
    with pytest.raises(errors.ConfigurationError, match=told):
        client.with_options(timeout=value)
    assert stepped.requests == []


@WRONG
def test_A32_wait_that_is_no_time_is_refused_before_the_submit(mode: Mode, stepped: Mock, value: Any) -> None:
    """The time to wait is 0, negative, NaN or no number -> ConfigurationError before anything is submitted."""
    told = r"timeout must be a positive number of seconds, is "
    client = PPIO.client(mode, stepped)
    with pytest.raises(errors.ConfigurationError, match=f"wait_{told}"):
        mode.go(client.generate_image(**PPIO.arguments, wait_timeout=value))
    with pytest.raises(errors.ConfigurationError, match=told):
        mode.go(client.resume_generate_image("t1").wait(timeout=value))
    assert stepped.requests == []


@pytest.mark.parametrize(("value", "pool"), [(None, 0.9 * 60), (5, 0.9 * 5), (math.inf, None), (1e12, None)])
def test_A32_none_is_the_limit_of_the_spec_and_infinity_none_at_all(
    mode: Mode, stepped: Mock, value: float | None, pool: float | None
) -> None:
    """A timeout is None -> the operation's own limit holds; only math.inf, or 30 years, means that there is none."""
    seen: list[dict[str, Any]] = []
    http = mode.http_client(event_hooks=mode.hook(lambda request: seen.append(request.extensions["timeout"])))
    caller = ALL["modelverse"]
    for client in (
        caller.client(mode, stepped, timeout=value, http_client=http),
        caller.client(mode, stepped, http_client=http).with_options(timeout=value),
    ):
        mode.go(client.generate_image(**caller.arguments))
    assert [one["pool"] for one in seen] == [pool, pool]
    assert all((one["read"] is None) == (pool is None) for one in seen)


@pytest.mark.parametrize(("value", "waits"), [(None, False), (59, False), (math.inf, True)])
def test_A32_wait_of_none_is_the_limit_of_the_spec_and_infinity_none_at_all(
    mode: Mode, own_provider: OwnProvider, monkeypatch: pytest.MonkeyPatch, value: float | None, waits: bool
) -> None:
    """A task takes longer than the minute of the spec -> None ends the wait after it, math.inf waits on."""
    caller, mock = own_provider(STEPS, prompt="a fox")
    monkeypatch.setattr(mock.world, "task_seconds", 90.0)
    world = InStep(mock)
    client = caller.client(mode, mock, system=world)
    if waits:
        assert len(mode.go(client.generate_image(**caller.arguments, wait_timeout=value)).images) == 1
        assert world.now >= 90
    else:
        with pytest.raises(errors.TaskTimeoutError) as caught:
            mode.go(client.generate_image(**caller.arguments, wait_timeout=value))
        assert caught.value.task_id == mock.requests[0].task
        assert (value or 60) - 2 <= world.now <= (value or 60)
    assert mock.submits == 1


@pytest.mark.parametrize(("name", "value"), [("max_retries", -1), ("max_retries", 1.5), ("validation", "loose")])
def test_A32_other_settings_that_make_no_sense_are_refused_alike(
    mode: Mode, stepped: Mock, name: str, value: Any
) -> None:
    """Another setting makes no sense -> ConfigurationError that names it, and nothing is sent."""
    with pytest.raises(errors.ConfigurationError, match=name):
        PPIO.client(mode, stepped, **{name: value})
    assert stepped.requests == []
