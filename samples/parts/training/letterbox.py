"""Places a picture in the network's input as every server of these models does."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

INPUT_HEIGHT = 320
INPUT_WIDTH = 416
"""A 4:3 picture fills this input but for 8 rows; both sides are multiples of the stride 32."""
PAD = 114


@dataclass
class Placed:
    """`pixels` (INPUT_HEIGHT, INPUT_WIDTH, 3); input pixel = picture pixel · scale + (left, top)."""

    pixels: npt.NDArray[np.uint8]
    scale: float
    left: int
    top: int


def letterbox(picture: npt.NDArray[np.uint8], kernel: int = cv2.INTER_LINEAR) -> Placed:
    """Scales to fit, centres, pads with grey; an odd pixel of padding goes right and below."""
    rows, cols = picture.shape[:2]
    scale = min(INPUT_HEIGHT / rows, INPUT_WIDTH / cols)
    height, width = round(rows * scale), round(cols * scale)
    top = round((INPUT_HEIGHT - height) / 2 - 0.1)
    left = round((INPUT_WIDTH - width) / 2 - 0.1)
    canvas = np.full((INPUT_HEIGHT, INPUT_WIDTH, 3), PAD, np.uint8)
    canvas[top : top + height, left : left + width] = cv2.resize(picture, (width, height), interpolation=kernel)
    return Placed(canvas, scale, left, top)
