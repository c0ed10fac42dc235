"""Masks of segmentation models (Bolya et al., YOLACT, arXiv 1904.02689)."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .prediction import Array, Size


def candidate_mask(
    box: Array, coefficients: Array, prototypes: Array, input_size: Size
) -> tuple[int, Array]:
    """Sigmoid of coefficients · prototypes, cropped to the box, enlarged, cut at one half.

    :param prototypes: ``[k, height, width]``.
    :returns: area in square input pixels, and the outline ``[n, 2]`` of the largest region.
    """
    _, height, width = prototypes.shape
    per_x, per_y = width / input_size.width, height / input_size.height
    x1, y1, x2, y2 = (float(value) for value in box)
    from_x, to_x = max(0, math.ceil(x1 * per_x)), min(width, math.ceil(x2 * per_x))
    from_y, to_y = max(0, math.ceil(y1 * per_y)), min(height, math.ceil(y2 * per_y))
    small = np.zeros((height, width))
    if to_x > from_x and to_y > from_y:
        part = prototypes[:, from_y:to_y, from_x:to_x].astype(np.float64)
        logits = np.tensordot(coefficients.astype(np.float64), part, axes=1)
        small[from_y:to_y, from_x:to_x] = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    # One prototype pixel around the box is as far as enlarging can carry a value.
    left, top = max(0, math.floor(x1 - 1 / per_x)), max(0, math.floor(y1 - 1 / per_y))
    right = min(input_size.width, math.ceil(x2 + 1 / per_x))
    bottom = min(input_size.height, math.ceil(y2 + 1 / per_y))
    if right <= left or bottom <= top:
        return 0, np.empty((0, 2))
    x0, x_next, u = _axis(left, right, per_x, width)
    y0, y_next, v = _axis(top, bottom, per_y, height)
    above = small[y0][:, x0] * (1 - u) + small[y0][:, x_next] * u
    below = small[y_next][:, x0] * (1 - u) + small[y_next][:, x_next] * u
    inside = above * (1 - v)[:, None] + below * v[:, None] > 0.5
    return int(inside.sum()), _largest_outline(inside) + (left, top)


def _axis(start: int, end: int, scale: float, length: int) -> tuple[Array, Array, Array]:
    """Where samples of an enlarged axis lie between those of the small one."""
    at = np.clip((np.arange(start, end) + 0.5) * scale - 0.5, 0, length - 1)
    low = np.floor(at).astype(int)
    return low, np.minimum(low + 1, length - 1), at - low


_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def _largest_outline(inside: Array) -> Array:
    """The outline of the largest 4-connected region, clockwise along pixel edges, corners only."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        inside.astype(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    if len(stats) < 2:
        return np.empty((0, 2))
    region = np.pad(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()), 1).tolist()
    flat = int(np.flatnonzero(np.asarray(region))[0])
    width = len(region[0])
    start = (flat % width - 1, flat // width - 1)
    points = [start]
    (x, y), direction = start, 0
    while True:
        dx, dy = _STEPS[direction]
        x, y = x + dx, y + dy
        if (x, y) == start:
            return np.asarray(points, dtype=np.float64)
        # The raster has a border of one, so that pixels outside of it can be asked for.
        right = region[y + (dy + dx - 1) // 2 + 1][x + (dx - dy - 1) // 2 + 1]
        ahead = region[y + (dy - dx - 1) // 2 + 1][x + (dx + dy - 1) // 2 + 1]
        if right and not ahead:
            continue
        points.append((x, y))
        # Turning right where the region ends keeps parts that touch by a corner only apart.
        direction = (direction + 3) % 4 if right else (direction + 1) % 4
