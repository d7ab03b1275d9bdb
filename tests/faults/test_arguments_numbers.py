"""Numbers that no provider takes are refused before a byte leaves, and never become other numbers on the way."""

from __future__ import annotations

import math
from typing import Any

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import Caller
from faults.refused_calls import ALL, OwnProvider, problem, sent
from imageclients import errors
from support.mode import Mode
from support.server import Server, images, reply
from support.spec import client_module, sync_spec

COUNTED = pytest.mark.parametrize(
    ("caller", "most"),
    [(ALL["apimart"], 6), (ALL["aimanyi"], 4), (ALL["modelverse"], 4)],
    ids=["apimart", "aimanyi", "modelverse"],
)
GUIDED = pytest.mark.parametrize("caller", [ALL["bizyair"], ALL["modelverse"]], ids=["bizyair", "modelverse"])
NULLABLE = sync_spec(
    "prompt: {type: string, role: prompt}, n: {type: integer, minimum: 1}, seed: {type: [integer, 'null']}"
)
SEEDED = sync_spec(
    "prompt: {type: string, role: prompt}, "
    "seed: {type: integer, minimum: 0, maximum: 2147483647, role: seed, specialValues: {'-1': random}}"
)


class FromNumpy:
    """What an integer of numpy can do that is none of Python's: both `__index__` and `__float__`."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value

    def __float__(self) -> float:
        return float(self.value)


@COUNTED
def test_A01_count_above_the_maximum_is_refused(mode: Mode, stepped: Mock, caller: Caller, most: int) -> None:
    """`n` is one more than the page allows -> refused with the value, the maximum and the nearest count."""
    found = problem(mode, stepped, caller, {"n": most + 1})
    assert (found.field, found.rule) == ("n", "maximum")
    assert found.message == f"{most + 1} is above the maximum {most}"
    assert found.suggestion == f"the nearest is {most}"
    assert sent(mode, stepped, caller, n=most)["n"] == most


@COUNTED
def test_A02_count_of_zero_is_refused(mode: Mode, stepped: Mock, caller: Caller, most: int) -> None:
    """`n` is 0 -> refused; it isn't taken for none, and the nearest count is named."""
    found = problem(mode, stepped, caller, {"n": 0})
    assert (found.field, found.rule) == ("n", "minimum")
    assert (found.message, found.suggestion) == ("0 is below the minimum 1", "the nearest is 1")


@COUNTED
def test_A03_negative_count_is_refused(mode: Mode, stepped: Mock, caller: Caller, most: int) -> None:
    """`n` is -1 -> refused with the value, the minimum and the nearest count."""
    found = problem(mode, stepped, caller, {"n": -1})
    assert (found.field, found.rule) == ("n", "minimum")
    assert (found.message, found.suggestion) == ("-1 is below the minimum 1", "the nearest is 1")


@COUNTED
@pytest.mark.parametrize("value", [True, False])
def test_A04_boolean_is_no_count(mode: Mode, stepped: Mock, caller: Caller, most: int, value: bool) -> None:
    """`n` is True, which Python takes for 1 -> refused as a boolean."""
    found = problem(mode, stepped, caller, {"n": value})
    assert (found.field, found.rule) == ("n", "type")
    assert found.message == f"must be integer, is boolean {value}"


@COUNTED
@pytest.mark.parametrize("value", ["1", "", "one"])
def test_A05_text_is_no_count(mode: Mode, stepped: Mock, caller: Caller, most: int, value: str) -> None:
    """`n` is "1" -> refused as a text; nothing is converted in silence."""
    found = problem(mode, stepped, caller, {"n": value})
    assert (found.field, found.rule) == ("n", "type")
    assert found.message == f"must be integer, is string {value!r}"


@COUNTED
def test_A06_fraction_is_no_count(mode: Mode, stepped: Mock, caller: Caller, most: int) -> None:
    """`n` is 1.5 -> refused and not rounded, while 2.0 is sent as 2."""
    found = problem(mode, stepped, caller, {"n": 1.5})
    assert (found.field, found.rule) == ("n", "type")
    assert found.message == "must be integer, is number 1.5"
    assert repr(sent(mode, stepped, caller, n=2.0)["n"]) == "2"


