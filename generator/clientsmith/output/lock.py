"""Lock an output folder for one writer at a time; a second waits, and then sees what the first wrote."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def only_writer(root: Path, waiting: Callable[[], None]) -> Generator[None]:
    """Keep other writers out of the folder, which is made if it isn't there, and removed again if it stays empty.

    The operating system ends it together with the process, however that ends. `waiting` is called before a wait.

    Raises:
        OSError: the folder can't be made.
    """
    made = [path for path in (root, *root.parents) if not path.exists()]
    handle = _locked(root, waiting)
    try:
        yield
    finally:
        for path in made:
            with suppress(OSError):  # it isn't empty, as it should be
                path.rmdir()
        os.close(handle)


if sys.platform == "win32":
    import msvcrt
    import tempfile
    import time
    from hashlib import sha256

    def _locked(root: Path, waiting: Callable[[], None]) -> int:
        # A folder can't be locked there, and a file in it would be in the user's way.
        root.mkdir(parents=True, exist_ok=True)
        name = sha256(os.path.normcase(root.resolve()).encode()).hexdigest()[:16]
        handle = os.open(Path(tempfile.gettempdir(), f"clientsmith-{name}.lock"), os.O_RDWR | os.O_CREAT)
        has_waited = False
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not has_waited:
                    waiting()
                has_waited = True
                time.sleep(0.1)
            else:
                return handle

else:
    import fcntl

    def _locked(root: Path, waiting: Callable[[], None]) -> int:
        while True:
            root.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(root, os.O_RDONLY)
            except FileNotFoundError:
                continue  # the writer before has just removed it
            try:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    waiting()
                    fcntl.flock(handle, fcntl.LOCK_EX)
                if os.path.samestat(os.fstat(handle), root.stat()):
                    return handle
            except FileNotFoundError:
                pass  # the writer before has removed it meanwhile
            except OSError:
                return handle  # a file system without locks: each file is still written at once or not at all
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
