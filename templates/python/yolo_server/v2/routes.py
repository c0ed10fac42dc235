"""Routes of the protocol."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from aiohttp import web

from ..contract import VERSION
from ..errors import ServerError
from ..exchange import Exchange, json_response
from ..loaded import LoadedModel
from ..parameters import parse_parameters, wanted
from ..predict import predict_images, within_time
from ..vision.prediction import Array
from .datatypes import datatype_name
from .description import MODEL_VERSION, model_config, model_description
from .envelope import InferInput, InferRequest, bad, open_envelope
from .tensors import bytes_elements, tensor_inputs, text_tensor

EXTENSIONS = ["binary_tensor_data", "model_configuration", "image_bytes"]
IMAGE_INPUT, IMAGE_OUTPUT = "image", "detections"
HEADER_LENGTH = "Inference-Header-Content-Length"


async def server(_exchange: Exchange) -> web.Response:
    return json_response({"name": "yolo-dock", "version": VERSION, "extensions": EXTENSIONS})


async def live(_exchange: Exchange) -> web.Response:
    return web.Response()


async def ready(exchange: Exchange) -> web.Response:
    exchange.state.require_model()
    return web.Response()


async def model_ready(exchange: Exchange) -> web.Response:
    _requested(exchange)
    return web.Response()


async def description(exchange: Exchange) -> web.Response:
    return json_response(model_description(_requested(exchange)))


async def config(exchange: Exchange) -> web.Response:
    return json_response(model_config(_requested(exchange)))


async def infer(exchange: Exchange) -> web.Response:
    kind = exchange.media_type()
    model = _requested(exchange)
    exchange.state.require_room()
    headers = exchange.request.headers
    if kind is not None and kind.startswith("multipart/"):
        raise ServerError("unsupported_type", "Inference requests are JSON, not a form.")
    if headers.get("content-encoding", "identity") != "identity":
        raise ServerError("unsupported_type", "Bodies with a Content-Encoding are not read.")
    request = open_envelope(await exchange.body(), headers.get(HEADER_LENGTH))
    picture = next(
        (i for i in request.inputs if i.name == IMAGE_INPUT and i.datatype == "BYTES"), None
    )
    if picture is not None:
        texts = await _infer_pictures(exchange, model, request, picture)
        return _answer(model, request, [(IMAGE_OUTPUT, texts)])
    return _answer(model, request, await _infer_tensors(exchange, model, request))


async def _infer_tensors(
    exchange: Exchange, model: LoadedModel, request: InferRequest
) -> list[tuple[str, Array]]:
    network, pool = model.model.network, exchange.state.pool
    known = [output.name for output in network.facts.outputs]
    asked = _require_outputs(request, known)
    # In the order of the network, whatever order they are asked for in.
    outputs = [name for name in known if name in asked]
    tensors = tensor_inputs(request.inputs, model)
    try:
        with pool.admit() as place:
            results = await within_time(exchange, pool.run(place, network.run, tensors, outputs))
    except ServerError:
        raise
    except Exception as error:
        if any(None in spec.shape for spec in network.facts.inputs):
            # The file says that any size will do, the network disagrees.
            message = f"The network does not take tensors of this shape: {error}"
            raise bad(message) from error
        raise ServerError("inference_failed", f"The network failed: {error}") from error
    return list(zip(outputs, results, strict=True))


async def _infer_pictures(
    exchange: Exchange, model: LoadedModel, request: InferRequest, picture: InferInput
) -> list[str]:
    if len(request.inputs) > 1:
        raise bad('With the input "image" there can be no other input.')
    _require_outputs(request, [IMAGE_OUTPUT])
    images = bytes_elements(picture, exchange.state.options.max_images)
    given = [
        (name, json.dumps(value) if isinstance(value, bool) else str(value))
        for name, value in request.parameters.items()
        if not _is_of_protocol(name)
    ]
    try:
        want = wanted(parse_parameters(given), model.model.spec, exchange.state.defaults)
    except ServerError as error:
        # The protocol reports every fault of a request with 400.
        raise bad(error.message) from error
    answers = await predict_images(exchange, model, images, want)
    return [json.dumps(answer, ensure_ascii=False) for answer in answers]


def _is_of_protocol(name: str) -> bool:
    """Request parameters of the protocol and of Triton that are none of ``/predict``."""
    own = ("binary_data_output", "priority", "timeout")
    return name in own or name.startswith(("sequence_", "triton_"))


def _require_outputs(request: InferRequest, known: list[str]) -> list[str]:
    names = [name for name, _ in request.outputs or ()]
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        shown = json.dumps(unknown[:80], ensure_ascii=False)
        raise bad(f"There is no output {shown}; there is {', '.join(known)}.")
    if len(set(names)) < len(names):
        raise bad("An output is asked for twice.")
    return names or known


def _answer(
    model: LoadedModel, request: InferRequest, results: list[tuple[str, Any]]
) -> web.Response:
    """JSON and binary as the request asked."""
    wishes = dict(request.outputs or ())
    outputs: list[dict[str, Any]] = []
    blobs: list[bytes] = []
    for name, value in results:
        texts = isinstance(value, list)
        kind = "BYTES" if texts else datatype_name(str(value.dtype))
        shape = [len(value)] if texts else list(value.shape)
        head: dict[str, Any] = {"name": name, "shape": shape, "datatype": kind}
        if wishes.get(name, request.binary_output):
            blobs.append(text_tensor(value) if texts else _little_endian(value))
            head["parameters"] = {"binary_data_size": len(blobs[-1])}
        elif kind == "FP16":
            raise bad(f"FP16 has no form in JSON; ask for {name} with binary_data.")
        else:
            head["data"] = value if texts else _numbers(value)
        outputs.append(head)
    answer: dict[str, Any] = {"model_name": model.name, "model_version": MODEL_VERSION}
    if request.id is not None:
        answer["id"] = request.id
    answer["outputs"] = outputs
    if not blobs:
        return json_response(answer)
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    return web.Response(
        body=b"".join([text, *blobs]),
        content_type="application/octet-stream",
        headers={HEADER_LENGTH: str(len(text))},
    )


def _little_endian(value: Array) -> bytes:
    return value.astype(value.dtype.newbyteorder("<")).tobytes()


def _requested(exchange: Exchange) -> LoadedModel:
    """The model that a path names.

    :raises ServerError: ``not_found`` for any other.
    """
    model = exchange.state.require_model()
    name, version = exchange.parameters["model"], exchange.parameters.get("version")
    if name != model.name:
        shown = json.dumps(name, ensure_ascii=False)
        own = json.dumps(model.name, ensure_ascii=False)
        raise ServerError("not_found", f"There is no model {shown}; this server has {own}.")
    if version not in (None, MODEL_VERSION):
        shown = json.dumps(version, ensure_ascii=False)
        raise ServerError("not_found", f"There is no version {shown}; the model has version 1.")
    return model


def _numbers(value: Array) -> list[Any]:
    """The elements as JSON has them: what is no finite number is ``null``."""
    flat = value.ravel()
    if flat.dtype.kind == "f" and not np.isfinite(flat).all():
        return [element if math.isfinite(element) else None for element in flat.tolist()]
    return flat.tolist()
