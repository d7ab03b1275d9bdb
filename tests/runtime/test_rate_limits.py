"""How long a provider that limits the rate asks to wait, in each of the headers that say so."""

from __future__ import annotations

from typing import Any

import pytest

from imageclients import errors
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import TASK_SPEC, client_module, sync_spec
from support.world import NOW, World

AT_ONCE = client_module(sync_spec())
LIMITED_BY_CODE = client_module(
    sync_spec(
        top="envelope: {code: /code}\n"
        'errors: [{status: 400, code: "7", class: rateLimit, retryable: true, source: page}]'
    )
)
OWN_PAUSE = 0.25


def pauses(server: Server, headers: dict[str, str], status: int = 429, module: Any = AT_ONCE) -> list[float]:
    """The pauses of a call whose first answer has these headers."""
    world = World(chance=0.5)
    given: dict[str, Any] = {**headers}
    server.add(reply(status, {"code": 7}, **given), reply(200, images(server)))
    with module.Client("sk-1234", base_url=server.url, system=world) as client:
        client.generate_image(prompt="fox")
    return world.pauses


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "1500", "retry-after": "40"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "4"}, 4.0),
        ({"retry-after": "2023-11-14T22:13:30Z"}, 10.0),
        ({"x-ratelimit-reset": "20"}, 20.0),
        ({"x-ratelimit-reset": "20", "retry-after": "3"}, 3.0),
        ({"x-ratelimit-reset": f"{NOW + 30:.0f}"}, 30.0),
        ({"x-ratelimit-reset": f"{(NOW + 30) * 1000:.0f}"}, 30.0),
        ({"x-ratelimit-reset": f"{NOW - 30:.0f}"}, OWN_PAUSE),
        ({"x-ratelimit-reset": "0"}, OWN_PAUSE),
        ({"x-ratelimit-reset": "0s"}, OWN_PAUSE),
        ({"x-ratelimit-reset": "1m30.5s"}, 90.5),
        ({"x-ratelimit-reset": "6000ms"}, 6.0),
        ({"x-ratelimit-reset": "1m 30s"}, OWN_PAUSE),
        ({"x-ratelimit-reset": "m30s"}, OWN_PAUSE),
        ({"x-ratelimit-reset": "2023-11-14T22:13:45+00:00"}, 25.0),
        ({"x-ratelimit-reset": "Tue, 14 Nov 2023 22:13:30 GMT"}, 10.0),
        ({"x-ratelimit-reset": "20", "x-ratelimit-remaining": "0"}, 20.0),
        ({"x-ratelimit-reset": "20", "x-ratelimit-remaining": "5"}, OWN_PAUSE),
        ({"ratelimit-reset": "12"}, 12.0),
        ({"x-ratelimit-reset-requests": "2s"}, 2.0),
        ({"x-ratelimit-reset-requests": "2s", "x-ratelimit-reset-tokens": "6s"}, 6.0),
        (
            {
                "x-ratelimit-reset-requests": "2s",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-tokens": "30s",
                "x-ratelimit-remaining-tokens": "149000",
            },
            2.0,
        ),
        ({"x-ratelimit-reset-requests": "2s", "x-ratelimit-reset": "7"}, 7.0),
        ({"x-ratelimit-reset": "soon", "ratelimit-reset": "nan"}, OWN_PAUSE),
        ({"x-ratelimit-reset": "-5"}, OWN_PAUSE),
    ],
)
def test_a_limited_rate_is_waited_for_as_its_headers_say(server: Server, headers: dict[str, str], pause: float) -> None:
    if pause > 60:
        with pytest.raises(errors.RateLimitError, match=r"retry after 90\.5 s"):
            pauses(server, headers)
    else:
        assert pauses(server, headers) == [pytest.approx(pause)]


@pytest.mark.parametrize("value", ["3600", f"{NOW + 3600:.0f}", "1h", "60m0s"])
def test_a_limit_that_ends_in_an_hour_is_raised_with_it(server: Server, value: str) -> None:
    with pytest.raises(errors.RateLimitError) as caught:
        pauses(server, {"x-ratelimit-reset": value})
    assert caught.value.retry_after == 3600
    assert len(server.seen) == 1


def test_a_limit_that_a_code_of_the_error_table_tells_counts_too(server: Server) -> None:
    assert pauses(server, {"x-ratelimit-reset": "20"}, 503) == [20.0]
    with pytest.raises(errors.RateLimitError) as caught:
        pauses(server, {"x-ratelimit-reset": "20"}, 400, LIMITED_BY_CODE)
    assert caught.value.retry_after == 20, "a submit isn't sent again on a status that leaves open what became of it"


def test_the_end_of_a_limit_that_isnt_reached_delays_no_poll(mode: Mode, server: Server) -> None:
    world = World(chance=0.0)
    waiting = reply(200, {"id": "t1", "status": "waiting"}, x_ratelimit_reset="50", x_ratelimit_remaining="0")
    done = reply(200, {"id": "t1", "status": "done", **{"images": images(server)["data"]}})
    server.add(reply(200, {"id": "t1"}), waiting, done)
    mode.go(mode.client(client_module(TASK_SPEC), server, system=world).generate_image(prompt="fox"))
    assert world.pauses == [2.0]
