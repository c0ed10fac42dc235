"""Greedy non-maximum suppression."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .prediction import Array

MAX_CANDIDATES = 30_000

Overlaps = Callable[[int, Array], Array]
"""For one candidate and the indices of others: how much each overlaps it, 0-1."""


def box_iou(boxes: Array) -> Overlaps:
    """Intersection over union of boxes ``[n, 4]``; 0 where either has no area."""
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])

    def overlaps(one: int, others: Array) -> Array:
        a, b = boxes[one], boxes[others]
        width = np.minimum(a[2], b[:, 2]) - np.maximum(a[0], b[:, 0])
        height = np.minimum(a[3], b[:, 3]) - np.maximum(a[1], b[:, 1])
        inside = np.where((width > 0) & (height > 0), width * height, 0.0)
        union = areas[one] + areas[others] - inside
        return np.divide(inside, union, out=np.zeros_like(inside), where=union > 0)

    return overlaps


def probabilistic_iou(boxes: Array) -> Overlaps:
    """Of oriented boxes ``[n, 5]`` (centre, size, radians): Llerena et al., arXiv 2106.06072."""
    w, h, angle = boxes[:, 2] ** 2 / 12, boxes[:, 3] ** 2 / 12, boxes[:, 4]
    cos, sin = np.cos(angle), np.sin(angle)
    a, b, c = w * cos**2 + h * sin**2, w * sin**2 + h * cos**2, (w - h) * cos * sin
    determinant = np.maximum(0, a * b - c * c)

    def overlaps(one: int, others: Array) -> Array:
        sum_a, sum_b, sum_c = a[one] + a[others], b[one] + b[others], c[one] + c[others]
        whole = sum_a * sum_b - sum_c * sum_c
        dx, dy = (boxes[one, axis] - boxes[others, axis] for axis in (0, 1))
        location = (sum_a * dy * dy + sum_b * dx * dx - 2 * sum_c * dx * dy) / (whole + 1e-7) / 4
        root = np.sqrt(determinant[one] * determinant[others])
        shape = np.log(whole / (4 * root + 1e-7) + 1e-7) / 2
        distance = np.clip(location + shape, 1e-7, 100)
        return 1 - np.sqrt(1 - np.exp(-distance) + 1e-7)

    return overlaps


def suppress(
    scores: Array,
    classes: Array,
    overlaps: Callable[[Array], Overlaps],
    boxes: Array,
    iou: float,
    most: int,
) -> Array:
    """The highest score wins, and what overlaps it in its class by more than ``iou`` is dropped.

    :returns: indices of at most ``most`` candidates, highest score first.
    """
    order = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES]
    if iou >= 1:
        return order[:most]
    kinds = classes[order]
    measure = overlaps(boxes[order])
    alive = np.ones(len(order), dtype=bool)
    kept: list[int] = []
    for place in range(len(order)):
        if not alive[place]:
            continue
        kept.append(place)
        if len(kept) >= most:
            break
        rivals = np.flatnonzero(alive[place + 1 :] & (kinds[place + 1 :] == kinds[place]))
        rivals += place + 1
        if len(rivals):
            alive[rivals[measure(place, rivals) > iou]] = False
    return order[kept]
