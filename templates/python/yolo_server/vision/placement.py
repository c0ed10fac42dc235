"""Where a picture lies in a network's input."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .prediction import Array, Size, float64


@dataclass(frozen=True)
class Placement:
    """All values in input pixels unless stated."""

    input: Size
    resized: Size
    left: int
    """Where the resized picture's corner lies; negative when it is cropped."""
    top: int
    scale: float
    """Input pixels per picture pixel."""

    def to_picture(self, points: Array, picture: Size | None) -> Array:
        """Points ``[..., 2]`` of the input in the picture; clipped to it when it is given."""
        mapped = (float64(points) - (self.left, self.top)) / self.scale
        if picture is None:
            return mapped
        return mapped.clip(0, (picture.width, picture.height))


def letterbox(picture: Size, input_size: Size) -> Placement:
    """As Ultralytics does it: scaled to fit, centred; an odd pixel goes to the bottom and right."""
    scale = min(input_size.height / picture.height, input_size.width / picture.width)
    # Python rounds half to even, which is why the TypeScript server does.
    resized = Size(max(1, round(picture.height * scale)), max(1, round(picture.width * scale)))
    left = round((input_size.width - resized.width) / 2 - 0.1)
    top = round((input_size.height - resized.height) / 2 - 0.1)
    return Placement(input_size, resized, left, top, scale)


def top_left(picture: Size, input_size: Size) -> Placement:
    """YOLOX's way: scaled to fit, in the top left corner."""
    scale = min(input_size.height / picture.height, input_size.width / picture.width)
    resized = Size(max(1, int(picture.height * scale)), max(1, int(picture.width * scale)))
    return Placement(input_size, resized, 0, 0, scale)


def centre_crop(picture: Size, input_size: Size) -> Placement:
    """Classification: the shorter edge fills the input, the longer one is cropped on both sides."""
    scale = max(input_size.height / picture.height, input_size.width / picture.width)
    resized = Size(
        max(input_size.height, math.floor(picture.height * scale + 0.5)),
        max(input_size.width, math.floor(picture.width * scale + 0.5)),
    )
    left = -((resized.width - input_size.width) // 2)
    top = -((resized.height - input_size.height) // 2)
    return Placement(input_size, resized, left, top, scale)
