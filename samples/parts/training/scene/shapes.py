"""Height maps of bolts, nuts, washers and gears in their own frame.

Every function takes coordinates in units about the part's centre and returns the height in
units above what it lies on, NaN-free, and the boolean outline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .types import Map

Outline = npt.NDArray[np.bool_]
Shape = tuple[Map, Outline]


def _hexagon(x: Map, y: Map) -> Map:
    """Distance from the centre measured towards the nearest of six sides."""
    ax, ay = np.abs(x), np.abs(y)
    return np.maximum(ay, ax * np.float32(0.8660254) + ay * np.float32(0.5))


@dataclass
class Nut:
    """A hexagon nut lying flat; sizes in units, `across` is the distance between opposite sides."""

    across: float
    thick: float
    bore: float
    flange: float = 0.0

    @property
    def reach(self) -> float:
        return max(self.across * 0.6, self.flange) + 1.0

    def draw(self, x: Map, y: Map) -> Shape:
        r = np.hypot(x, y)
        half = self.across / 2
        inside = _hexagon(x, y) <= half
        # The chamfer is a cone of 30° that cuts the six corners.
        top = np.minimum(self.thick, self.thick - (r - half * 0.97) * 0.577)
        # Thread turns narrow the hole: ridges on a steep cone from the countersink to the core.
        root = self.bore * 1.14
        turns = np.sin((r - self.bore) * np.float32(2 * np.pi / max(1.2, self.bore * 0.09))) * 0.5
        cone = (r - self.bore) / (root - self.bore) * self.thick * 0.85 + turns
        top = np.where(r < root, np.minimum(cone, self.thick * 0.86), top)
        if self.flange:
            brim = np.minimum(self.thick * 0.22, (self.flange - r) * 0.8 + 1.2)
            top = np.where(inside, np.maximum(top, brim), brim)
            inside = inside | (r <= self.flange)
        return np.maximum(top, 0.3), inside & (r >= self.bore)


@dataclass
class Washer:
    """A flat ring; a `split` one is cut and sprung."""

    outer: float
    inner: float
    thick: float
    split: bool

    @property
    def reach(self) -> float:
        return self.outer + 1.0

    def draw(self, x: Map, y: Map) -> Shape:
        r = np.hypot(x, y)
        edge = np.minimum(self.outer - r, r - self.inner)
        top = self.thick - 0.5 * np.clip(1.6 - edge, 0.0, 1.6) ** 2 * 0.5
        inside = edge >= 0
        if self.split:
            inside &= ~((np.abs(y - x * 0.35) < self.outer * 0.035) & (x > 0))
            top = top + 0.04 * y
        return np.maximum(top, 0.3), inside


@dataclass
class Gear:
    """A spur gear; radii in units, a recessed web between rim and hub when `web` > 0."""

    tip: float
    teeth: int
    thick: float
    bore: float
    hub: float
    web: float
    holes: int
    key: bool

    @property
    def reach(self) -> float:
        return self.tip + 1.0

    def draw(self, x: Map, y: Map) -> Shape:
        r = np.hypot(x, y)
        angle = np.arctan2(y, x)
        depth = min(self.tip * 0.16, 2.25 * 2 * self.tip / (self.teeth + 2))
        # A tooth's flank as a clipped triangle wave is close to an involute at this size.
        wave = np.abs(((angle * np.float32(self.teeth / (2 * np.pi))) % 1.0) - 0.5) * 2.0
        rim = self.tip - depth * np.clip((wave - 0.34) / 0.30, 0.0, 1.0)
        edge = rim - r
        top = self.thick - np.clip(1.4 - edge, 0.0, 1.4)
        inner_rim = self.tip - depth * 1.9
        if self.web > 0:
            wall = np.minimum(np.clip((inner_rim - r) * 1.5, 0, self.web), np.clip((r - self.hub) * 1.5, 0, self.web))
            top = top - wall
        top = np.where(r < self.bore + 1.2, top - (self.bore + 1.2 - r), top)
        inside = (edge >= 0) & (r >= self.bore)
        if self.key:
            inside &= ~((np.abs(y) < self.bore * 0.28) & (x > 0) & (x < self.bore * 1.32))
        if self.holes:
            middle = (inner_rim + self.hub) / 2
            size = min((inner_rim - self.hub) * 0.32, middle * 0.8 * np.pi / self.holes * 0.8)
            sector = 2 * np.pi / self.holes
            local = (angle % sector) - sector / 2
            inside &= np.hypot(r * np.cos(local) - middle, r * np.sin(local)) >= size
        return np.maximum(top, 0.3), inside


@dataclass
class Bolt:
    """A bolt lying along x: head on the left, thread on the right; `radius` is the shank's."""

    radius: float
    length: float
    head: float
    head_length: float
    plain: float
    socket: bool
    flange: bool

    @property
    def reach(self) -> float:
        return (self.length + self.head_length) / 2 + 2.0

    def draw(self, x: Map, y: Map) -> Shape:
        along = x + (self.length + self.head_length) / 2
        axis = self.head * (1.0 if self.socket else 0.8660254)
        shaft = along - self.head_length
        # Thread: the radius is a triangle wave along x that advances one pitch a turn.
        pitch = max(2.6, self.radius * 0.30)
        turn = np.arcsin(np.clip(y / self.radius, -1.0, 1.0)) * np.float32(1 / (2 * np.pi))
        ridge = np.abs(((shaft / np.float32(pitch) + turn) % 1.0) - 0.5) * 2.0
        threaded = shaft > self.plain
        radius = self.radius - np.where(threaded, ridge * pitch * 0.42, 0.0)
        radius = np.minimum(radius, self.radius * 0.8 + np.maximum(self.length - shaft, 0.0))
        shank = np.sqrt(np.maximum(radius**2 - y**2, 0.0)) + axis
        in_shank = (shaft >= -0.5) & (shaft <= self.length) & (np.abs(y) <= radius)

        rounded = np.clip(2.0 - along, 0.0, 2.0)
        if self.socket:
            knurl = 0.35 * np.abs(((np.arcsin(np.clip(y / self.head, -1, 1)) * 9.0) % 1.0) - 0.5) * (along > 2.5)
            limit = self.head - rounded * 0.5 - knurl
            cap = np.sqrt(np.maximum(limit**2 - y**2, 0.0)) + axis
            half_width = limit
        else:
            # A hexagon prism resting on one side: a flat on top, two slopes beside it.
            ay = np.abs(y)
            cap = axis + np.minimum(axis, (self.head - ay) * np.float32(1.7320508))
            cap = np.minimum(cap, axis + np.sqrt(np.maximum((self.head * 1.02 - rounded * 0.6) ** 2 - ay**2, 0.0)))
            half_width = self.head - rounded * 0.45
        in_head = (along >= 0) & (along <= self.head_length) & (np.abs(y) <= half_width)
        if self.flange:
            wide = self.head * 1.22
            brim = (np.abs(shaft + 1.8) <= 1.8) & (np.abs(y) <= wide)
            cap = np.where(brim, np.sqrt(np.maximum(wide**2 - y**2, 0.0)) + axis, cap)
            in_head |= brim
        top = np.where(in_head, cap, shank)
        return np.maximum(top, 0.3), in_head | in_shank
