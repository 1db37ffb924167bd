"""python -m <this package> worker | list | show | replay | purge"""

from .cli import main

if __name__ == "__main__":
    raise SystemExit(main())
