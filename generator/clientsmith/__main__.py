"""`python -m clientsmith` is the same as the command `clientsmith`."""

from clientsmith.quick import main

if __name__ == "__main__":
    raise SystemExit(main())
