"""The key goes to the provider's own address and to no other, in whatever header it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from faults.in_step import no_names
from imageclients import errors
from support.mode import KEY, Mode
from support.pictures import PNG
from support.server import Action, Server, reply
from support.spec import TASK_SPEC, client_module

SECURITY = {
    "bearer": ("security: {type: http, scheme: bearer}\n", "authorization", f"Bearer {KEY}"),
    "own header": ("security: {type: apiKey, in: header, name: X-Fox-Key}\n", "x-fox-key", KEY),
    "own prefix": (
        "security: {type: apiKey, in: header, name: Authorization, prefix: 'Key '}\n",
        "authorization",
        f"Key {KEY}",
    ),
}
KINDS = pytest.mark.parametrize("kind", SECURITY)
STATUSES = pytest.mark.parametrize("status", [301, 302, 303, 307, 308])


@pytest.fixture(autouse=True)
def no_host_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No name of a host is looked up in any of these tests."""
    with no_names(monkeypatch) as asked:
        yield
        assert asked == []


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    """Another server."""
    with closing(Server(*[reply(200, {"id": "t1"})] * 9)) as made:
        yield made


def client_of(mode: Mode, kind: str, base: Any, **options: Any) -> Any:
    """A client whose key goes in that header."""
    return mode.client(client_module(SECURITY[kind][0] + TASK_SPEC), base, **options)


def to(server: Server | str, status: int) -> Action:
    """A redirect to a server, or to any address."""
    return reply(status, location=server if isinstance(server, str) else f"{server.url}/images?a=1")


@KINDS
@STATUSES
@pytest.mark.parametrize("own", [True, False], ids=["its own httpx client", "one that follows redirects"])
def test_K13_submit_that_is_redirected_goes_nowhere_else(
    mode: Mode, server: Server, elsewhere: Server, kind: str, status: int, own: bool
) -> None:
    """A submit is redirected, whatever header has the key -> an error that names the goal; nothing goes there."""
    _, header, value = SECURITY[kind]
    server.add(to(elsewhere, status), to(server, status), to("https://elsewhere.invalid/v1?token=s3cr3t", status))
    client = client_of(mode, kind, server, **({} if own else {"http_client": mode.http_client(follow_redirects=True)}))
    for _ in range(3):
        with pytest.raises(errors.APIStatusError, match=r"the provider redirects to .*which isn't followed") as caught:
            mode.go(client.begin_generate_image(prompt="a fox"))
        assert caught.value.status_code == status
        assert KEY not in str(caught.value)
        assert "s3cr3t" not in str(caught.value)
    assert elsewhere.seen == []
    assert [seen.headers[header] for seen in server.seen] == [value] * 3


@KINDS
@STATUSES
def test_K13_poll_that_is_redirected_goes_nowhere_else(
    mode: Mode, server: Server, elsewhere: Server, kind: str, status: int
) -> None:
    """A poll is redirected to another host -> an error with the task's id; the key doesn't go there."""
    server.add(reply(200, {"id": "t1"}), to(elsewhere, status))
    with pytest.raises(errors.APIStatusError, match="isn't followed") as caught:
        mode.go(client_of(mode, kind, server).generate_image(prompt="a fox"))
    assert caught.value.task_id == "t1"
    assert (len(server.seen), elsewhere.seen) == (2, [])


@KINDS
@STATUSES
def test_K13_image_is_fetched_without_the_key_on_every_way(
    mode: Mode, server: Server, elsewhere: Server, kind: str, status: int
) -> None:
    """A link leads to the provider's own host, and on to another -> it is fetched, and the key goes to neither."""
    _, header, _ = SECURITY[kind]
    done = {"id": "t1", "status": "done", "images": [{"url": f"{server.url}/1.png"}]}
    server.add(reply(200, {"id": "t1"}), reply(200, done), to(elsewhere, status))
    elsewhere.script[:] = [reply(200, PNG)]
    result = mode.go(client_of(mode, kind, server).generate_image(prompt="a fox"))
    assert mode.go(result.images[0].read()) == PNG
    for seen in (server.seen[-1], elsewhere.seen[0]):
        assert header not in seen.headers
        assert KEY not in str(seen)
