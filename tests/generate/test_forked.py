"""Work in forked processes: what comes of it, what is left of it, and what of a child that doesn't make it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clientsmith.render import parallel
from clientsmith.render.parallel import Ahead, spread
from commands import ROOT, specs, tree

# These tests run with threads of the test runner, of which no fork uses anything.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three processes, none of which is left."""
    monkeypatch.setattr(parallel, "cores", lambda: 3)
    before = _open_files()
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert _open_files() == before


def _open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_results_are_in_the_order_of_the_tasks_and_from_several_processes(tmp_path: Path) -> None:
    def do(task: int) -> tuple[int, int, bytes]:
        # Nobody goes on until two are at work.
        (tmp_path / str(os.getpid())).touch()
        while len(list(tmp_path.iterdir())) < 2:
            os.sched_yield()
        return task, os.getpid(), bytes(task)

    made = spread(do, range(300))
    assert [(task, content) for task, _, content in made] == [(task, bytes(task)) for task in range(300)]
    assert len({pid for _, pid, _ in made}) > 1


def test_more_than_a_pipe_holds_is_no_problem() -> None:
    assert spread(lambda task: bytes(200_000) + bytes([task]), range(9))[8][-1] == 8
    assert spread(lambda task: task + 1, range(20_000)) == list(range(1, 20_001))


def test_error_of_a_task_is_raised_as_if_there_were_no_children() -> None:
    def do(task: int) -> int:
        if task == 5:
            raise LookupError("the fifth")
        return task

    with pytest.raises(LookupError, match="the fifth"):
        spread(do, range(9))


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _failed() -> None:
    raise ValueError("only in the child")


def _ended() -> None:
    raise SystemExit


@pytest.mark.parametrize("end", [_killed, _failed, _ended], ids=["killed", "failed", "ended"])
def test_what_a_lost_child_had_taken_is_made_all_the_same(
    end: Callable[[], None], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    parent = os.getpid()

    def do(task: int) -> int:
        if os.getpid() != parent:
            (tmp_path / "taken").touch()
            end()
        while not (tmp_path / "taken").exists():
            os.sched_yield()
        return task * 2

    assert spread(do, range(20)) == [2 * task for task in range(20)]
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_in_the_parent_ends_the_children() -> None:
    parent = os.getpid()

    def do(_: int) -> None:
        if os.getpid() == parent:
            raise KeyboardInterrupt
        signal.pause()

    with pytest.raises(KeyboardInterrupt):
        spread(do, range(9))


def test_without_cores_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 1)
    monkeypatch.setattr(os, "fork", None)
    assert spread(lambda task: task, [3, 1, 2]) == [3, 1, 2]


def test_no_process_is_forked_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    go = threading.Event()
    thread = threading.Thread(target=go.wait)
    thread.start()
    try:
        assert parallel.cores() == 1
    finally:
        go.set()
        thread.join()


def test_who_prepares_gets_its_tasks_later(tmp_path: Path) -> None:
    ahead: Ahead[int, tuple[int, int]] = Ahead((tmp_path / "ready").touch, lambda task: (task, os.getpid()))
    while not (tmp_path / "ready").exists():
        os.sched_yield()
    ahead.give([3, 1, 2])
    made = ahead.made()
    ahead.end()
    assert [task for task, _ in made] == [3, 1, 2]
    assert {pid for _, pid in made} != {os.getpid()}


def test_who_breaks_off_leaves_what_was_done_and_who_gets_nothing_just_ends() -> None:
    def do(task: int) -> int:
        return 6 // task

    ahead: Ahead[int, int] = Ahead(int, do)
    ahead.give([1, 2, 0, 3])
    assert ahead.made() == [6, 3]
    ahead.end()
    Ahead(int, do).end()
    never: Ahead[int, int] = Ahead(signal.pause, do)
    never.end()


_RUN = """import os, signal, sys
from clientsmith import render
from clientsmith.render import parallel
from clientsmith.cli import main
parallel.cores = update_cores = lambda: {cores}
import clientsmith.update
clientsmith.update.cores = parallel.cores
{more}
raise SystemExit(main(["generate", "--out", "{out}", *{options}]))
"""


def _generate(cwd: Path, cores: int, out: str, more: str = "", *options: str) -> subprocess.CompletedProcess[bytes]:
    code = _RUN.format(cores=cores, out=out, more=more, options=list(options))
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, check=False, timeout=120, start_new_session=True
    )


def test_output_and_words_are_the_same_however_many_processes_make_it(tmp_path: Path) -> None:
    for cores in (1, 2, 5):
        (tmp_path / str(cores)).mkdir()
    done = [_generate(tmp_path / str(cores), cores, "out", "", "--specs", str(ROOT / "specs")) for cores in (1, 2, 5)]
    assert {one.returncode for one in done} == {0}, done[0].stderr
    assert len({(one.stdout, one.stderr) for one in done}) == 1
    assert tree(tmp_path / "1") == tree(tmp_path / "2") == tree(tmp_path / "5")
    assert tree(tmp_path / "1/out") == {
        name: content for name, content in tree(ROOT / "generated").items() if not name.endswith(".pyc")
    }


_INTERRUPT = """
real = render._made
def made(piece):
    os.killpg(0, signal.SIGINT)
    return real(piece)
render._made = made
"""


def test_ctrl_c_of_a_terminal_stops_all_processes_with_one_word(tmp_path: Path) -> None:
    specs(tmp_path, "one", "two")
    done = _generate(tmp_path, 3, "out", _INTERRUPT)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"stopped\n")
    assert [path.name for path in tmp_path.iterdir()] == ["specs"]


def test_problem_of_a_spec_ends_the_process_that_was_ahead(tmp_path: Path) -> None:
    specs(tmp_path, "one")
    (tmp_path / "specs/two.yaml").write_text("name: [\n")
    # Who captures its output would wait for a process that is left.
    done = _generate(
        tmp_path, 3, "out", "from clientsmith.render import answer_models\nanswer_models.prepare = signal.pause"
    )
    assert done.returncode == 1
    assert b"specs/two.yaml:" in done.stderr
