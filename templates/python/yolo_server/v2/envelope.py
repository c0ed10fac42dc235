"""Inference requests: the JSON object, and the binary data behind it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ..errors import ServerError

MOST_VALUES = 5_000_000
"""Values in the JSON of one request: a tensor of 1280×1280 pixels has 4.9 million."""


@dataclass(frozen=True)
class InferInput:
    """An input with its data: elements of JSON, or bytes."""

    name: str
    shape: list[int]
    datatype: str
    data: list[Any] | bytes


@dataclass(frozen=True)
class InferRequest:
    """An inference request, checked."""

    id: str | None
    parameters: dict[str, str | float | bool]
    inputs: list[InferInput]
    outputs: list[tuple[str, bool]] | None
    """Names that are asked for, and whether in binary; ``None`` for all."""
    binary_output: bool


def open_envelope(body: bytes, header_length: str | None) -> InferRequest:
    """:raises ServerError: ``bad_request`` or ``too_large``; the message says where."""
    if not body:
        raise bad("The body is empty.")
    length = len(body)
    if header_length is not None:
        length = int(header_length) if re.fullmatch(r"[0-9]+", header_length) else -1
        if not 0 <= length <= len(body):
            shown = json.dumps(header_length[:40])
            raise bad(
                f"Inference-Header-Content-Length is {shown}, but must be a whole number up to "
                f"the {len(body)} bytes of the body."
            )
    if body.count(b",", 0, length) > MOST_VALUES:
        message = (
            f"The JSON has more than {MOST_VALUES} values: send tensors as binary data, "
            "with the header Inference-Header-Content-Length."
        )
        raise ServerError("too_large", message)
    try:
        parsed = json.loads(body[:length].decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        if header_length is None and not body.startswith(b"{"):
            raise bad(
                "The body is not JSON; with binary data it needs the header "
                "Inference-Header-Content-Length."
            ) from error
        raise bad(f"The body is not well-formed JSON: {str(error)[:120]}.") from error
    return _infer_request(parsed, body[length:])


def _no_number(text: str) -> None:
    """``NaN`` and ``Infinity``, which Python's reader would take, are no JSON (RFC 8259, section 6)."""
    raise ValueError(f"{text} is no number in JSON")


def _infer_request(parsed: Any, binary: bytes) -> InferRequest:
    body = _object(parsed, "The request")
    if "id" in body and not isinstance(body["id"], str):
        raise bad("id must be a string.")
    parameters = _parameters(body.get("parameters"), "parameters")
    binary_output = parameters.get("binary_data_output") is True
    listed = _list(body.get("inputs"), "inputs")
    if not listed:
        raise bad("inputs must have at least one input.")
    inputs: list[InferInput] = []
    offset = 0
    for index, value in enumerate(listed):
        where = f"inputs[{index}]"
        fields = _object(value, where)
        name = _string(fields.get("name"), f"{where}.name")
        sizes = [_count(size) for size in _list(fields.get("shape"), f"{where}.shape")]
        shape = [size for size in sizes if size is not None]
        if len(shape) < len(sizes):
            raise bad(f"{where}.shape must have whole numbers from 0 up.")
        datatype = _string(fields.get("datatype"), f"{where}.datatype")
        own = _parameters(fields.get("parameters"), f"{where}.parameters")
        size, length = own.get("binary_data_size"), _count(own.get("binary_data_size"))
        data: list[Any] | bytes
        if size is None:
            data = _list(fields.get("data"), f"{where}.data")
        elif length is None:
            raise bad(f"{where}.parameters.binary_data_size must be a whole number from 0 up.")
        else:
            end = offset + length
            if end > len(binary):
                raise bad(
                    f"The binary data of input {json.dumps(name)} would end at byte {end}, "
                    f"but there are {len(binary)} bytes after the JSON object."
                )
            data = binary[offset:end]
            offset = end
        inputs.append(InferInput(name, shape, datatype, data))
    if offset != len(binary):
        raise bad(f"There are {len(binary) - offset} bytes of binary data that no input claims.")
    outputs = None
    if "outputs" in body:
        outputs = [
            _requested(value, f"outputs[{index}]", binary_output)
            for index, value in enumerate(_list(body["outputs"], "outputs"))
        ]
    return InferRequest(body.get("id"), parameters, inputs, outputs, binary_output)


def _requested(value: Any, where: str, binary_output: bool) -> tuple[str, bool]:
    fields = _object(value, where)
    wish = _parameters(fields.get("parameters"), f"{where}.parameters").get("binary_data")
    name = _string(fields.get("name"), f"{where}.name")
    return name, wish if isinstance(wish, bool) else binary_output


def _count(value: Any) -> int | None:
    """A whole number from 0 up, also where it is written ``1.0``, which is the same in JSON."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 0 <= value < 2**53 and value == int(value) else None


def _object(value: Any, where: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise bad(f"{where} must be a JSON object.")


def _list(value: Any, where: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise bad(f"{where} must be a list.")


def _string(value: Any, where: str) -> str:
    if isinstance(value, str):
        return value
    raise bad(f"{where} must be a string.")


def _parameters(value: Any, where: str) -> dict[str, str | float | bool]:
    if value is None:
        return {}
    parameters = _object(value, where)
    for name, parameter in parameters.items():
        if not isinstance(parameter, (str, int, float, bool)):
            raise bad(f"{where}.{name[:40]} must be a string, a number or a boolean.")
    return parameters


def bad(message: str) -> ServerError:
    """An error that the protocol reports with status 400."""
    return ServerError("bad_request", message)