@COUNTED
@pytest.mark.parametrize(
    ("value", "rule", "text"),
    [
        (10**30, "maximum", f"{10**30} is above the maximum"),
        (10**400, "type", "is larger than any number that JSON readers take"),
        (-(10**400), "type", "is larger than any number that JSON readers take"),
        (10**6000, "type", "is larger than any number that JSON readers take"),
    ],
    ids=["10**30", "10**400", "-10**400", "10**6000"],
)
def test_A07_vast_count_is_refused(
    mode: Mode, stepped: Mock, caller: Caller, most: int, value: int, rule: str, text: str
) -> None:
    """`n` has 31 digits, or more than Python prints -> refused like any other, without an error of its own."""
    found = problem(mode, stepped, caller, {"n": value})
    assert (found.field, found.rule) == ("n", rule)
    assert text in found.message
    assert len(str(found)) < 200


@GUIDED
@pytest.mark.parametrize("field", ["guidance_scale", "seed"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_A08_number_that_is_none_is_refused(
    mode: Mode, stepped: Mock, caller: Caller, field: str, value: float
) -> None:
    """A number is NaN or infinite -> refused, whatever the validation, because JSON has no word for it."""
    found = problem(mode, stepped, caller, {field: value})
    assert (found.field, found.rule) == (field, "type")
    assert found.message == f"must be a finite number, is {value}"
    client = caller.client(mode, stepped, validation="off")
    for given in ({field: value}, {"extra_body": {"deep": [{"er": value}]}}):
        with pytest.raises(errors.InvalidRequestError, match="must be a finite number"):
            mode.go(client.generate_image(**caller.arguments, **given))
    assert stepped.requests == []


@COUNTED
def test_A09_none_is_as_good_as_not_given(mode: Mode, stepped: Mock, caller: Caller, most: int) -> None:
    """`n` is None -> it isn't sent, and the provider's default counts."""
    assert "n" not in sent(mode, stepped, caller, n=None)


def test_A09_null_is_sent_where_the_spec_allows_it(mode: Mode, server: Server) -> None:
    """An argument is None and the spec says that it may be null -> null is sent for it, and for no other."""
    server.add(reply(200, images(server)))
    client = mode.client(client_module(NULLABLE), server)
    mode.go(client.generate_image(prompt="a fox", n=None, seed=None))
    assert server.seen[0].body == b'{"prompt":"a fox","seed":null}'


@pytest.mark.parametrize(("value", "rule"), [(-1, "minimum"), (2147483648, "maximum"), (-(2**31), "minimum")])
@pytest.mark.parametrize("kind", [int, FromNumpy])
def test_A31_seed_out_of_its_range_is_refused(
    mode: Mode, stepped: Mock, value: int, rule: str, kind: type[Any]
) -> None:
    """A seed is out of 0 to 2147483647, as Python's integer or as one of numpy -> refused with the nearest one."""
    found = problem(mode, stepped, ALL["aimanyi"], {"seed": kind(value)})
    assert (found.field, found.rule) == ("seed", rule)
    assert f"{value} is " in found.message
    assert found.suggestion == f"the nearest is {0 if value < 0 else 2147483647}"


@pytest.mark.parametrize("value", [0, 7, 2147483647])
def test_A31_integer_of_numpy_is_as_good_as_pythons(mode: Mode, stepped: Mock, value: int) -> None:
    """A seed is an integer of numpy, which isn't one of Python's -> it is sent as the integer that it is."""
    given = sent(mode, stepped, ALL["aimanyi"], seed=FromNumpy(value))["seed"]
    assert (given, type(given)) == (value, int)


def test_A31_value_of_its_own_meaning_is_in_no_range(mode: Mode, own_provider: OwnProvider) -> None:
    """A seed of -1 means a random one, by the spec -> it is sent, while -2 is refused."""
    caller, mock = own_provider(SEEDED, prompt="a fox")
    assert problem(mode, mock, caller, {"seed": -2}).rule == "minimum"
    assert sent(mode, mock, caller, seed=-1)["seed"] == -1
