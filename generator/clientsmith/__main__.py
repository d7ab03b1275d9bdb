"""`python -m clientsmith` is the same as the command `clientsmith`."""

from clientsmith.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
