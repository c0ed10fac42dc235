"""The types that the renderer's parts hand each other."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Map = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int16]

CLASSES = ("bolt", "nut", "washer", "gear", "scratch")


@dataclass
class Surface:
    """The whole scene from straight above: what lies at every point of the belt.

    Heights are pixels above the belt; `slope_x`, `slope_y` are fine relief that is too small
    for the height map; `part` and `scratch` number the objects from 1, 0 is none.
    """

    height: Map
    slope_x: Map
    slope_y: Map
    albedo: Map
    metal: Map
    rough: Map
    part: Ids
    scratch: Ids


@dataclass
class Patch:
    """One part in its own small window: the fields of a Surface, and where the part is."""

    top: int
    left: int
    height: Map
    inside: npt.NDArray[np.bool_]
    slope_x: Map
    slope_y: Map
    albedo: Map
    metal: Map
    rough: Map
    marks: Map


@dataclass
class Placed:
    """An object in the scene: its class, its number in the id map, its full area in pixels."""

    label: int
    number: int
    area: int


@dataclass
class Picture:
    """A finished picture: RGB bytes, and one row (class, x1, y1, x2, y2) in pixels an object."""

    pixels: npt.NDArray[np.uint8]
    boxes: Map
    notes: dict[str, str] = field(default_factory=dict)
