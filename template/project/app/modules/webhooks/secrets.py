"""Where the secrets of a delivery come from: settings, unless you put something else here.

A secret may differ per tenant or account, or arrive at run time (Asana and Notion hand theirs
over in a handshake): then write a class with these three methods that asks your database, and
give it to the service in bootstrap.py. Choose a tenant's secret by something that the signature
covers and your handlers go by: else one tenant could sign for another.
"""

from collections.abc import Sequence
from typing import Protocol

from .delivery import Delivery
from .errors import SecretNotKept
from .settings import secrets_from_settings, verify_tokens_from_settings


class SecretSource(Protocol):
    """The delivery is not yet verified: use it to choose between secrets, for nothing else."""

    async def signing(self, delivery: Delivery) -> Sequence[str]:
        """The live secrets; none refuses the delivery."""
        ...

    async def verify_tokens(self, delivery: Delivery) -> Sequence[str]:
        """What the provider must show in its handshake, where it shows a token."""
        ...

    async def keep(self, delivery: Delivery, secret: str) -> None:
        """Keeps a secret that was handed over. Raises SecretNotKept.

        Anybody can send the first request: take a secret only while you wait for one, and for
        an address that nobody can guess.
        """
        ...


class SettingsSecrets:
    """WEBHOOKS_<SOURCE>_SECRETS and WEBHOOKS_<SOURCE>_VERIFY_TOKENS."""

    async def signing(self, delivery: Delivery) -> Sequence[str]:
        return secrets_from_settings(delivery.source)

    async def verify_tokens(self, delivery: Delivery) -> Sequence[str]:
        return verify_tokens_from_settings(delivery.source)

    async def keep(self, delivery: Delivery, secret: str) -> None:
        raise SecretNotKept
