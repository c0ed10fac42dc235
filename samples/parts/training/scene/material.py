"""Finishes of the parts: colour, gloss, tool marks, rust and oil."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import fractal, line_noise, smoothstep, value_noise
from .types import Map


@dataclass(frozen=True)
class Finish:
    """A finish: linear colour at normal incidence, share that is metal, roughness 0..1, tool-mark depth."""

    name: str
    colour: tuple[float, float, float]
    metal: float
    rough: float
    marks: float
    cloud: float


FINISHES = (
    Finish("zinc", (0.60, 0.63, 0.66), 1.0, 0.38, 0.05, 0.10),
    Finish("yellow zinc", (0.66, 0.56, 0.33), 1.0, 0.36, 0.05, 0.12),
    Finish("stainless", (0.57, 0.55, 0.52), 1.0, 0.20, 0.08, 0.04),
    Finish("machined steel", (0.47, 0.47, 0.47), 1.0, 0.28, 0.11, 0.05),
    Finish("brass", (0.80, 0.60, 0.27), 1.0, 0.24, 0.07, 0.06),
    Finish("copper", (0.80, 0.44, 0.30), 1.0, 0.30, 0.05, 0.10),
    Finish("black oxide", (0.075, 0.077, 0.082), 0.85, 0.42, 0.06, 0.15),
    Finish("raw steel", (0.30, 0.29, 0.28), 0.9, 0.52, 0.07, 0.14),
)


@dataclass
class Skin:
    """The surface fields of one part; all of the window's shape."""

    albedo: Map
    metal: Map
    rough: Map
    slope_x: Map
    slope_y: Map


def make_skin(rng: np.random.Generator, finish: Finish, x: Map, y: Map, unit: float, turned: bool, age: float) -> Skin:
    """Covers a part; `x`, `y` in units about its centre, `turned` = lathe rings instead of brush lines.

    `age` 0..1 brings dirt, rust and oil.
    """
    shape = (x.shape[0], x.shape[1])
    r = np.hypot(x, y) + 1e-3
    width = rng.uniform(0.7, 1.6)
    if turned:
        groove = line_noise(rng, r, width)
        groove_x, groove_y = groove * x / r, groove * y / r
    else:
        lay = rng.uniform(0, np.pi)
        c, s = np.float32(np.cos(lay)), np.float32(np.sin(lay))
        groove = line_noise(rng, x * c + y * s + 500.0, width)
        groove_x, groove_y = groove * c, groove * s
    # Marks come and go over the face, as where a tool lifted or a thumb rubbed.
    fade = finish.marks * rng.uniform(0.4, 1.3) * (1.0 + 0.3 * value_noise(rng, shape, (24 * unit, 24 * unit)))
    wave = fractal(rng, shape, 16.0 * unit, 2) * 0.05
    slope_x = groove_x * fade + cv2.Sobel(wave, cv2.CV_32F, 1, 0, ksize=3, scale=1.2 * unit)
    slope_y = groove_y * fade + cv2.Sobel(wave, cv2.CV_32F, 0, 1, ksize=3, scale=1.2 * unit)

    cloud = fractal(rng, shape, 12.0 * unit, 3)
    tint = 1.0 + np.array(rng.normal(0.0, 0.025, 3), np.float32)
    albedo = np.array(finish.colour, np.float32) * tint * np.float32(rng.uniform(0.85, 1.1))
    albedo = albedo[None, None, :] * (1.0 + finish.cloud * cloud)[:, :, None]
    metal = np.full(shape, finish.metal, np.float32)
    rough = np.clip(finish.rough * rng.uniform(0.7, 1.4) + 0.06 * cloud, 0.08, 0.8).astype(np.float32)

    grime = smoothstep(fractal(rng, shape, 9.0 * unit, 3), 2.6 - 1.6 * age, 3.6 - 1.6 * age)[:, :, None]
    if finish.name in ("raw steel", "machined steel", "zinc") and rng.random() < 0.6 * age:
        coat = np.array((0.20, 0.075, 0.028), np.float32)
    else:
        coat = np.array((0.030, 0.026, 0.022), np.float32)
    albedo = albedo + (coat - albedo) * grime * 0.85
    metal = metal * (1.0 - 0.8 * grime[:, :, 0])
    rough = rough + 0.3 * grime[:, :, 0]
    return Skin(np.clip(albedo, 0.004, 1.0), metal, rough.astype(np.float32), slope_x.astype(np.float32), slope_y.astype(np.float32))
