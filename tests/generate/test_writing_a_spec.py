"""docs/writing-a-spec.md goes from a page to a client that keeps its contract, and all that it shows is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientsmith import cli
from commands import ROOT
from imageclients import errors
from support.spec import breaches, whole_client

PAGE = (ROOT / "docs/writing-a-spec.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SPEC = "".join(text for kind, text in BLOCKS if kind == "yaml")
MIRRORED = """\
        input:
          type: object
          properties:
            prompt: {type: string, role: prompt}
"""


def test_the_blocks_are_a_spec_whose_client_keeps_its_contract() -> None:
    assert breaches(SPEC, "lynx") == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the spec of the page; the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/lynx.yaml").write_text(SPEC, "utf-8")
    return tmp_path


def test_the_commands_of_the_page_are_done(project: Path) -> None:
    assert cli.main(["validate"]) == 0
    assert cli.main(["generate"]) == 0
    assert (project / "generated/imageclients/lynx/client.py").exists()


def test_a_mirrored_body_is_answered_as_the_page_shows(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prompt = SPEC[SPEC.index("        prompt:\n") : SPEC.index("        size:\n")]
    (project / "specs/lynx.yaml").write_text(SPEC.replace(prompt, MIRRORED), "utf-8")
    assert cli.main(["validate"]) == 1
    shown = next(text for _, text in BLOCKS if "role-inside" in text)
    assert shown.removeprefix("$ clientsmith validate\n") in capsys.readouterr().err


def test_the_call_that_the_page_shows_as_refused_is() -> None:
    client = whole_client(SPEC, "lynx")[1].Client(api_key="key")
    with pytest.raises(errors.InvalidRequestError, match="nothing was sent") as caught:
        client.generate_image(model="lynx-large", prompt="a lynx", n=2)
    shown = [line.removeprefix("#   ") for line in PAGE.splitlines() if line.startswith("#   ")]
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == shown
