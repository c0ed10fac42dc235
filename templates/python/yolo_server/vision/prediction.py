"""What a prediction is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAX_MASKS = 1_000
"""Most objects with masks in one picture, whatever a request asks for."""


class Size(NamedTuple):
    """Pixels."""

    height: int
    width: int


@dataclass(frozen=True)
class PredictOptions:
    """Thresholds and sizes of one prediction; the defaults are Ultralytics'."""

    conf: float = 0.25
    iou: float = 0.7
    max_det: int = 300
    classes: tuple[int, ...] | None = None
    imgsz: Size | None = None

    def with_values(self, **values: Any) -> PredictOptions:
        """These options with others in place of those that are not ``None``."""
        return replace(self, **{key: value for key, value in values.items() if value is not None})


@dataclass(frozen=True)
class Speed:
    """Milliseconds of each stage."""

    preprocess: float
    inference: float
    postprocess: float


@dataclass
class Detection:
    """One object; coordinates in pixels of the picture as a person sees it."""

    class_id: int
    name: str
    confidence: float
    box: tuple[float, float, float, float] | None = None
    polygon: Array | None = None
    """Four corners ``[4, 2]`` of an oriented box."""
    segment: Array | None = None
    """Outline ``[n, 2]`` of the mask's largest connected region."""
    mask_area: float | None = None
    keypoints: Array | None = None
    """``[k, 2]``, or ``[k, 3]`` with the confidence of each."""


@dataclass(frozen=True)
class Prediction:
    """What was found in one picture."""

    size: Size
    detections: list[Detection]
    speed: Speed


def float64(values: Array) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
