"""``POST /predict``: pictures as multipart files, or one picture as the whole body."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from .answers import image_answer
from .contract import VERSION
from .errors import ServerError
from .exchange import Exchange, json_response
from .loaded import LoadedModel
from .log import failure
from .multipart import boundary_of, read_multipart
from .parameters import Wanted, parse_parameters, wanted
from .pool import Place

AHEAD = 1
"""Pictures of one request that wait in the queue at once, above the number of workers."""


async def predict(exchange: Exchange) -> web.Response:
    """The route."""
    state = exchange.state
    # Before the body: what is bound to be refused need not be sent.
    state.require_model()
    state.require_room()
    multipart = _require_readable_type(exchange)
    body = await exchange.body()
    # The clock starts when the request is complete: how fast a client sends is not our time.
    began = time.perf_counter()
    fields: list[tuple[str, str]] = []
    if multipart:
        boundary = boundary_of(exchange.request.headers["content-type"])
        images, fields = read_multipart(body, boundary, state.options.max_images)
        if not images:
            raise ServerError("bad_request", 'There is no picture in the form field "file".')
    elif body:
        images = [body]
    else:
        # The picture's fault, as a damaged one's would be: others may still be answered.
        message = "The picture is empty (0 bytes): send the bytes of a file."
        raise ServerError("not_an_image", message)
    model = state.loaded_model()
    values = parse_parameters([*exchange.query_pairs(), *fields])
    want = wanted(values, model.model.spec, state.defaults)
    answers = await predict_images(exchange, model, images, want)
    return json_response(
        {
            "images": answers,
            "metadata": {
                "imageCount": len(images),
                "functionTimeCall": round(time.perf_counter() - began, 3),
                "model": model.name,
                "version": {"yoloDock": VERSION},
            },
        }
    )


def _require_readable_type(exchange: Exchange) -> bool:
    """Whether the body is a form."""
    headers = exchange.request.headers
    encoding = headers.get("content-encoding", "identity")
    if encoding != "identity":
        message = (
            f"Bodies with Content-Encoding {json.dumps(encoding)} are not read; "
            "pictures are compressed already."
        )
        raise ServerError("unsupported_type", message)
    kind = exchange.media_type()
    if kind == "multipart/form-data":
        return True
    if kind is None or kind == "application/octet-stream" or kind.startswith("image/"):
        return False
    message = (
        f"The Content-Type {json.dumps(kind[:80])} is none of image/*, application/octet-stream "
        "and multipart/form-data. With curl: -F file=@picture.jpg, or "
        '-H "Content-Type: image/jpeg" --data-binary @picture.jpg.'
    )
    raise ServerError("unsupported_type", message)


async def predict_images(
    exchange: Exchange, model: LoadedModel, images: list[bytes], want: Wanted
) -> list[dict[str, Any]]:
    """Finds objects in the pictures of one request, which is let in or refused as a whole.

    :returns: one answer a picture, in order; a failure stands in its own place.
    :raises ServerError: ``queue_full``, ``timeout``, or the first picture's when all failed.
    """
    state = exchange.state
    place = state.pool.admit()
    exchange.images = len(images)
    outcomes: list[dict[str, Any] | ServerError] = [{}] * len(images)
    remaining = iter(range(len(images)))

    async def lane() -> None:
        for index in remaining:
            outcomes[index] = await _predict_one(exchange, place, model, images[index], want)

    lanes = min(len(images), state.pool.workers + min(AHEAD, state.pool.capacity))
    with place:
        await within_time(exchange, asyncio.gather(*(lane() for _ in range(lanes))))
    errors = [outcome for outcome in outcomes if isinstance(outcome, ServerError)]
    if len(errors) == len(outcomes):
        raise errors[0]
    return [
        {"error": {"code": outcome.code, "message": outcome.message}}
        if isinstance(outcome, ServerError)
        else outcome
        for outcome in outcomes
    ]


async def within_time(exchange: Exchange, work: Any) -> Any:
    """Gives up when the request's time is over: what still waits is taken back.

    :raises ServerError: ``timeout``.
    """
    seconds = exchange.state.options.request_timeout_s
    try:
        return await asyncio.wait_for(work, seconds)
    except asyncio.TimeoutError as error:
        message = (
            f"The request was not done within {seconds:g} s and was given up; "
            "send fewer pictures at once, or later."
        )
        raise ServerError("timeout", message) from error


async def _predict_one(
    exchange: Exchange, place: Place, model: LoadedModel, image: bytes, want: Wanted
) -> dict[str, Any] | ServerError:
    state = exchange.state
    try:
        prediction = await state.pool.run(
            place, model.model.predict, image, want.options, state.options.max_pixels
        )
    except Exception as error:
        known = as_server_error(error)
        state.metrics.failed(known.code)
        log_failure(exchange, known)
        return known
    state.metrics.found(prediction.speed)
    return image_answer(prediction, want)


def as_server_error(error: Exception) -> ServerError:
    """What nobody foresaw becomes ``internal`` without its details, which only the log gets."""
    if isinstance(error, ServerError):
        return error
    unforeseen = ServerError("internal", "The server failed in a way that was not foreseen.")
    unforeseen.__cause__ = error
    return unforeseen


_STATES = ("queue_full", "starting", "stopping", "model_failed")


def log_failure(exchange: Exchange, error: ServerError) -> None:
    """Writes to the log why the server failed, with the cause that the client is not told."""
    # States are met by every request and probe; the line of the request says enough.
    if error.status < 500 or error.code in _STATES or getattr(error, "logged", False):
        return
    error.logged = True  # type: ignore[attr-defined]
    exchange.log.error(error.message, code=error.code, err=failure(error.__cause__ or error))
