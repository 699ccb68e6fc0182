"""The door as an HTTP application: both interfaces, limits, errors, the OpenAPI document, health."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

from aiohttp import web

from services.door import open311, openapi
from services.door.intake import Failed, Intake
from services.door.limit import Limiter, Proved
from services.door.metrics import REQUESTS, SECONDS
from services.door.routes import BASE, ROUTES, Route
from services.door.settings import DoorSettings

MOST_BYTES: Final = 2 * 1024 * 1024
GEO: Final = "/open311/v2"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
INTAKE: Final = web.AppKey("intake", Intake)
PROVED: Final = web.AppKey("proved", Proved)


def build(settings: DoorSettings) -> web.Application:
    """The application; the channel to intake opens with it and closes with it."""
    limiter = Limiter(settings.door_rate, settings.door_burst)
    app = web.Application(
        middlewares=[observed, errors, partial_middleware(limiter)], client_max_size=MOST_BYTES
    )

    app[PROVED] = Proved()

    async def lifetime(app: web.Application) -> Any:
        app[INTAKE] = Intake(settings.intake_grpc, settings.tls_dir / "ca.pem", settings.door_seconds)
        yield
        await app[INTAKE].close()

    app.cleanup_ctx.append(lifetime)
    for route in ROUTES:
        call = partial(_call, route=route)
        app.router.add_route(route.verb.upper(), BASE + route.path, call, name=route.call)
    app.router.add_get(f"{BASE}/openapi.json", _document, name="openapi")
    app.router.add_get("/livez", _alive, name="livez")
    for verb, path, name, handler in _GEO_ROUTES:
        app.router.add_route(verb, f"{GEO}/{path}.{{form:json|xml}}", handler, name=f"open311_{name}")
    return app


@web.middleware
async def observed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Counts and times each answer by its operation; a fault of the door's own counts as 500."""
    operation, begun, status = request.match_info.route.name or "other", time.perf_counter(), 500
    try:
        answer = await handler(request)
        status = answer.status
        return answer
    finally:
        REQUESTS.labels(operation, str(status)).inc()
        SECONDS.labels(operation).observe(time.perf_counter() - begun)


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal in the form of its interface; a fault of the door's own is left to the server: 500."""
    try:
        return await handler(request)
    except Failed as failed:
        headers = {"Retry-After": failed.message} if failed.status == 429 else {}
        return _refusal(request, failed, headers)
    except web.HTTPException as http:
        if http.status < 400:
            raise
        allow = {"Allow": http.headers["Allow"]} if "Allow" in http.headers else {}
        return _refusal(request, Failed(http.status, "HTTP", http.reason), allow)


def partial_middleware(limiter: Limiter) -> Any:
    """429 for a caller who asks too often: told apart by token once intake took it, by address until then.

    Else a new token with each request would be a new caller, and each would reach intake.
    """

    @web.middleware
    async def limited(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path != "/livez":
            token = _digest(token_of(request, {}))
            caller = token if token in request.app[PROVED] else request.remote or ""
            wait = limiter.wait(caller, time.monotonic())
            if wait:
                raise Failed(429, "TOO_MANY", str(wait))
        return await handler(request)

    return limited


async def _ask(request: web.Request, call: str, data: Mapping[str, Any], token: str) -> dict[str, Any]:
    """A call of intake; from its answer it is known whether the token is good."""
    proved = request.app[PROVED]
    try:
        answer = await request.app[INTAKE].call(call, data, token)
    except Failed as failed:
        if failed.status in (401, 403, 404, 409):  # 400 may be the door's own, 503 says nothing
            proved.note(_digest(token), failed.status != 401)
        raise
    proved.note(_digest(token), good=True)
    return answer


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def token_of(request: web.Request, form: Mapping[str, Any]) -> str:
    """The caller's token: bearer header, or `api_key` of the query or the form."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return str(request.query.get("api_key") or form.get("api_key") or "")


def _refusal(request: web.Request, failed: Failed, headers: Mapping[str, str]) -> web.Response:
    if not request.path.startswith(GEO):
        return web.json_response(failed.to_json(), status=failed.status, headers=headers)
    said = "; ".join(map(str, failed.fields)) or failed.message
    row = {"code": str(failed.status), "description": said}
    return _rows(request, "errors", "error", [row], failed.status, headers)


def _rows(
    request: web.Request,
    root: str,
    item: str,
    rows: list[dict[str, Any]],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    if request.path.endswith(".xml"):
        body = open311.xml(root, item, rows)
        return web.Response(
            body=body, content_type="text/xml", charset="utf-8", status=status, headers=headers
        )
    return web.json_response(rows, status=status, headers=headers)


async def _call(request: web.Request, route: Route) -> web.Response:
    data: dict[str, Any] = {}
    if route.verb == "post":
        try:
            data = await request.json()
        except (ValueError, LookupError):  # no JSON, no such charset
            raise Failed(400, "INVALID", "the body is no JSON") from None
        except RecursionError:
            raise Failed(
                400, "INVALID", "the body is nested too deep; see openapi.json for its form"
            ) from None
        if not isinstance(data, dict):
            raise Failed(400, "INVALID", "the body is no JSON object")
    outside = dict(request.match_info) | {name: request.query.get(name, "") for name in route.query}
    answer = await _ask(request, route.call, {**data, **outside}, token_of(request, {}))
    return web.json_response(answer)


async def _document(request: web.Request) -> web.Response:
    return web.json_response(openapi.document())


async def _alive(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def _services(request: web.Request) -> web.Response:
    return _rows(request, "services", "service", open311.services())


async def _service(request: web.Request) -> web.Response:
    found = open311.definition(request.match_info["code"])
    if request.path.endswith(".json"):
        return web.json_response(found)
    body = open311.definition_xml(found)
    return web.Response(body=body, content_type="text/xml", charset="utf-8")


async def _request(request: web.Request) -> web.Response:
    try:
        form = {name: str(value) for name, value in (await request.post()).items()}
    except (ValueError, LookupError):
        raise Failed(400, "INVALID", "the body is no form") from None
    asked = open311.registration(form, request.headers.get("Idempotency-Key", ""))
    answer = await _ask(request, "RegisterCase", asked, token_of(request, form))
    return _rows(request, "service_requests", "request", [open311.accepted(answer)], 201)


async def _requests(request: web.Request) -> web.Response:
    one = request.match_info.get("id", "")
    ids = [one] if one else [i for i in request.query.get("service_request_id", "").split(",") if i]
    if len(ids) > 50:
        raise Failed(400, "INVALID", "service_request_id: at most 50 at once")
    rows = []
    for name in ids:
        try:
            public = await _ask(request, "TrackCase", open311.parts_of(name), token_of(request, {}))
        except Failed as failed:
            if one or failed.status != 404:
                raise
            continue  # of a list, those are shown that are there
        rows.append(open311.shown(name, public))
    return _rows(request, "service_requests", "request", rows)


async def _token(request: web.Request) -> web.Response:
    """Ids are given at once, so a token is the id itself."""
    name = request.match_info["id"]
    row = {"service_request_id": name, "token": name}
    return _rows(request, "service_requests", "request", [row])


_GEO_ROUTES: Final = (
    ("GET", "services", "services", _services),
    ("GET", "services/{code}", "service", _service),
    ("POST", "requests", "register", _request),
    ("GET", "requests", "requests", _requests),
    ("GET", "requests/{id}", "request", _requests),
    ("GET", "tokens/{id}", "token", _token),
)
