"""The HTTP side: which route answers what, and how every request is counted and logged."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import unquote

from aiohttp import web

from . import predict
from .answers import model_answer
from .contract import TEXT, VERSION
from .errors import ServerError
from .exchange import SERVER, Exchange, error_response, json_response, request_id
from .metrics import CONTENT_TYPE
from .state import State
from .v2 import routes as v2

Handler = Callable[[Exchange], Awaitable[web.Response]]

CLIENT_LEFT = 499
"""nginx's status for a client that left before its answer; it is never sent."""
MOST_PARAMETER = 256
MOST_HEADER_BYTES = 16_384
"""All headers of a request together, with its path."""


class Route(NamedTuple):
    """A method and a pattern with ``:name`` for parts that vary."""

    method: str
    pattern: str
    handler: Handler
    quiet: bool = False


async def index(_exchange: Exchange) -> web.Response:
    lines = [f"{route.method} {route.pattern}" for route in ROUTES]
    return json_response({"name": "YOLO Dock inference server", "version": VERSION, "routes": lines})


async def live(_exchange: Exchange) -> web.Response:
    return json_response({"status": "live"})


async def ready(exchange: Exchange) -> web.Response:
    return json_response({"status": "ready", "model": exchange.state.require_model().name})


async def model(exchange: Exchange) -> web.Response:
    return json_response(model_answer(exchange.state.require_model()))


async def metrics(exchange: Exchange) -> web.Response:
    text = exchange.state.metrics.text()
    return web.Response(body=text, headers={"content-type": CONTENT_TYPE})


async def openapi(_exchange: Exchange) -> web.Response:
    return web.Response(text=TEXT, content_type="application/json", charset="utf-8")


def _target(raw: str) -> str:
    """Path and query of a request, which may name a server before them (RFC 9112, section 3.2.2)."""
    named = re.match(r"https?://[^/?#]*", raw)
    if named is None:
        return raw
    rest = raw[named.end() :]
    return rest if rest.startswith("/") else f"/{rest}"


def _model_routes(prefix: str) -> list[Route]:
    return [
        Route("GET", prefix, v2.description),
        Route("GET", f"{prefix}/config", v2.config),
        Route("GET", f"{prefix}/ready", v2.model_ready, quiet=True),
        Route("POST", f"{prefix}/infer", v2.infer),
    ]


# Probes come every few seconds and say nothing while all is well: their lines are for debugging.
ROUTES = [
    Route("POST", "/predict", predict.predict),
    Route("GET", "/", index),
    Route("GET", "/health/live", live, quiet=True),
    Route("GET", "/health/ready", ready, quiet=True),
    Route("GET", "/model", model),
    Route("GET", "/metrics", metrics, quiet=True),
    Route("GET", "/openapi.json", openapi),
    Route("GET", "/v2", v2.server),
    Route("GET", "/v2/health/live", v2.live, quiet=True),
    Route("GET", "/v2/health/ready", v2.ready, quiet=True),
    *_model_routes("/v2/models/:model"),
    *_model_routes("/v2/models/:model/versions/:version"),
]


def _matched(pattern: str, parts: list[str]) -> dict[str, str] | None:
    """The parts of a path that vary, by their names; ``None`` when it is another path."""
    wanted = pattern.split("/")
    if len(wanted) != len(parts):
        return None
    found: dict[str, str] = {}
    for name, part in zip(wanted, parts, strict=True):
        if name.startswith(":") and part:
            found[name[1:]] = unquote(part)
        elif name != part:
            return None
    return found


def _is_decodable(path: str) -> bool:
    try:
        unquote(path, errors="strict")
    except UnicodeDecodeError:
        return False
    return re.search(r"%(?![0-9a-fA-F]{2})", path) is None


def find_route(exchange: Exchange, method: str) -> Handler:
    """:raises ServerError: ``not_found``, ``method_not_allowed``, ``uri_too_long`` …"""
    path = exchange.path
    if not _is_decodable(path):
        raise ServerError("bad_request", "The path of the URL is not well formed.")
    parts = path.split("/")
    allowed: list[str] = []
    for route in ROUTES:
        found = _matched(route.pattern, parts)
        if found is None:
            continue
        if any(len(value) > MOST_PARAMETER for value in found.values()):
            raise ServerError("uri_too_long", "A part of the URL is too long.")
        if method == route.method or (method == "HEAD" and route.method == "GET"):
            exchange.route, exchange.quiet = route.pattern, route.quiet
            exchange.parameters = found
            return route.handler
        allowed += ["GET", "HEAD"] if route.method == "GET" else [route.method]
    if allowed:
        methods = ", ".join(allowed)
        error = ServerError("method_not_allowed", f"{path[:200]} takes {methods}, not {method}.")
        error.allow = methods  # type: ignore[attr-defined]
        raise error
    message = f"There is nothing at {path[:200]}; GET / lists what there is."
    raise ServerError("not_found", message)


class App:
    """Answers requests."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        state = self._state
        began = time.perf_counter()
        request.protocol.served = True  # type: ignore[attr-defined]
        identity = request_id(request.headers.get("x-request-id"))
        path, _, query = _target(request.raw_path).partition("?")
        exchange = Exchange(request, state, identity, state.log.child(identity), path, query)
        state.metrics.began()
        state.in_flight += 1
        status = CLIENT_LEFT
        try:
            response = await self._answer(exchange)
            response.headers["x-request-id"] = identity
            response.headers["server"] = SERVER
            if state.stopping:
                response.force_close()
            await response.prepare(request)
            await response.write_eof()
            status = response.status
            return response
        except ConnectionError:
            # The client has gone, and nobody is left to be told.
            raise asyncio.CancelledError from None
        finally:
            state.in_flight -= 1
            exchange.release()
            self._observe(exchange, status, time.perf_counter() - began)

    async def _answer(self, exchange: Exchange) -> web.Response:
        try:
            _require_well_formed(exchange.request)
            handler = find_route(exchange, exchange.request.method)
            await _expectation(exchange)
            return await handler(exchange)
        except Exception as thrown:
            error = predict.as_server_error(thrown)
            predict.log_failure(exchange, error)
            exchange.error_code = error.code
            response = error_response(error, exchange.is_v2)
            if hasattr(error, "allow"):
                response.headers["Allow"] = error.allow
            return response

    def _observe(self, exchange: Exchange, status: int, seconds: float) -> None:
        exchange.state.metrics.ended(exchange.route, status, seconds)
        fields: dict[str, object] = {
            "route": exchange.route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        if exchange.images:
            fields["images"] = exchange.images
        if exchange.error_code:
            fields["code"] = exchange.error_code
        exchange.log.write("debug" if exchange.quiet else "info", "request", **fields)


def _require_well_formed(request: web.BaseRequest) -> None:
    """Fragments stay with the client (RFC 9112, section 3.2), and headers take no more than elsewhere."""
    size = sum(len(name) + len(value) + 4 for name, value in request.raw_headers)
    if len(request.raw_path) + size > MOST_HEADER_BYTES:
        raise ServerError("headers_too_large", "The headers of the request are too large.")
    if "#" in request.raw_path:
        raise ServerError("bad_request", "This is not a well-formed HTTP request.")


async def _expectation(exchange: Exchange) -> None:
    """Refuses a body that is too large before it is sent, and other expectations as such."""
    expected = exchange.request.headers.get("expect", "").lower()
    exchange.refuse_declared_size()
    if expected == "100-continue":
        await exchange.request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # These bytes are no part of the answer.
        exchange.request.writer.output_size = 0
    elif expected:
        message = "The Expect header asks for something else than 100-continue."
        raise ServerError("expectation_failed", message)
