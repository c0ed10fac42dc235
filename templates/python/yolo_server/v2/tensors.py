"""Tensors and encoded pictures in requests and answers."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from typing import Any

import numpy as np

from ..loaded import LoadedModel
from ..vision.prediction import Array
from ..vision.spec import TensorSpec
from .datatypes import ONNX_OF, datatype_name
from .envelope import InferInput, bad

_MOST_LEVELS = 8
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def tensor_inputs(inputs: list[InferInput], model: LoadedModel) -> dict[str, Array]:
    """:raises ServerError: ``bad_request`` when a name, datatype, shape or size does not fit."""
    specs = {spec.name: spec for spec in model.model.network.facts.inputs}
    tensors: dict[str, Array] = {}
    for given in inputs:
        spec = specs.get(given.name)
        if spec is None:
            shown = json.dumps(given.name[:80], ensure_ascii=False)
            raise bad(
                f"There is no input {shown}; the model has {', '.join(specs)}, "
                'and encoded pictures go into "image" of datatype BYTES.'
            )
        if spec.name in tensors:
            raise bad(f"The input {json.dumps(spec.name)} is given twice.")
        tensors[spec.name] = _tensor(given, spec)
    missing = [name for name in specs if name not in tensors]
    if missing:
        raise bad(f"The model also needs the input {', '.join(missing)}.")
    return tensors


def _tensor(given: InferInput, spec: TensorSpec) -> Array:
    label = f"The input {json.dumps(spec.name)}"
    expected = datatype_name(spec.type)
    if given.datatype != expected or expected not in ONNX_OF:
        raise bad(f"{label} has datatype {expected}, not {json.dumps(given.datatype[:20])}.")
    fits = len(given.shape) == len(spec.shape) and all(
        size > 0 if wanted is None else size == wanted
        for size, wanted in zip(given.shape, spec.shape, strict=True)
    )
    if not fits:
        shape = ",".join("any" if n is None else str(n) for n in spec.shape)
        raise bad(f"{label} has shape [{shape}], not [{','.join(map(str, given.shape[:8]))}].")
    kind = np.dtype(ONNX_OF[expected])
    count = math.prod(given.shape)
    if isinstance(given.data, bytes):
        needed = count * kind.itemsize
        if len(given.data) != needed:
            raise bad(
                f"{label} needs {needed} bytes for its shape, but has {len(given.data)}."
            )
        return np.frombuffer(given.data, kind.newbyteorder("<")).astype(kind).reshape(given.shape)
    if expected == "FP16":
        raise bad(f"FP16 has no form in JSON; send {label.lower()} as binary data.")
    # Counted before anything is reserved: a shape is only a claim.
    flat = flatten(given.data, count)
    if flat is None:
        raise bad(f"{label} does not have the {count} elements that its shape says.")
    for value in flat:
        if not _is_element(value, kind):
            shown = json.dumps(value, ensure_ascii=False)[:40]
            raise bad(f"{label} has the element {shown}, which is no {expected}.")
    return np.array(flat, dtype=kind).reshape(given.shape)


def _is_element(value: Any, kind: np.dtype[Any]) -> bool:
    if isinstance(value, bool):
        return kind == np.bool_
    if not isinstance(value, (int, float)):
        return False
    if kind.kind == "f":
        return True
    if kind == np.bool_:
        return value in (0, 1)
    bounds = np.iinfo(kind)
    return float(value).is_integer() and bounds.min <= value <= bounds.max


def flatten(data: list[Any], count: int) -> list[Any] | None:
    """The elements of nested lists in row-major order, if there are as many as expected."""
    flat: list[Any] = []
    lists = 0

    def take(values: list[Any], level: int) -> bool:
        nonlocal lists
        for value in values:
            if isinstance(value, list) and level < _MOST_LEVELS:
                # Lists that hold nothing have to end as well.
                lists += 1
                if lists > count * _MOST_LEVELS or not take(value, level + 1):
                    return False
            else:
                flat.append(value)
                if len(flat) > count:
                    return False
        return True

    return flat if take(data, 1) and len(flat) == count else None


def bytes_elements(given: InferInput, most: int) -> list[bytes]:
    """The elements of a BYTES input: behind their lengths in binary, as base64 in JSON."""
    label = f"The input {json.dumps(given.name)}"
    count = math.prod(given.shape)
    if not given.shape or not 1 <= count <= most:
        raise bad(f"{label} takes 1 to {most} pictures; its shape has {count}.")
    wrong = bad(f"{label} does not have the {count} elements that its shape says.")
    if isinstance(given.data, bytes):
        elements = _split(given.data, count, label)
        if len(elements) != count:
            raise wrong
        return elements
    flat = flatten(given.data, count)
    if flat is None:
        raise wrong
    return [_decoded(element, index, label) for index, element in enumerate(flat)]


def _split(data: bytes, count: int, label: str) -> list[bytes]:
    elements: list[bytes] = []
    at = 0
    # One more than there should be is enough to know that there are too many.
    while at < len(data) and len(elements) <= count:
        size = int.from_bytes(data[at : at + 4], "little") if at + 4 <= len(data) else -1
        if size < 0 or at + 4 + size > len(data):
            raise bad(
                f"{label} is cut short: element {len(elements)} needs its length as "
                "little-endian u32, then as many bytes."
            )
        elements.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return elements


def _decoded(element: Any, index: int, label: str) -> bytes:
    if isinstance(element, str):
        text = "".join(element.split())
        if _BASE64.fullmatch(text):
            return base64.b64decode(text + "=" * (-len(text) % 4))
    raise bad(f"{label}: element {index} must be the picture in base64.")


def text_tensor(texts: list[str]) -> bytes:
    """Texts as BYTES elements in binary form."""
    encoded = [text.encode() for text in texts]
    return b"".join(struct.pack("<I", len(data)) + data for data in encoded)
