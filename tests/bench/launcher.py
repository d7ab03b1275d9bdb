"""`python -I -S launcher.py NOTE COMMAND...` runs a command and notes what it cost, as JSON.

In between because a new process counts the memory of the one that started it as its own: this one has next to none.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    begun = time.perf_counter()
    # posix_spawn and not subprocess, for the same reason.
    child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status, used = os.wait4(child, 0)
    told = {
        "wall": time.perf_counter() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as note:  # noqa: PTH123 - pathlib is memory too
        json.dump(told, note)
