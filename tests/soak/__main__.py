"""`make soak`: 10,000 mixed calls, a tenth of the requests struck by a fault; prints what became of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from soak.run import FAULTS, run


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if nothing was lost, sent twice or left behind, else 1."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=50, help="calls under way in the AsyncClients")
    parser.add_argument("--threads", type=int, default=16, help="threads that share a Client")
    parser.add_argument("--faults", type=float, default=0.1, help=f"chance of each request: {', '.join(FAULTS)}")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args(arguments)
    found = run(told.calls, told.at_once, told.threads, told.faults, told.seed)
    print(found.text())
    for complaint in found.complaints():
        print(f"WRONG: {complaint}", file=sys.stderr)
    return 1 if found.complaints() else 0


if __name__ == "__main__":
    sys.exit(main())
