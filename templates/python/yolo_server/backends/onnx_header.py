"""Reads of an ONNX file (protobuf) what runtimes do not tell: its weights' number, its metadata."""

from __future__ import annotations

import math
from collections.abc import Iterator

# Field numbers of onnx.proto.
_MODEL_GRAPH, _MODEL_METADATA, _GRAPH_INITIALIZER, _TENSOR_DIMS = 7, 14, 5, 1


def count_weights(data: memoryview) -> int:
    """Number of elements of all initializers; 0 where the file cannot be read."""
    try:
        return sum(
            math.prod(_dims(tensor))
            for graph in _fields(data, _MODEL_GRAPH)
            for tensor in _fields(graph, _GRAPH_INITIALIZER)
        )
    except (IndexError, ValueError):
        return 0


def metadata(data: memoryview) -> dict[str, str]:
    """``metadata_props``, as text."""
    found: dict[str, str] = {}
    for entry in _fields(data, _MODEL_METADATA):
        key, value = (b"".join(bytes(part) for part in _fields(entry, field)) for field in (1, 2))
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
    return found


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: memoryview, wanted: int) -> Iterator[memoryview]:
    """The length-delimited fields with this number."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            _, at = _varint(data, at)
        elif kind == 1:
            at += 8
        elif kind == 5:
            at += 4
        elif kind == 2:
            length, at = _varint(data, at)
            if number == wanted:
                yield data[at : at + length]
            at += length
        else:
            raise ValueError(f"wire type {kind}")


def _dims(data: memoryview) -> list[int]:
    dims: list[int] = []
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if number == _TENSOR_DIMS and kind == 0:
            value, at = _varint(data, at)
            dims.append(value)
        elif number == _TENSOR_DIMS and kind == 2:
            length, at = _varint(data, at)
            end = at + length
            while at < end:
                value, at = _varint(data, at)
                dims.append(value)
        else:
            # The dimensions stand first; the weights themselves need not be walked through.
            break
    return dims
