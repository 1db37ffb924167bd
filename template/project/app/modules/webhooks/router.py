"""HTTP: a raw body in, an answer out. No logic."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from .bootstrap import build_service, build_worker
from .clock import utc_now
from .concurrency import close, in_background
from .delivery import Delivery, Headers
from .errors import BodyIncomplete, MethodNotAllowed, PayloadTooLarge, WebhookError
from .service import WebhookService
from .settings import WebhookSettings, secrets_from_settings

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Merged into the application's own lifespan when the router is included."""
    service, settings = service_of(app), WebhookSettings()
    for source in service.providers:
        if not secrets_from_settings(source):
            logger.warning("WEBHOOKS_%s_SECRETS is not set", source.upper())
    worker = build_worker(service, settings) if settings.worker_in_app else None
    async with in_background(worker) if worker else nullcontext():
        yield
        await service.inbox.close()
    await close(service.queue)


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


# A source takes the methods that its provider sends, some ask with others than POST whether
# the endpoint is ours.
@router.api_route(
    "/{source}",
    methods=["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"],
    include_in_schema=False,
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
        provider = service.provider(source)
        if request.method not in provider.methods:
            raise MethodNotAllowed(provider.methods)
        limit = provider.max_body_bytes
        delivery = Delivery(
            source=source,
            method=request.method,
            url=url_of(request.scope, service.public_url),
            headers=headers_of(request.scope),
            body=await read_body(request, limit),
            received_at=utc_now(),
        )
        answer = await service.receive(delivery)
    except WebhookError as error:
        return refusal(error)
    return Response(answer.body, answer.status, dict(answer.headers), answer.media_type)


def headers_of(scope: Scope) -> Headers:
    """The header fields; ASGI gives their names in lower case."""
    fields = scope["headers"]
    return Headers({k.decode("latin-1"): v.decode("latin-1") for k, v in fields})


def url_of(scope: Scope, public_url: str) -> str:
    """The URL that was called: behind a proxy only a setting knows its beginning."""
    if not public_url:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        public_url = f"{scope['scheme']}://{host}"
    # As it was sent, since that is what was signed: "%7E" and "~" are the same path.
    path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = scope["query_string"]
    target = path.partition(b"?")[0] + (b"?" + query if query else b"")
    return public_url + target.decode("latin-1")


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
    return Response(
        json.dumps({"error": error.message}),
        error.status,
        error.headers,
        media_type="application/json",
    )
