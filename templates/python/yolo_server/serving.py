"""Listening, broken requests, and the end."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import stat
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

from .app import MOST_HEADER_BYTES, App
from .errors import STATUS_OF
from .exchange import SERVER
from .options import Options
from .state import State

HEADERS_S = 10
"""Seconds in which a connection's first request must begin."""
KEEP_ALIVE_S = 65
"""Longer than the idle time of common load balancers (60 s), so that they close first."""
LAST_REFUSALS_S = 0.2
"""Seconds in which requests that were on their way still get an answer: that it is ending."""
GRACE_S = 25
"""Seconds that requests in flight have to end after the server was asked to."""


class ListenError(Exception):
    """The address cannot be listened on; the message is one sentence that says what to do."""


class Connection(web.RequestHandler):
    """Answers what could not be parsed as an HTTP request in the contract's shape."""

    served = False
    """Whether a request has come."""
    _start = b""
    """How the last bytes that came began."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        asyncio.get_running_loop().call_later(HEADERS_S, self._require_request)

    def data_received(self, data: bytes) -> None:
        self._start = data[:40]
        super().data_received(data)

    def _require_request(self) -> None:
        if not self.served and self.transport is not None:
            self.transport.close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        code, text = "internal", "The server failed in a way that was not foreseen."
        if status < 500:
            code, text = "bad_request", "This is not a well-formed HTTP request."
            if "when reading" in str(exc or message):
                code, text = "headers_too_large", "The headers of the request are too large."
        v2 = re.match(rb"[A-Z]+ /v2[/? ]", self._start)
        body = json.dumps({"error": text if v2 else {"code": code, "message": text}})
        response = web.Response(
            text=body, status=STATUS_OF[code], content_type="application/json", charset="utf-8"
        )
        response.headers["server"] = SERVER
        response.force_close()
        return response


class Server(web.Server):
    """aiohttp's low-level server with connections of our own."""

    def __call__(self) -> Any:
        return Connection(self, loop=asyncio.get_running_loop(), **self._kwargs)


async def serve(state: State) -> tuple[Server, asyncio.AbstractServer, str]:
    """:returns: also the address for people and programs.
    :raises ListenError:
    """
    app = App(state)
    server = Server(
        app.handle,
        handler_cancellation=True,
        keepalive_timeout=KEEP_ALIVE_S,
        access_log=None,
        max_line_size=MOST_HEADER_BYTES,
        max_field_size=MOST_HEADER_BYTES,
    )
    loop = asyncio.get_running_loop()
    options = state.options
    try:
        if options.socket is not None:
            listener = await _listen_on_socket(loop, server, options.socket)
            return server, listener, options.socket
        listening = await loop.create_server(server, options.host, options.port, backlog=511)
        host, port = listening.sockets[0].getsockname()[:2]
        return server, listening, f"http://{f'[{host}]' if ':' in host else host}:{port}"
    except OSError as error:
        raise ListenError(_sentence(options, error)) from error


async def _listen_on_socket(
    loop: asyncio.AbstractEventLoop, server: Server, path: str
) -> asyncio.AbstractServer:
    file = Path(path)
    if file.exists() or file.is_symlink():
        if not stat.S_ISSOCK(file.lstat().st_mode):
            raise ListenError(
                f"{path} exists and is not a socket; choose another path for --socket."
            )
        if _answers(path):
            raise ListenError(
                f"Another server listens on the socket {path}; stop it, "
                "or choose another path for --socket."
            )
        file.unlink()
    # The mask applies while the socket is made: there is no moment in which others could connect.
    mask = os.umask(0o177)
    try:
        return await loop.create_unix_server(server, path)
    finally:
        os.umask(mask)


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            # Only a refusal proves that nobody is there; anything else is treated as somebody.
            return False
        except OSError:
            return True
    return True


def _sentence(options: Options, error: OSError) -> str:
    host, port = options.host, options.port
    if options.socket is not None:
        return f"Cannot listen on the socket {options.socket}: {error.strerror}."
    name = {98: "EADDRINUSE", 48: "EADDRINUSE", 13: "EACCES", 99: "EADDRNOTAVAIL"}.get(
        error.errno or 0
    )
    if name == "EADDRINUSE":
        return (
            f"Port {port} of {host} is in use; stop what listens there, "
            "or choose another --port (0 takes a free one)."
        )
    if name == "EACCES":
        return f"Port {port} needs more rights; choose a --port from 1024 up."
    if name == "EADDRNOTAVAIL" or isinstance(error, socket.gaierror):
        return (
            f"{host} is no address of this machine; use --host 127.0.0.1, "
            "or 0.0.0.0 for every interface."
        )
    return f"Cannot listen on port {port} of {host}: {error}."


async def asked_to_end(exit_with_stdin: bool) -> str:
    """Waits for SIGTERM or SIGINT, or that standard input closes; a second signal ends at once."""
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[str] = loop.create_future()

    def ask(reason: str, code: int) -> None:
        if asked.done():
            os._exit(code)
        asked.set_result(reason)

    loop.add_signal_handler(signal.SIGTERM, ask, "SIGTERM", 143)
    loop.add_signal_handler(signal.SIGINT, ask, "SIGINT", 130)
    if exit_with_stdin:

        def read() -> None:
            if not os.read(sys.stdin.fileno(), 4096):
                loop.remove_reader(sys.stdin.fileno())
                ask("standard input closed", 0)

        loop.add_reader(sys.stdin.fileno(), read)
    return await asked


async def stop(state: State, server: Server, listening: asyncio.AbstractServer) -> int:
    """Accepts nothing new, finishes what is in flight.

    :returns: exit code: 0, or 1 when the grace time did not suffice.
    """
    state.stopping = True
    await asyncio.sleep(LAST_REFUSALS_S)
    listening.close()
    if state.options.socket is not None:
        Path(state.options.socket).unlink(missing_ok=True)
    # A connection that is kept alive is told "close" with its next answer, or closed when idle.
    server.pre_shutdown()
    loop = asyncio.get_running_loop()
    end = loop.time() + GRACE_S
    while state.in_flight > 0 and loop.time() < end:
        await asyncio.sleep(0.02)
    late = state.in_flight > 0
    if late:
        state.log.warn("requests in flight did not end in time", seconds=GRACE_S)
    await server.shutdown(0.5)
    return 1 if late else 0
