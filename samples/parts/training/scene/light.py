"""The light of the hall: lamps, ceiling and windows as one map of directions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import fractal, smoothstep
from .types import Map

SIZE = 96
"""Side of the direction map in pixels; it spans the x and y of a unit vector from -1 to 1."""
BLURS = (1.2, 3.5, 8.0, 16.0)
"""Blur of the map's copies in pixels, from mirror to matt."""


@dataclass
class Light:
    """`atlas` holds the blurred copies one under another; `sun` points to the strongest lamp."""

    atlas: Map
    sun: Map
    sun_colour: Map
    fill: Map
    softness: float


def make_light(rng: np.random.Generator, belt: Map) -> Light:
    """A hall at random; `belt` is the belt's mean colour, which steep walls reflect."""
    line = np.linspace(-1.12, 1.12, SIZE, dtype=np.float32)
    dx, dy = np.meshgrid(line, line)
    flat = dx**2 + dy**2
    up = np.sqrt(np.clip(1.0 - flat, 0.0, 1.0))
    plane_x, plane_y = dx / np.maximum(up, 0.08), dy / np.maximum(up, 0.08)

    level = rng.uniform(0.25, 0.55)
    room = level * (0.45 + 0.55 * up) * (1.0 + 0.25 * fractal(rng, (SIZE, SIZE), 22.0, 2))
    beams = np.sin(plane_x * rng.uniform(2, 5) + plane_y * rng.uniform(-4, 4) + rng.uniform(0, 6))
    room = np.clip(room * (1.0 + 0.25 * beams), 0.04, None)
    tint = np.array((1.0, 1.0, 1.0), np.float32) + np.array(rng.normal(0, 0.03, 3), np.float32)
    sky = room[:, :, None] * tint

    lean = rng.uniform(0.35, 1.1)
    around = rng.uniform(0, 2 * np.pi)
    lamps = 1 + int(rng.integers(0, 3))
    soft = float(rng.uniform(0.12, 0.45))
    for k in range(lamps):
        centre = (np.cos(around), np.sin(around)) if k == 0 else tuple(rng.normal(0, 0.8, 2))
        offset = lean if k == 0 else 1.0
        turn = rng.uniform(0, np.pi)
        ax, ay = plane_x - centre[0] * offset, plane_y - centre[1] * offset
        u, v = ax * np.cos(turn) + ay * np.sin(turn), ay * np.cos(turn) - ax * np.sin(turn)
        long, short = soft * rng.uniform(1.0, 3.5), soft
        shape = smoothstep(-np.abs(u), -long - 0.1, -long + 0.05) * smoothstep(-np.abs(v), -short - 0.1, -short + 0.05)
        warm = np.array((1.0, rng.uniform(0.9, 1.0), rng.uniform(0.78, 1.05)), np.float32)
        sky = sky + shape[:, :, None] * warm * np.float32(rng.uniform(3.0, 6.0) * (1.0 if k == 0 else 0.6))

    # The camera and its hood are a dark spot that level mirrors see.
    hood = smoothstep(-flat, -rng.uniform(0.02, 0.06), -0.005)
    sky = sky * (1.0 - rng.uniform(0.2, 0.7) * hood)[:, :, None]
    outside = smoothstep(flat, 0.86, 1.0)[:, :, None]
    sky = (sky * (1.0 - outside) + (belt * 0.7 + 0.02) * outside).astype(np.float32)
    atlas = np.vstack([cv2.GaussianBlur(sky, (0, 0), blur) for blur in BLURS])

    sun = np.array((np.cos(around) * lean, np.sin(around) * lean, 1.0), np.float32)
    return Light(
        atlas=atlas,
        sun=sun / np.linalg.norm(sun),
        sun_colour=np.array((1.0, 0.97, 0.92), np.float32) * np.float32(rng.uniform(1.0, 1.9)),
        fill=tint * np.float32(rng.uniform(0.45, 0.9)),
        softness=soft,
    )
