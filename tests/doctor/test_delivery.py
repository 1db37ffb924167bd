"""Whether a delivery arrives, and with the body that was sent."""

import pytest
from webhookgen.doctor import arrival, body

from .conftest import Make
from .patients import Patient

MAIN = "app/main.py"
INCLUDE = {
    "app/modules/webhooks": (MAIN, "app.include_router(webhooks_router)"),
    "app/webhooks": ("app/api/router.py", "api_router.include_router(webhooks_router)"),
}


def test_not_mounted(patient: Patient) -> None:
    assert patient.look(arrival.CHECK).rules == []
    path, line = INCLUDE[patient.module]
    patient.edit(path, line, "")

    looked = patient.look(arrival.CHECK)
    assert looked.rules == ["not-mounted"]
    assert looked.findings[0].evidence[0].startswith(MAIN)
    assert "answered 404" in looked.findings[0].what

    looked = patient.look(arrival.CHECK, with_python=False)
    assert looked.rules == ["not-mounted"]  # the files say so as well
    assert "--python" in looked.not_checked


def test_mounted_in_a_router_that_is_not(host: Patient) -> None:
    host.edit(MAIN, 'app.include_router(api_router, prefix="/api")', "")

    assert host.look(arrival.CHECK).rules == ["not-mounted"]


def test_mounted_elsewhere(host: Patient) -> None:
    host.edit(MAIN, 'prefix="/api"', 'prefix="/v2"')

    (finding,) = host.look(arrival.CHECK).findings

    assert (finding.rule, finding.level) == ("moved", "note")
    assert finding.what == "/v2/webhooks/{source}, and not /api/webhooks/{source}"


def test_under_a_dependency_that_does_not_run(patient: Patient) -> None:
    path, line = INCLUDE[patient.module]
    refuse = (
        "from fastapi import Depends, HTTPException\n\n\n"
        "def refuse() -> None:\n    raise HTTPException(401)\n\n\n"
    )
    guarded = line.replace(")", ", dependencies=[Depends(refuse)])")
    patient.edit(path, line, refuse + guarded)

    (finding,) = patient.look(arrival.CHECK).findings

    assert (finding.rule, finding.level) == ("mounted-under-dependency", "note")
    assert finding.evidence[0].startswith(f"{path}:")


CATCH_ALLS = [
    pytest.param(
        '\n@app.api_route("/{path:path}", methods=["GET", "POST"])\n'
        "async def everything(path: str) -> str:\n    return path\n\n\n",
        id="route",
    ),
    pytest.param(
        "\nfrom fastapi import FastAPI as Other\n\n"
        'app.mount("/", Other())\n',
        id="mount",
    ),
]  # fmt: skip


@pytest.mark.parametrize("catch_all", CATCH_ALLS)
def test_behind_what_takes_every_path(service: Patient, catch_all: str) -> None:
    _, line = INCLUDE[service.module]
    service.edit(MAIN, line, catch_all + line)

    for with_python in (True, False):
        looked = service.look(arrival.CHECK, with_python=with_python)
        assert looked.rules == ["shadowed"]
        assert looked.findings[0].evidence[0].startswith(f"{MAIN}:")


def with_middleware(patient: Patient, code: str, added: str) -> None:
    path = patient.root / MAIN
    path.write_text(f"{path.read_text()}\n\n{code}\n\n{added}\n")


AUTH = """\
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import Response


class TokenAuthMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if "authorization" not in request.headers{exempt}:
            return Response(status_code=401)
        return await call_next(request)
"""
ADD_AUTH = "app.add_middleware(TokenAuthMiddleware)"


def test_a_login_on_all_paths(patient_of: Make) -> None:
    service = patient_of("service_async")
    with_middleware(service, AUTH.format(exempt=""), ADD_AUTH)

    (finding,) = service.look(arrival.CHECK).findings

    assert finding.rule == "turned-away"
    assert "answered 401" in finding.what
    assert finding.evidence[0].startswith(f"{MAIN}:")


def test_a_login_on_other_paths(patient_of: Make) -> None:
    service = patient_of("service_async")
    exempt = ' and "/webhooks/" not in request.url.path'
    with_middleware(service, AUTH.format(exempt=exempt), ADD_AUTH)

    assert service.look(arrival.CHECK).rules == []


