"""The commands: exit codes, what is said where, and what a user sees who got something wrong."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import clientsmith
from clientsmith import cli, paths
from clientsmith.load.files import spec_files
from commands import ROOT, SMALL, command, specs, tree

COMMANDS = [["validate"], ["generate"], ["show", "one"], ["vendor", "one", "--into", "pack"]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the specs `one` and `two`; the working folder."""
    monkeypatch.chdir(tmp_path)
    specs(tmp_path, "one", "two")
    return tmp_path


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[0])
def test_command_succeeds_with_code_0_and_says_so_on_stderr(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert cli.main(arguments) == 0
    out, err = capsys.readouterr()
    if arguments[0] == "show":
        assert err == ""
        assert json.loads(out)["name"] == "one"
    else:
        assert out == ""
        assert err.endswith("\n")


@pytest.mark.parametrize("arguments", [words for words in COMMANDS if words[0] != "show"], ids=lambda words: words[0])
def test_quiet_says_nothing_where_nothing_is_wrong(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert cli.main([*arguments, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_says_problems(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "specs/two.yaml").write_text("name: [\n")
    for arguments in (["validate"], ["generate"], ["vendor", "one", "--into", "pack"]):
        assert cli.main([*arguments, "--quiet"]) == 1
        assert "specs/two.yaml:" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[0])
def test_problem_of_a_spec_is_code_1(project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    (project / "specs/one.yaml").write_text(SMALL.format(name="one").replace("POST", "PSOT"))
    assert cli.main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(
        r"specs/one\.yaml:10:13: not-allowed-value: .*\n 10 \|     method: PSOT\n.*\^+\nhint: did you mean POST", err
    )
    assert sorted(path.name for path in project.iterdir()) == ["specs"]


def test_all_problems_of_all_broken_specs_are_shown_in_order(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = SMALL.format(name="two").replace("POST", "PSOT").replace("security:", "sceurity:")
    (project / "specs/two.yaml").write_text(broken)
    (project / "specs/three.yaml").write_bytes(b"\xff")
    (project / "specs/four.yaml").write_text("a: 1\na: 2\n")
    assert cli.main(["validate"]) == 1
    err = capsys.readouterr().err
    found = re.findall(r"^(specs/\w+\.yaml):\d+:\d+: ([\w-]+): ", err, re.MULTILINE)
    assert found == sorted(found, key=lambda it: it[0])
    assert {name for name, _ in found} == {f"specs/{name}.yaml" for name in ("two", "three", "four")}
    assert ("specs/two.yaml", "unknown-key") in found
    assert ("specs/two.yaml", "not-allowed-value") in found
    assert err.endswith(f"{len(found)} problems in 3 specs\n")


def test_validate_takes_files_from_anywhere(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", str(ROOT / "specs/ppio.yaml"), "specs/one.yaml"]) == 0
    assert capsys.readouterr().err == "2 specs without problems\n"


def test_file_that_can_not_be_read_is_a_problem(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", "nowhere.yaml"]) == 1
    assert "nowhere.yaml:1:1: unreadable-file" in capsys.readouterr().err


def test_validate_takes_folders_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "specs/two.yaml").write_text("name: 010\n")
    assert cli.main(["validate", "specs"]) == 1
    assert "specs/two.yaml:1:7: ambiguous-value" in capsys.readouterr().err
    assert cli.main(["validate", "--specs", str(ROOT / "specs")]) == 0


def test_schema_is_what_an_editor_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema"]) == 0
    assert capsys.readouterr().out == paths.SCHEMA.read_text("utf-8")


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[0])
def test_empty_folder_of_specs_is_code_2_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    assert cli.main(arguments) == 2
    assert "specs has no specs: make one NAME.yaml per provider there" in capsys.readouterr().err


def test_folder_that_does_not_exist_is_code_2(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["generate", "--specs", "nowhere"]) == 2
    assert "nowhere has no specs" in capsys.readouterr().err


def test_without_a_folder_of_specs_those_that_came_along_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["validate"]) == 0
    assert capsys.readouterr().err == f"{len(spec_files(paths.SPECS))} specs without problems in the installed specs\n"


def test_spec_that_ends_in_yml_is_not_left_out_in_silence(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "specs/two.yaml").rename(project / "specs/two.yml")
    assert cli.main(["generate"]) == 2
    assert "specs/two.yml isn't read: the name of a spec ends in .yaml" in capsys.readouterr().err


def test_hidden_file_is_no_spec(project: Path) -> None:
    (project / "specs/._one.yaml").write_bytes(b"\0")
    assert cli.main(["validate"]) == 0


@pytest.mark.parametrize(
    "arguments", [["show"], ["generate", "--provider"], ["vendor", "--into", "pack"]], ids=lambda words: words[0]
)
def test_unknown_provider_is_code_2_and_the_near_one_is_named(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    words = [*arguments, "ome"] if arguments[0] != "vendor" else ["vendor", "ome", *arguments[1:]]
    assert cli.main(words) == 2
    assert capsys.readouterr().err == "specs has no spec 'ome': did you mean one?\n"
    assert not (project / "generated").exists()


def test_unknown_provider_far_from_all_lists_them(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "zebra\x1b[31m"]) == 2
    assert capsys.readouterr().err == (
        "specs has no spec 'zebra\\x1b[31m': there are one, two, "
        f"and with clientsmith came {', '.join(path.stem for path in spec_files(paths.SPECS))}\n"
    )


@pytest.mark.parametrize("arguments", [[], ["paint"], ["show"], ["vendor", "one"], ["generate", "--nothing"]], ids=str)
def test_wrong_usage_is_code_2(project: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(arguments)


def test_help_documents_the_exit_codes_and_version_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["generate", "--help"])
    told = re.findall(r"^  (\d+)  \w", capsys.readouterr().out, re.MULTILINE)
    assert told == [str(code) for code in (cli.OK, cli.PROBLEMS, cli.USAGE, cli.OUTPUT, cli.INTERRUPTED)]
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"clientsmith {clientsmith.__version__}\n"


@pytest.mark.parametrize("provider", sorted(path.stem for path in (ROOT / "specs").glob("*.yaml")))
def test_show_prints_json_that_comes_back_the_same(capsys: pytest.CaptureFixture[str], provider: str) -> None:
    assert cli.main(["show", provider, "--specs", str(ROOT / "specs")]) == 0
    out = capsys.readouterr().out

    def refuse(word: str) -> Any:
        raise ValueError(word)

    data = json.loads(out, parse_constant=refuse)
    assert json.dumps(data, ensure_ascii=False, indent=2) + "\n" == out
    assert data["name"] == provider


def test_show_writes_ascii_where_the_output_can_not_hold_more(project: Path) -> None:
    spec = project / "specs/one.yaml"
    spec.write_text(spec.read_text("utf-8").replace("title: Small", "title: 狐"), "utf-8")
    done = command("show", "one", cwd=project, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "狐"


def test_problem_is_shown_where_the_terminal_can_not_hold_it(project: Path) -> None:
    (project / "specs/one.yaml").write_text("title: 狐: 狐\n", "utf-8")
    done = command("validate", cwd=project, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 1
    assert b"specs/one.yaml:1:9" in done.stderr
    assert b"Traceback" not in done.stderr


def test_reader_that_stops_reading_is_no_failure(project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "clientsmith", "show", "one"],
        cwd=project,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def on_terminal(*arguments: str, cwd: Path) -> str:
    """Run a command whose standard error is a terminal, and give what came there."""
    main, worker = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "clientsmith", *arguments],
        cwd=cwd,
        stdout=worker,
        stderr=worker,
        stdin=subprocess.DEVNULL,
    ) as process:
        os.close(worker)
        shown = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            shown += piece
        os.close(main)
    assert process.returncode == 0, shown
    return shown.decode()


def test_progress_is_one_line_that_is_written_over_on_a_terminal(project: Path) -> None:
    shown = on_terminal("generate", cwd=project)
    assert "checking one ..." in shown
    assert "rendering ..." in shown
    left = [line.rpartition("\r")[2] for line in shown.replace("\r\n", "\n").split("\n")]
    assert not any("..." in line for line in left)
    assert "..." not in on_terminal("generate", "--quiet", "--out", "other", cwd=project)


def test_piped_output_has_plain_lines_only(project: Path) -> None:
    done = command("generate", cwd=project)
    assert done.returncode == 0
    assert done.stdout == b""
    *lines, one, two = done.stderr.decode().splitlines()
    assert lines == [*sorted(lines[:-1]), f"generated has {len(lines) - 1} files of these specs"]
    assert (one, two) == tuple(
        f"{name}  sends the key in {name.upper()}_API_KEY to api.fox.dev" for name in ("one", "two")
    )
    assert not re.search(rb"[\r\x1b]|\.\.\.", done.stderr)
    assert len(tree(project / "generated")) == len(lines)  # and the manifest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", "sends the key in ONE_API_KEY to api.fox.dev"),
        ('[{url: "https://api.fox.dev"}]', "[]", "sends the key in ONE_API_KEY to the address in ONE_BASE_URL"),
        ("type: http, scheme: bearer", "type: none", "needs no key and calls api.fox.dev"),
    ],
)
@pytest.mark.parametrize(
    "words", [["generate"], ["generate", "--provider", "one"], ["vendor", "one", "--into", "pack"]]
)
def test_key_and_host_of_each_provider_are_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    old: str,
    new: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = specs(tmp_path, "one") / "one.yaml"
    spec.write_text(spec.read_text().replace(old, new))
    assert cli.main(words) == 0
    assert capsys.readouterr().err.endswith(f"\none  {said}\n")


def test_ctrl_c_leaves_no_traceback(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clientsmith.pipeline.check", stop)
    assert cli.main(["validate"]) == cli.INTERRUPTED
    assert capsys.readouterr().err == "stopped\n"


def test_missing_ruff_is_said_in_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ruff", None)
    assert cli.main(["generate"]) == 3
    assert "ruff, which formats the output, isn't installed" in capsys.readouterr().err
