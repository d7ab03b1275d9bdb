"""`clientsmith live --probe`: calls with every field at its bounds, and one past them where a refusal costs nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from support.live import SYNC, Live, picture
from support.server import Action, reply

REFUSES = SYNC.replace("errors:\n", "errors:\n  - {status: 400, code: bad_field, class: badRequest, source: page}\n")
REFUSED = reply(400, {"error": {"code": "bad_field", "message": "No"}})


def bodies(live: Live) -> list[dict[str, object]]:
    """The bodies that were sent."""
    return [one.json for one in live.server.seen if one.method == "POST"]


def honest(live: Live) -> tuple[Action, ...]:
    """What a server answers that keeps to the spec: the smallest call, both bounds, and refusals."""
    fours = [picture(512, 512, bytes([65 + at])) for at in range(4)]
    low = (live.images(), picture(16, 16))
    return (live.images(), picture(), *low, live.images(number=4), *fours, *[REFUSED] * 9)


def test_N26_bounds_are_called_within_the_budget_and_refusals_give_theirs_back(run: Callable[[str], Live]) -> None:
    """Fields are called at their bounds, and past them -> an honest server differs in nothing, refusals don't count."""
    live = run(REFUSES)
    told = live("--probe", "--max-submits", "4", script=honest(live))
    assert told.code == 0, told.out
    assert "3 of at most 4 submits used" in told.out
    assert bodies(live)[1:3] == [
        {"prompt": bodies(live)[0]["prompt"], "n": 1, "size": "16*16"},
        {"prompt": bodies(live)[0]["prompt"], "n": 4, "size": "512*512"},
    ]
    past = [{name: one[name] for name in ("n", "size") if name in one} for one in bodies(live)[3:]]
    assert past == [{"n": 0}, {"n": 5}, {"size": "15*16"}, {"size": "513*512"}]
    again = live("--replay", "recording")
    assert (again.code, again.out.splitlines()[-1]) == (0, told.out.splitlines()[-1])


def test_N26_request_past_a_limit_that_is_taken_is_a_difference_and_counts(run: Callable[[str], Live]) -> None:
    """A server takes what the page rules out -> a difference with the line of the field, and the budget ends it."""
    live = run(REFUSES)
    script = (*honest(live)[:9], live.images(), picture())
    told = live("--probe", "--max-submits", "4", script=script)
    assert re.search(r"generate_image past-n-minimum  not-refused  an error of the request -> a success 200", told.out)
    assert "/operations/generate_image/requestBody/properties/n" in told.out
    assert live.submits() == 4
    assert (told.code, told.out.count("not made")) == (1, 4)


def test_N26_fault_at_a_bound_is_a_difference(run: Callable[[str], Live]) -> None:
    """A server makes three images at most where the page says four -> the call at the upper bounds differs."""
    live = run(REFUSES)
    three = [picture(512, 512, bytes([65 + at])) for at in range(3)]
    script = (live.images(), picture(), live.images(), picture(16, 16), live.images(number=3), *three)
    told = live("--probe", "--max-submits", "3", "--case", "lowest", "--case", "highest", script=script[2:])
    assert "generate_image images  image-count  4 -> 3  (1 time)" in told.out


def test_N26_nothing_past_a_limit_is_sent_where_a_refusal_may_cost(run: Callable[[str], Live]) -> None:
    """No row of the table says what a bad request is answered with -> only the bounds are called, and listed."""
    live = run(SYNC)
    listed = live("--list", "--probe").out
    assert ("/probe/highest  4 images" in listed, "/probe/past-" in listed) == (True, False)
    assert "/probe/past-n-maximum  to be refused" in run(REFUSES)("--list", "--probe").out
    told = live("--probe", "--max-submits", "3", "--json", "report.json", script=honest(live)[:9])
    assert (told.code, live.submits()) == (0, 3)
    calls = json.loads(Path("report.json").read_text("utf-8"))["calls"]
    assert [one["id"].rpartition("/")[2] for one in calls] == ["required-only", "lowest", "highest"]
