"""python -m <this package> worker | list | show | replay | purge"""

import gc

from .cli import main

if __name__ == "__main__":
    # What was imported stays: garbage collection need not look at it while events are processed.
    gc.collect()
    gc.freeze()
    raise SystemExit(main())
