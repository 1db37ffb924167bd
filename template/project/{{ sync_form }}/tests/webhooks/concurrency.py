"""What tests need to do several things at once."""

import asyncio
import threading
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from app.modules.webhooks.inbox import Inbox
from app.modules.webhooks.repository.ingest import Row

T = TypeVar("T")


class Client:
    """A client of the application, which runs in an event loop of another thread."""

    def __init__(self, portal: BlockingPortal, client: AsyncClient) -> None:
        self._portal = portal
        self._client = client

    def get(self, url: str, **options: Any) -> Response:
        return self._request("GET", url, **options)

    def put(self, url: str, **options: Any) -> Response:
        return self._request("PUT", url, **options)

    def post(self, url: str, **options: Any) -> Response:
        return self._request("POST", url, **options)

    def _request(
        self,
        method: str,
        url: str,
        content: bytes | Iterator[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        sent: bytes | AsyncIterator[bytes] = (
            content if isinstance(content, bytes) else _chunks(content)
        )
        request = partial(
            self._client.request, method, url, content=sent, headers=headers
        )
        return self._portal.call(request)


async def _chunks(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in content:
        yield chunk


@contextmanager
def client_of(app: FastAPI, *, lifespan: bool = False) -> Iterator[Client]:
    """A client of the application; with its lifespan where that is asked for."""
    client = AsyncClient(transport=ASGITransport(app), base_url="http://test")
    around = app.router.lifespan_context(app) if lifespan else nullcontext()
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        stack.enter_context(portal.wrap_async_context_manager(client))
        stack.enter_context(portal.wrap_async_context_manager(around))
        yield Client(portal, client)


def finish(call: Coroutine[Any, Any, T]) -> T:
    """Runs what is asynchronous whatever kind the database session is of."""
    return asyncio.run(call)


def together(*calls: Callable[[], T]) -> list[T]:
    """Makes the calls at the same time; their results in order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))


def append_all(inbox: Inbox, deliveries: Sequence[Sequence[Row]]) -> Sequence[object]:
    """Puts the rows of deliveries into the inbox at the same time; what each was told."""

    def append(rows: Sequence[Row]) -> object:
        try:
            return portal.call(inbox.append, rows)
        except Exception as error:
            return error

    with start_blocking_portal() as portal:
        return together(*(partial(append, rows) for rows in deliveries))


@contextmanager
def running(work: Callable[[], Any]) -> Iterator[None]:
    """Meanwhile the work goes on; at the end it is waited for."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()
