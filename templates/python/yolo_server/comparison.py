"""What two networks find in one picture: whether an export does what its weights do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .vision.prediction import Array, Detection
from .vision.suppression import box_iou

SAME = 0.5
"""Objects of one class whose boxes overlap by more than this are the same."""


@dataclass(frozen=True)
class Comparison:
    """Objects are counted above the usual confidence."""

    weights: int
    """Objects that the weights find."""
    exported: int
    matched: int
    """Objects that both find: same class, boxes that overlap."""
    confidence: float
    """Largest difference in the confidence of these; 0 where there are none."""

    def as_json(self) -> str:
        return json.dumps({**vars(self), "confidence": round(self.confidence, 6)})


def compare(weights: Sequence[Detection], exported: Sequence[Detection]) -> Comparison:
    """Each object of the weights with the one of the export that overlaps it most."""
    free = list(range(len(exported)))
    matched, confidence = 0, 0.0
    for one in weights:
        rivals = [at for at in free if exported[at].class_id == one.class_id]
        overlaps = _overlaps(one, [exported[at] for at in rivals])
        if not rivals or overlaps.max() <= SAME:
            continue
        best = rivals[int(overlaps.argmax())]
        free.remove(best)
        matched += 1
        confidence = max(confidence, abs(one.confidence - exported[best].confidence))
    return Comparison(len(weights), len(exported), matched, confidence)


def _overlaps(one: Detection, others: Sequence[Detection]) -> Array:
    if not others or _box(one) is None:
        # A class of the whole picture has no box.
        return np.ones(len(others))
    boxes = np.array([_box(each) for each in (one, *others)], dtype=np.float64)
    return box_iou(boxes)(0, np.arange(1, len(boxes)))


def _box(one: Detection) -> Sequence[float] | None:
    if one.polygon is not None:
        return [*one.polygon.min(axis=0), *one.polygon.max(axis=0)]
    return one.box
