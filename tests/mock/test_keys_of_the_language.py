"""The mock and `clientsmith live` take a key wherever the language lets it go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientsmith import cli
from clientsmith.live.clock import Clock
from clientsmith.mock.server import Mock
from imageclients import errors
from support.live import shortest_pause
from support.spec import client_module, provider_of, sync_spec, whole_spec

SPECS = {
    "query": "security: {type: apiKey, in: query, name: key, source: page}",
    "body": "security: {type: apiKey, in: body, name: key, prefix: 'k ', source: page}",
    "minted": "security: {type: http, scheme: bearer, credentials: [access_key, secret_key], env: [FOX_AK, FOX_SK], "
    "mint: {algorithm: HS256, secret: secret_key, claims: {iss: access_key, exp: 1800, nbf: -5}}}",
}
EXAMPLE = "[{id: fox, arguments: {prompt: a fox}}]"
KEYS: dict[str, Any] = {
    "query": "sk-the-right-one",
    "body": "sk-the-right-one",
    "minted": {"access_key": "ak-anyone", "secret_key": "sk-the-right-one"},
}


@pytest.mark.parametrize("place", SPECS)
def test_the_mock_takes_the_right_key_and_no_other(place: str, tmp_path: Path) -> None:
    spec = sync_spec(top=SPECS[place])
    name, whole = whole_spec(spec)
    (tmp_path / f"{name}.yaml").write_text(whole, "utf-8")
    module = client_module(spec)
    wrong = {**KEYS[place], "secret_key": "sk-another"} if place == "minted" else "sk-another"
    with Mock(name, specs=tmp_path, key="sk-the-right-one") as mock:
        with module.Client(KEYS[place], base_url=mock.url(name)) as client:
            assert client.generate_image(prompt="fox").images[0].read()
        with (
            module.Client(wrong, base_url=mock.url(name)) as client,
            pytest.raises(errors.AuthenticationError),
        ):
            client.generate_image(prompt="fox")


@pytest.mark.parametrize("place", SPECS)
def test_a_live_run_compares_requests_but_for_the_key(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = sync_spec(top=SPECS[place], examples=EXAMPLE)
    name, whole = whole_spec(spec)
    (tmp_path / f"{name}.yaml").write_text(whole, "utf-8")
    client_module(spec)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Clock, "random", shortest_pause)
    for variable in provider_of(spec).security.env:
        monkeypatch.setenv(variable, f"sk-of-{variable}")
    monkeypatch.setenv("CLIENTSMITH_LIVE", "1")
    with Mock(name, specs=tmp_path, stepped=True) as mock:
        monkeypatch.setenv(f"{name}_BASE_URL".upper(), mock.url(name))
        code = cli.main(["live", name, "--specs", ".", "--record", "recording", "--json", "report.json"])
    told = capsys.readouterr()
    assert code == 0, told.out + told.err
    assert "no differences from the spec" in told.out
    recorded = "".join(path.read_text("utf-8", "replace") for path in Path("recording").iterdir())
    assert "sk-of" not in recorded + told.out + told.err
