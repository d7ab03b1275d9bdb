"""A process that dies while it waits, and another that takes its task up again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from clientsmith.mock.server import Mock
from faults.in_step import TASKED, Caller, paths
from imageclients import errors
from support.mode import Mode

WAITS = """\
import sys
from imageclients.{name} import Client

client = Client("sk-of-the-first-process", base_url=sys.argv[1])
task = client.begin_generate_image(**{arguments!r})
print(task.id, flush=True)
task.wait(on_progress=lambda task: print("asked", flush=True))
"""


@pytest.mark.parametrize("caller", TASKED.values(), ids=TASKED)
def test_P20_task_of_a_process_that_died_is_taken_up_by_its_id_alone(mode: Mode, stepped: Mock, caller: Caller) -> None:
    """A process is killed while it waits -> another one takes the task up with nothing but its id, a plain text."""
    code = WAITS.format(name=caller.name, arguments=caller.arguments)
    command = [sys.executable, "-c", code, stepped.url(caller.name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        task_id = process.stdout.readline().strip()
        assert process.stdout.readline() == "asked\n", "it waits"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert task_id == stepped.requests[0].task
    stepped.advance(60)
    task = caller.client(mode, stepped, api_key="sk-of-the-second").resume_generate_image(task_id)
    result = mode.go(task.wait())
    assert (result.task_id, len(result.images)) == (task_id, 1)
    assert mode.go(result.images[0].read())
    assert (stepped.submits, paths(stepped).count("generate_image")) == (1, 1)


def test_P20_all_that_is_to_be_kept_is_a_plain_text(mode: Mode, stepped: Mock) -> None:
    """A handle is to be stored -> its id is a plain text; there is no token, and nothing that is unpickled."""
    task = TASKED["ppio"].begin(mode, stepped)
    assert type(task.id) is str
    assert json.loads(json.dumps(task.id)) == task.id
    with pytest.raises(errors.InvalidRequestError, match="task_id"):
        TASKED["ppio"].client(mode, stepped).resume_generate_image(task.id.encode())
