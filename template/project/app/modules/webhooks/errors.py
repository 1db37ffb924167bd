"""Everything that can go wrong, as one tree. A class's docstring is its message.

WebhookError                    what a provider is answered with, `status` is the HTTP status
├─ UnknownSource                404
├─ MethodNotAllowed             405
├─ BodyIncomplete               400
├─ PayloadTooLarge              413
├─ VerificationError            401, or what the provider's catalogue entry says
│  ├─ SignatureMissing
│  ├─ SignatureMalformed
│  ├─ SignatureMismatch
│  └─ TimestampOutOfTolerance
└─ Unavailable                  503: the provider sends it again later
   ├─ SecretNotConfigured
   ├─ SecretNotKept
   ├─ KeysUnavailable
   ├─ Overloaded
   └─ StorageUnavailable
HandlerSignal                   what a handler raises to steer its event
├─ RetryLater
├─ GiveUp
└─ Ignore
OpenSavepoint                   a handler's mistake
LostClaim                       another worker owns the event now; roll back
IllegalTransition               a bug: a status change that status.TRANSITIONS does not list
"""

from collections.abc import Collection
from datetime import timedelta


class WebhookError(Exception):
    """The delivery was refused."""

    status = 500
    retry_after: int | None = None

    def __init__(self, detail: str = "") -> None:
        self.message = " ".join(filter(None, [type(self).__doc__, detail]))
        super().__init__(self.message)

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's headers say of it."""
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


class UnknownSource(WebhookError):
    """No provider listens at this address."""

    status = 404


class MethodNotAllowed(WebhookError):
    """This source does not take requests of this method."""

    status = 405

    def __init__(self, allowed: Collection[str]) -> None:
        super().__init__()
        self.allowed = ", ".join(sorted(allowed))

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": self.allowed}


class BodyIncomplete(WebhookError):
    """The body broke off."""

    status = 400


class PayloadTooLarge(WebhookError):
    """The body is larger than this provider ever sends."""

    status = 413


class VerificationError(WebhookError):
    """The delivery is not authentic."""

    status = 401


class SignatureMissing(VerificationError):
    """The signature header is missing."""


class SignatureMalformed(VerificationError):
    """The signature header cannot be read."""


class SignatureMismatch(VerificationError):
    """The signature matches none of the configured secrets."""


class TimestampOutOfTolerance(VerificationError):
    """The signed timestamp is too far from the time of receipt."""


class Unavailable(WebhookError):
    """The delivery cannot be accepted now; send it again later."""

    status = 503
    retry_after = 5


class SecretNotConfigured(Unavailable):
    """No secret is configured for this source, so nothing can be verified."""

    retry_after = 60


class SecretNotKept(Unavailable):
    """The provider hands over a secret, and nothing here keeps it: see secrets.py."""

    retry_after = 60


class KeysUnavailable(Unavailable):
    """The provider's keys could not be fetched."""


class Overloaded(Unavailable):
    """Too many deliveries wait to be stored."""


class StorageUnavailable(Unavailable):
    """The event could not be stored."""


class HandlerSignal(Exception):
    """Raised by a handler on purpose; what it wrote to the database is rolled back."""


class RetryLater(HandlerSignal):
    """Try again, `after` this long where it is known (a Retry-After header, say)."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class GiveUp(HandlerSignal):
    """No attempt can succeed: the event is dead at once and waits for a replay."""


class Ignore(HandlerSignal):
    """The event needs no work: it ends as ignored, with this reason."""


class OpenSavepoint(Exception):
    """A handler ended inside of a savepoint, so what it wrote there would be undone."""


class LostClaim(Exception):
    """The claim expired and the event is no longer this worker's; nothing was committed."""


class IllegalTransition(Exception):
    """This status may not follow that one."""
