"""Changes training pictures in ways that a camera could have."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from .letterbox import PAD

Batch = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]


def augment(rng: np.random.Generator, pixels: npt.NDArray[np.uint8], boxes: npt.NDArray[np.float32]) -> Batch:
    """Mirrors, zooms, shifts and tints one picture (height, width, 3) with its boxes (n, 5)."""
    rows, cols = pixels.shape[:2]
    zoom = float(rng.uniform(0.85, 1.2))
    sx, sy = (float(rng.choice((-1, 1))) * zoom for _ in range(2))
    tx = cols / 2 * (1 - sx) + float(rng.uniform(-0.08, 0.08)) * cols
    ty = rows / 2 * (1 - sy) + float(rng.uniform(-0.08, 0.08)) * rows
    matrix = np.array([[sx, 0, tx], [0, sy, ty]], np.float32)
    picture = cv2.warpAffine(pixels, matrix, (cols, rows), flags=cv2.INTER_LINEAR, borderValue=(PAD,) * 3)
    gain = np.float32(rng.uniform(0.8, 1.25)) * rng.uniform(0.94, 1.06, 3).astype(np.float32)
    table = np.clip(np.arange(256, dtype=np.float32)[:, None] * gain + rng.uniform(-8, 8), 0, 255)
    picture = cv2.LUT(picture, table.astype(np.uint8).reshape(1, 256, 3))
    return picture, _move(boxes, sx, sy, tx, ty, rows, cols)


def _move(boxes: npt.NDArray[np.float32], sx: float, sy: float, tx: float, ty: float, rows: int, cols: int) -> npt.NDArray[np.float32]:
    """Boxes after the same change; what has mostly left the picture is dropped."""
    moved = boxes.copy()
    real = boxes[:, 0] >= 0
    x, y = boxes[:, [1, 3]] * sx + tx, boxes[:, [2, 4]] * sy + ty
    x, y = np.sort(x, 1), np.sort(y, 1)
    full = (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0])
    x, y = x.clip(0, cols), y.clip(0, rows)
    left = (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0])
    moved[:, [1, 3]], moved[:, [2, 4]] = x, y
    moved[~(real & (left > 0.35 * full)), 0] = -1
    return moved
