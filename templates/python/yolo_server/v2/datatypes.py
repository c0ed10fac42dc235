"""Tensor element types of the protocol and their counterparts in ONNX and numpy."""

from __future__ import annotations

ONNX_OF = {
    "FP32": "float32",
    "FP16": "float16",
    "FP64": "float64",
    "INT8": "int8",
    "INT16": "int16",
    "INT32": "int32",
    "INT64": "int64",
    "UINT8": "uint8",
    "UINT16": "uint16",
    "UINT32": "uint32",
    "UINT64": "uint64",
    "BOOL": "bool",
}

_NAME_OF = {onnx: name for name, onnx in ONNX_OF.items()}


def datatype_name(onnx: str) -> str:
    """The protocol's name of an ONNX type; the ONNX name in capitals where it has none."""
    return _NAME_OF.get(onnx, onnx.upper())
