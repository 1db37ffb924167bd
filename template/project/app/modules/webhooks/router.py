"""HTTP: a raw body in, an answer out. No logic."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from .bootstrap import build_service, build_worker
from .clock import utc_now
from .delivery import Delivery, Headers
from .errors import BodyIncomplete, PayloadTooLarge, WebhookError
from .service import WebhookService
from .settings import WebhookSettings

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Merged into the application's own lifespan when the router is included."""
    service, settings = service_of(app), WebhookSettings()
    for source in service.providers:
        if not service.secrets(source):
            logger.warning("WEBHOOKS_%s_SECRETS is not set", source.upper())
    worker = build_worker(service, settings)
    running = asyncio.create_task(worker.run()) if settings.worker_in_app else None
    yield
    await service.inbox.close()
    if running:
        worker.stop()
        await running


def service_of(app: FastAPI) -> WebhookService:
    """The application's one service, made when first asked for: not every server and test
    client runs the lifespan."""
    if not hasattr(app.state, "webhooks"):
        app.state.webhooks = build_service(WebhookSettings())
    service: WebhookService = app.state.webhooks
    return service


class PlainRoute(APIRoute):
    """A route whose endpoint gets the request as it is.

    FastAPI would look for dependencies to solve and a body to validate, which costs more than
    all that is done here. So dependencies of routers that include this one do not run: a
    webhook proves itself by its signature.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            return await receive(request.path_params["source"], request)

        return handle


router = APIRouter(
    prefix="/webhooks", tags=["webhooks"], lifespan=lifespan, route_class=PlainRoute
)


@router.post(
    "/{source}",
    responses={
        200: {"description": "Stored now, or stored before"},
        401: {"description": "Not authentic"},
        404: {"description": "No such source"},
        413: {"description": "Body too large"},
        503: {"description": "Not stored; send it again"},
    },
)
async def receive(source: str, request: Request) -> Response:
    """Receive one webhook delivery; the body is taken as sent."""
    service = service_of(request.app)
    try:
        limit = service.provider(source).max_body_bytes
        delivery = Delivery(
            source=source,
            method=request.method,
            url=url_of(request.scope),
            headers=headers_of(request.scope),
            body=await read_body(request, limit),
            received_at=utc_now(),
        )
        answer = await service.receive(delivery)
    except WebhookError as error:
        return refusal(error)
    return Response(answer.body, answer.status, media_type=answer.media_type)


def headers_of(scope: Scope) -> Headers:
    """The header fields; ASGI gives their names in lower case."""
    fields = scope["headers"]
    return Headers({k.decode("latin-1"): v.decode("latin-1") for k, v in fields})


def url_of(scope: Scope) -> str:
    """The URL as the client named it."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    path = quote(scope["path"])
    query = scope["query_string"].decode("latin-1")
    return f"{scope['scheme']}://{host}{path}{'?' if query else ''}{query}"


async def read_body(request: Request, limit: int) -> bytes:
    """The body, counted while it is read: Content-Length may be missing, or wrong."""
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise PayloadTooLarge
            chunks.append(chunk)
    except ClientDisconnect:
        raise BodyIncomplete from None
    return b"".join(chunks)


def refusal(error: WebhookError) -> Response:
    """The answer to a delivery that was not accepted."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return Response(
        json.dumps({"error": error.message}),
        error.status,
        headers,
        media_type="application/json",
    )
