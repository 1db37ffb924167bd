"""What follows a failed attempt: another one after a while, or the end. Pure."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from .errors import GiveUp, Ignore, RetryLater
from .status import Status


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The status that follows, and the wait where that is pending."""

    status: Status
    wait: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """Exponential backoff with full jitter, capped.

    Jitter over the whole range keeps events that failed together from returning together:
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """

    base: timedelta
    cap: timedelta
    pick: Callable[[float, float], float] = random.uniform

    def judge(self, error: Exception, *, attempt: int, is_last: bool) -> Verdict:
        """What follows failed attempt number `attempt`, the first being 1."""
        if isinstance(error, Ignore):
            return Verdict(status=Status.IGNORED)
        if isinstance(error, GiveUp) or is_last:
            return Verdict(status=Status.DEAD)
        if isinstance(error, RetryLater) and error.after is not None:
            return Verdict(status=Status.PENDING, wait=error.after)
        return Verdict(status=Status.PENDING, wait=self._backoff(attempt))

    def _backoff(self, attempt: int) -> timedelta:
        # The exponent is bounded so that a large attempt number cannot overflow.
        ceiling = min(self.cap, self.base * 2 ** min(attempt - 1, 30))
        return timedelta(seconds=self.pick(0, ceiling.total_seconds()))
