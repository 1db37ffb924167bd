"""Runs inside a rendered service: appends events to its inbox, and prints when, as JSON.

What an application does that takes events in from elsewhere than HTTP; and what compares with the
other engines, which are given their jobs by a function call, too.
"""

import asyncio
import json
import random
import secrets
import sys
import time

from app.modules.webhooks.bootstrap import build_service
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.delivery import Delivery, Envelope, Headers
from app.modules.webhooks.rows import new_row
from app.modules.webhooks.settings import WebhookSettings


async def append(count: int, pause: float, type: str) -> list[float]:
    """Appends jobs 0 to `count`, about so many seconds apart; the Unix times before each."""
    service, sent_at = build_service(WebhookSettings()), []
    name = secrets.token_hex(4)
    for number in range(count):
        # Not regular: no engine's polling may keep step with it.
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        sent_at.append(time.time())
        delivery = Delivery(
            source="stripe",
            method="POST",
            url="",
            headers=Headers({}),
            body=b"{}",
            received_at=utc_now(),
        )
        envelope = Envelope(
            external_id=f"evt_{name}_{number}", payload=delivery.body, type=type
        )
        await service.inbox.append([new_row(delivery, envelope, 10)])
    await service.inbox.close()
    return sent_at


if __name__ == "__main__":
    count, pause, type = sys.argv[1:]
    print(json.dumps(asyncio.run(append(int(count), float(pause), type))))
