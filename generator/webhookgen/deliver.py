"""Delivering a request as a provider does, with the standard library."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from .errors import Unreachable, UsageError
from .signing import SignedRequest

TIMEOUT = 30  # seconds
MAX_ANSWER = 64 * 1024  # bytes; a webhook's answer is short


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)  # by lower-case name

    @property
    def accepted(self) -> bool:
        """What providers take as acknowledged."""
        return 200 <= self.status < 300


def deliver(request: SignedRequest) -> Answer:
    """The endpoint's answer, whatever its status.

    Raises UsageError for what is no HTTP URL, Unreachable where no answer came.
    """
    _require_http(request.url)
    message = urllib.request.Request(
        request.url,
        # Without one urllib sends no Content-Type of its own either.
        request.body or None,
        dict(request.headers),
        method=request.method,
    )
    try:
        with _OPENER.open(message, timeout=TIMEOUT) as response:
            return _answer(response, response.status)
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error, error.code)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise Unreachable(
            f"{request.url}: {reason}; is the service running?"
        ) from error


def _require_http(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        )
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(
            f"--url {url!r} is no HTTP URL; "
            "it looks like http://localhost:8000/webhooks/stripe"
        )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Providers do not follow redirects, and following would turn the POST into a GET."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _answer(response: Any, status: int) -> Answer:
    content: bytes = response.read(MAX_ANSWER)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status, content.decode("utf-8", "replace"), headers)
