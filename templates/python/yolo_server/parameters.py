"""Parameters of a prediction: texts as values, by the schemas of the contract, fitted to a model."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .contract import PARAMETERS
from .errors import ServerError
from .vision.prediction import PredictOptions, Size
from .vision.spec import ModelSpec

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_SHOWN = 40
_MOST_ENLARGED = 4
"""Most pixels that a request may ask for, as a multiple of those of the model's own input."""


@dataclass(frozen=True)
class Wanted:
    """What a request asks for, and how its answer is written."""

    options: PredictOptions
    normalize: bool
    decimals: int


def parse_parameters(given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """:raises ServerError: ``bad_parameter``; unknown names too, so that a typo is not silent."""
    texts: dict[str, list[str]] = {}
    for name, text in given:
        if name not in PARAMETERS:
            allowed = ", ".join(PARAMETERS)
            raise bad(f"There is no parameter {_show(name)}; allowed are {allowed}.")
        texts.setdefault(name, []).append(text)
    values: dict[str, Any] = {}
    for name, parts in texts.items():
        schema = PARAMETERS[name]
        if schema["type"] != "array" and len(parts) > 1:
            raise bad(f"{name} is given {len(parts)} times, but takes one value.")
        values[name] = _parse(name, ",".join(parts), schema)
    return values


def _parse(name: str, text: str, schema: dict[str, Any]) -> Any:
    if schema["type"] == "boolean":
        value = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
        if value is None:
            raise bad(f"{name} is {_show(text)}, but must be true or false.")
        return value
    if schema["type"] != "array":
        return _number(name, text, schema, text)
    parts = text.split(",")
    fewest, most = schema["minItems"], schema["maxItems"]
    if not fewest <= len(parts) <= most:
        raise bad(f"{name} is {_show(text)}, but takes {fewest} to {most} values.")
    return [_number(name, part, schema["items"], text) for part in parts]


def _number(name: str, part: str, schema: dict[str, Any], whole: str) -> float:
    lowest, highest = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    value = float(part) if _NUMBER.fullmatch(part.strip()) else math.nan
    integer = schema["type"] == "integer"
    fits = lowest <= value <= highest and abs(value) < 2**53
    if not fits or (integer and not value.is_integer()):
        kind = "a whole number" if integer else "a number"
        span = f"{lowest} up" if highest == math.inf else f"{lowest} to {highest}"
        raise bad(f"{name} is {_show(whole)}, but must be {kind} from {span}.")
    return int(value) if integer else value


def wanted(values: dict[str, Any], spec: ModelSpec, defaults: PredictOptions) -> Wanted:
    """:raises ServerError: ``bad_parameter`` when the model cannot do what is asked."""
    classes = values.get("classes")
    unknown = next((number for number in classes or () if number >= len(spec.names)), None)
    if unknown is not None:
        raise bad(
            f"classes has {unknown}, but this model has the classes 0 to {len(spec.names) - 1}."
        )
    imgsz = values.get("imgsz")
    options = defaults.with_values(
        conf=values.get("conf"),
        iou=values.get("iou"),
        max_det=values.get("max_det"),
        classes=None if classes is None else tuple(classes),
        imgsz=None if imgsz is None else _input_size(imgsz, spec),
    )
    return Wanted(options, values.get("normalize", False), values.get("decimals", 5))


def _input_size(imgsz: list[int], spec: ModelSpec) -> Size:
    size, own = Size(imgsz[0], imgsz[-1]), spec.input.size
    asked = f"imgsz is {size.height},{size.width}"
    if not spec.input.dynamic and size != own:
        only = f"{own.height},{own.width}"
        raise bad(f"{asked}, but this model takes only {only} (height,width).")
    odd = next((side for side in size if side % spec.stride), None)
    if spec.input.dynamic and odd is not None:
        following = math.ceil(odd / spec.stride) * spec.stride
        raise bad(
            f"imgsz has {odd}, but must be made of multiples of {spec.stride}, "
            f"for example {following}."
        )
    # A network's memory grows with its input: one request must not take the machine's.
    if size.height * size.width > _MOST_ENLARGED * own.height * own.width:
        most = f"{2 * own.height},{2 * own.width}"
        raise bad(f"{asked}, more than this server allows: at most as many pixels as {most}.")
    return size


def _show(text: str) -> str:
    return json.dumps(f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text, ensure_ascii=False)


def bad(message: str) -> ServerError:
    return ServerError("bad_parameter", message)
