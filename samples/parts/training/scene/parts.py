"""Picks sizes: what bolts, nuts, washers and gears come down the line."""

from __future__ import annotations

import numpy as np

from .shapes import Bolt, Gear, Nut, Washer

Part = Bolt | Nut | Washer | Gear


def make_part(rng: np.random.Generator, label: int, scale: float) -> Part:
    """A part of class `label` (0 bolt, 1 nut, 2 washer, 3 gear); `scale` 1 is the usual distance."""
    if label == 0:
        radius = rng.uniform(7.0, 11.5) * scale
        length = rng.uniform(5.0, 11.0) * radius
        socket = bool(rng.random() < 0.3)
        head = radius * (1.5 if socket else rng.uniform(1.8, 2.05))
        tall = radius * (rng.uniform(1.7, 2.0) if socket else rng.uniform(1.2, 1.5))
        plain = length * (rng.uniform(0.25, 0.55) if rng.random() < 0.5 else 0.04)
        return Bolt(radius, length, head, tall, plain, socket, not socket and bool(rng.random() < 0.25))
    if label == 1:
        across = rng.uniform(36.0, 66.0) * scale
        bore = across * rng.uniform(0.24, 0.28)
        flange = across * rng.uniform(0.64, 0.72) if rng.random() < 0.2 else 0.0
        return Nut(across, across * rng.uniform(0.32, 0.52), bore, flange)
    if label == 2:
        outer = rng.uniform(22.0, 48.0) * scale
        inner = outer * rng.uniform(0.36, 0.56)
        return Washer(outer, inner, max(2.0, outer * rng.uniform(0.07, 0.13)), bool(rng.random() < 0.12))
    tip = rng.uniform(38.0, 82.0) * scale
    teeth = int(rng.integers(14, 36))
    thick = tip * rng.uniform(0.16, 0.36)
    bore = tip * rng.uniform(0.12, 0.24)
    hub = bore + tip * rng.uniform(0.12, 0.2)
    web = thick * rng.uniform(0.2, 0.5) if rng.random() < 0.55 else 0.0
    holes = int(rng.integers(3, 7)) if rng.random() < 0.3 and hub < tip * 0.4 else 0
    return Gear(tip, teeth, thick, bore, hub, web, holes, bool(rng.random() < 0.5))
