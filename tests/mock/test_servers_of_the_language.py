"""The mock, `clientsmith live` and the constructor know servers by name, with variables, and those of one operation."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from clientsmith import cli
from clientsmith.live.clock import Clock
from clientsmith.mock.server import Mock
from imageclients import errors
from support.live import shortest_pause
from support.small_specs import SPECS
from support.spec import client_module, provider_of, sync_spec, whole_spec

SPEC = SPECS["servers by name, with variables, and an operation with its own"]
QUEUED = sync_spec(
    top="servers: [{url: https://fox-images.net/v1}]",
    servers='[{name: queue, url: "https://queue.fox-images.net/q"}]',
    examples="[{id: fox, arguments: {prompt: a fox}}]",
)


def written(spec: str, folder: Path) -> str:
    """The name of a spec that is written to a folder."""
    name, whole = whole_spec(spec)
    (folder / f"{name}.yaml").write_text(whole, "utf-8")
    return name


def test_a_task_is_followed_on_the_mock_though_its_poll_has_a_server_of_its_own(tmp_path: Path) -> None:
    name = written(SPEC, tmp_path)
    with (
        Mock(name, specs=tmp_path, task_seconds=0) as mock,
        client_module(SPEC).Client("sk-1234", base_url=mock.url(name)) as client,
    ):
        assert client.generate_image(prompt="fox").images[0].read()


def test_a_live_run_knows_the_server_of_an_operation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = written(QUEUED, tmp_path)
    client_module(QUEUED)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Clock, "random", shortest_pause)
    monkeypatch.setenv(provider_of(QUEUED).key_env[0], "sk-1234")
    monkeypatch.setenv("CLIENTSMITH_LIVE", "1")
    with Mock(name, specs=tmp_path, stepped=True) as mock:
        monkeypatch.setenv(f"{name}_BASE_URL".upper(), mock.url(name))
        code = cli.main(["live", name, "--specs", ".", "--record", "recording"])
    told = capsys.readouterr()
    assert code == 0, told.out + told.err
    assert "no differences from the spec" in told.out


def test_variables_of_addresses_are_arguments_of_the_constructor() -> None:
    module: Any = client_module(SPEC)
    for kind in (module.Client, module.AsyncClient):
        assert list(inspect.signature(kind).parameters) == ["api_key", "workspace", "zone", "options"]
        assert "workspace: Your workspace." in kind.__init__.__doc__
    with module.Client("sk-1234", server="asia", workspace="w-9", timeout=3) as client:
        assert client.base_url == "https://w-9.a-1.fox-images.net"
        assert client.options.timeout == 3
    with module.Client("sk-1234", base_url="https://api.fox-images.net/v1/") as client:
        assert client.address_of(client.provider.operations["get_task"]) == "https://queue.fox-images.net"
    with pytest.raises(errors.ConfigurationError, match="workspace="):
        module.Client("sk-1234", server="asia")


def test_a_server_has_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = client_module(SPEC)
    monkeypatch.setenv(provider_of(SPEC).security.env[0], "sk-of-the-world")
    monkeypatch.setenv("FOX_ASIA_KEY", "sk-of-asia")
    for server, key in ((None, "sk-of-the-world"), ("asia", "sk-of-asia")):
        with module.Client(server=server, workspace="w-9") as client:
            assert client.key.hide(f"{key}!") == "***!"
    monkeypatch.delenv("FOX_ASIA_KEY")
    with pytest.raises(errors.ConfigurationError, match="FOX_ASIA_KEY"):
        module.Client(server="asia", workspace="w-9")
