"""One request with what belongs to it, and the reading of its body."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.client_exceptions import ClientError

from .errors import ServerError
from .log import Log
from .state import BUDGET_FACTOR, State

_PLAIN_ID = re.compile(r"[\w.:/+=@-]{1,128}", re.ASCII)
SERVER = "yolo-dock"
"""What answers call the server; otherwise aiohttp would tell versions."""
_MEDIA_TYPE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)
REQUEST_S = 60
"""Seconds in which a body must arrive: slow clients must not hold memory."""


def request_id(given: str | None) -> str:
    """The client's ``x-request-id`` when it is short and plain, otherwise a new one."""
    return given if given is not None and _PLAIN_ID.fullmatch(given) else str(uuid.uuid4())


@dataclass
class Exchange:
    """A request on its way to an answer."""

    request: web.BaseRequest
    state: State
    id: str
    log: Log
    path: str
    """Without the query, still encoded."""
    query: str
    route: str = "unmatched"
    quiet: bool = False
    """Whether it is logged at debug level only."""
    images: int = 0
    error_code: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    """Parts of the path that vary."""
    held: int = 0

    def query_pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def is_v2(self) -> bool:
        return self.path == "/v2" or self.path.startswith("/v2/")

    def media_type(self) -> str | None:
        """What the body is said to be, in small letters and without parameters.

        :raises ServerError: ``unsupported_type`` when it is said in a way that says nothing.
        """
        given = self.request.headers.get("content-type")
        if given is None:
            return None
        kind = given.split(";")[0].strip().lower()
        if not _MEDIA_TYPE.fullmatch(kind):
            raise ServerError("unsupported_type", "The Content-Type is not a media type.")
        return kind

    def refuse_declared_size(self) -> None:
        """Refuses a body that is too large by its own declaration, before it is read."""
        length = self.request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.state.options.body_bytes:
            raise self._too_large()

    async def body(self) -> bytes:
        """The whole body.

        :raises ServerError: ``too_large``, ``queue_full``, ``request_timeout``, or ``bad_request``
            when it is cut short.
        """
        try:
            return await asyncio.wait_for(self._read(), REQUEST_S)
        except asyncio.TimeoutError as error:
            message = "The request did not arrive in time."
            raise ServerError("request_timeout", message) from error
        except (ClientError, ConnectionError, web.PayloadAccessError) as error:
            message = "The body ended before all of it was sent."
            raise ServerError("bad_request", message) from error

    async def _read(self) -> bytes:
        chunks: list[bytes] = []
        async for chunk in self.request.content.iter_any():
            self._count(len(chunk))
            chunks.append(chunk)
        return b"".join(chunks)

    def _count(self, size: int) -> None:
        limit = self.state.options.body_bytes
        if self.held + size > limit:
            raise self._too_large()
        if self.state.body_bytes_held + size > limit * BUDGET_FACTOR:
            message = "The requests that are being received fill the memory set aside for them."
            raise ServerError("queue_full", message, retry_after=1)
        self.held += size
        self.state.body_bytes_held += size

    def release(self) -> None:
        """Gives the body's bytes back to the budget when the request has ended."""
        self.state.body_bytes_held -= self.held
        self.held = 0

    def _too_large(self) -> ServerError:
        mib = round(self.state.options.body_bytes / 2**20, 2)
        message = f"The body is larger than this server takes ({mib:g} MiB)."
        return ServerError("too_large", message)


def json_response(body: Any, status: int = 200, **headers: str) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return web.Response(
        body=text.encode(),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers=headers,
    )


def error_response(error: ServerError, v2: bool) -> web.Response:
    """An error in the shape of the protocol that the path belongs to."""
    body = error.message if v2 else {"code": error.code, "message": error.message}
    response = json_response({"error": body}, error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after + 0.499)))
    return response
