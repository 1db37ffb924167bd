"""Keys and certificates from the provider's own hosts: https, pinned, bounded, cached.

A scheme has the fetch as a field, so tests give it another. It blocks, so the service verifies
in a thread where a scheme has one.
"""

import re
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import IO, Any
from urllib.error import URLError

from ..errors import KeysUnavailable, SignatureMalformed

Fetch = Callable[[str], bytes]

TIMEOUT_SECONDS = 5
MAX_BYTES = 256 * 1024
MAX_ENTRIES = 64
KEEP_SECONDS = 3600
AT_ONCE = 4


def require_pinned(url: str, pattern: str) -> str:
    """The URL, if it is wholly as the pattern says. Raises SignatureMalformed."""
    if not re.fullmatch(pattern, url, re.A):
        raise SignatureMalformed("It names a URL that is not the provider's.")
    return url


class CachedFetch:
    """What is at a URL, kept for an hour."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, bytes]] = {}
        # Signatures name the URL before they are proven: nobody may keep all threads busy.
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, url: str) -> bytes:
        """Raises KeysUnavailable."""
        until, content = self._kept.get(url, (0.0, b""))
        if time.monotonic() < until:
            return content
        if not self._slots.acquire(timeout=TIMEOUT_SECONDS):
            raise KeysUnavailable
        try:
            content = self.load(url)
        finally:
            self._slots.release()
        while len(self._kept) >= MAX_ENTRIES:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[url] = time.monotonic() + KEEP_SECONDS, content
        return content

    def load(self, url: str) -> bytes:
        """What is at the URL now. Raises KeysUnavailable."""
        return fetch_once(url)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """None makes urllib raise: a redirect could lead to any host."""


def fetch_once(url: str, json_body: bytes | None = None) -> bytes:
    """What is at a URL, or the answer to a POST of JSON. Raises KeysUnavailable."""
    if not url.startswith("https://"):
        raise KeysUnavailable
    request = urllib.request.Request(url, json_body)
    if json_body is not None:
        request.add_header("Content-Type", "application/json")
    try:
        opener = urllib.request.build_opener(_NoRedirect)
        response: IO[bytes]
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            content = response.read(MAX_BYTES + 1)
    except (URLError, OSError, ValueError) as error:
        raise KeysUnavailable(f"{type(error).__name__}.") from None
    if len(content) > MAX_BYTES:
        raise KeysUnavailable("The answer is too large.")
    return content


fetch_pinned: Fetch = CachedFetch()
