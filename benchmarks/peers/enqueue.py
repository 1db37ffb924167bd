"""How every engine is given its jobs: python -m benchmarks.peers.NAME_jobs COUNT PAUSE"""

import asyncio
import inspect
import json
import random
import sys
import time
from collections.abc import Callable


async def enqueue(send: Callable[[int], object]) -> None:
    """Sends jobs 0 to COUNT, about PAUSE seconds apart; prints when each was sent."""
    count, pause = int(sys.argv[1]), float(sys.argv[2])
    sent_at = []
    for number in range(count):
        if pause:
            # Not regular: no engine's polling may keep step with it.
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        sent_at.append(time.time())
        sending = send(number)
        if inspect.isawaitable(sending):
            await sending
    print(json.dumps(sent_at))
