"""Average precision as the COCO benchmark defines it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

THRESHOLDS = np.arange(0.5, 0.96, 0.05)
"""IoU from which a detection counts as a hit; mAP50 uses the first, mAP50-95 the mean over all."""
RECALLS = np.linspace(0, 1, 101)

Rows = npt.NDArray[np.float64]


@dataclass
class Result:
    """Detections of one picture (n, 6: x1 y1 x2 y2 score class) and its truth (m, 5: class x1 y1 x2 y2)."""

    found: Rows
    truth: Rows


def iou(a: Rows, b: Rows) -> Rows:
    """IoU of every row of `a` (n, 4) with every row of `b` (m, 4)."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(-1)
    size = [np.clip(box[:, 2:] - box[:, :2], 0, None).prod(-1) for box in (a, b)]
    return shared / np.maximum(size[0][:, None] + size[1][None] - shared, 1e-9)


def hits(found: Rows, truth: Rows, threshold: float) -> npt.NDArray[np.bool_]:
    """Which detections (best first) hit an object that no better one has taken."""
    overlap = iou(found[:, :4], truth[:, 1:])
    taken = np.zeros(len(truth), bool)
    hit = np.zeros(len(found), bool)
    for i in range(len(found)):
        free = np.where(taken, -1.0, overlap[i]) if len(truth) else np.zeros(0)
        if len(free) and free.max() >= threshold:
            taken[free.argmax()] = hit[i] = True
    return hit


def average_precision(results: list[Result], kind: int) -> Rows:
    """AP of one class at every threshold."""
    scores, marks, objects = [], [], 0
    for result in results:
        found = result.found[result.found[:, 5] == kind]
        found = found[np.argsort(-found[:, 4], kind="stable")]
        truth = result.truth[result.truth[:, 0] == kind]
        objects += len(truth)
        scores.append(found[:, 4])
        marks.append(np.stack([hits(found, truth, t) for t in THRESHOLDS]))
    order = np.argsort(-np.concatenate(scores), kind="stable")
    values = []
    for mark in np.concatenate(marks, 1)[:, order]:
        true = np.cumsum(mark)
        precision = true / np.arange(1, len(mark) + 1)
        # Precision at a recall is the best that is reached at that recall or beyond.
        envelope = np.maximum.accumulate(precision[::-1])[::-1]
        at = np.searchsorted(true / max(objects, 1), RECALLS, side="left")
        values.append(np.mean([envelope[i] if i < len(envelope) else 0.0 for i in at]))
    return np.array(values)