TRUSTED = "from starlette.middleware.trustedhost import TrustedHostMiddleware"
ADD_TRUSTED = (
    "app.add_middleware(TrustedHostMiddleware, "
    'allowed_hosts=["hooks.example.com", "localhost"])'
)


def test_trusted_hosts(patient_of: Make) -> None:
    service = patient_of("service_sync")
    with_middleware(service, TRUSTED, ADD_TRUSTED)

    (finding,) = service.look(arrival.CHECK).findings
    assert (finding.rule, finding.level) == ("trusted-hosts", "note")

    service.variables["WEBHOOKS_PUBLIC_URL"] = "https://hooks.example.com"
    assert service.look(arrival.CHECK).rules == []

    service.variables["WEBHOOKS_PUBLIC_URL"] = "https://other.example.com"
    assert service.look(arrival.CHECK).rules == ["turned-away"]


def test_an_application_that_cannot_be_imported(patient_of: Make) -> None:
    service = patient_of("service_async")
    service.edit(MAIN, "app = FastAPI(", 'int("5up3rs3cr3t")\napp = FastAPI(')

    looked = service.look(arrival.CHECK)

    assert looked.rules == []  # the files say that it is mounted
    assert (
        looked.not_checked == "whether a request arrives: ValueError at app/main.py:15"
    )


BASE = """\
from starlette.middleware.base import BaseHTTPMiddleware


class LogMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        {read}
        return await call_next(request)
"""
ADD_LOG = "app.add_middleware(LogMiddleware)"

READERS = [
    pytest.param("await request.body()", ["body-read-early"], id="whole"),
    pytest.param("[c async for c in request.stream()]", ["body-changed"], id="consumed"),
    pytest.param("print(request.url.path)", [], id="not at all"),
    pytest.param(
        'await request.body() if "/api/" in request.url.path else None', [], id="elsewhere"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("read", "rules"), READERS)
def test_a_middleware_that_reads(patient_of: Make, read: str, rules: list[str]) -> None:
    service = patient_of("service_sync")
    assert service.look(body.CHECK).rules == []
    with_middleware(service, BASE.format(read=read), ADD_LOG)

    looked = service.look(body.CHECK)

    assert looked.rules == rules
    for finding in looked.findings:
        assert "LogMiddleware" in finding.what
        assert finding.evidence[0].startswith(f"{MAIN}:")


def test_a_middleware_function_that_reads(patient_of: Make) -> None:
    host = patient_of("plain_async")
    code = (
        '@app.middleware("http")\n'
        "async def log_bodies(request, call_next):\n"
        "    print(len(await request.body()))\n"
        "    return await call_next(request)\n"
    )
    with_middleware(host, code, "")

    (finding,) = host.look(body.CHECK).findings

    assert (finding.rule, finding.level) == ("body-read-early", "warning")
    assert "log_bodies" in finding.what


PURE = """\
class Swallow:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            {read}
        await self.app(scope, receive, send)
"""
LOOP = "while (await receive())['more_body']:\n                pass"
REWRITE = """\
async def changed():
                message = await given()
                return {**message, "body": message["body"].replace(b" ", b"")}
            given, receive = receive, changed"""


@pytest.mark.parametrize("read", [LOOP, REWRITE], ids=["swallowed", "written anew"])
def test_a_plain_middleware_that_spoils(patient_of: Make, read: str) -> None:
    service = patient_of("service_async")
    code = PURE.replace("{read}", read)
    with_middleware(service, code, "app.add_middleware(Swallow)")

    (finding,) = service.look(body.CHECK).findings

    assert (finding.rule, finding.level) == ("body-changed", "error")


def test_readers_are_suspected_where_nothing_can_be_tried(patient_of: Make) -> None:
    service = patient_of("service_async")
    with_middleware(service, BASE.format(read="await request.body()"), ADD_LOG)

    looked = service.look(body.CHECK, with_python=False)

    assert looked.rules == ["body-read-early"]
    assert "could not be tried" in looked.findings[0].what
    assert looked.not_checked
