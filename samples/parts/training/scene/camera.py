"""The camera: perspective, then everything that a lens and a sensor do to a picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from .noise import fractal
from .types import Ids, Map


@dataclass
class View:
    """Where the camera is: `spread` and `lean` are tangents of the line of sight."""

    spread: float
    lean: tuple[float, float]
    zoom: float


@dataclass
class Taking:
    """How the picture is taken; lengths in units, exposure as a factor on the metered one."""

    exposure: float
    gain: float
    white: tuple[float, float, float]
    blur: float
    motion: float
    motion_angle: float
    vignette: float
    falloff: float


def project(radiance: Map, height: Map, part: Ids, scratch: Ids, view: View, size: tuple[int, int]) -> tuple[Map, Ids, Ids]:
    """Looks at the surface in perspective: high things lean outward and hide what is behind.

    `size` is (columns, rows) of the picture. Marches each ray down through the height map.
    """
    cols, rows = size
    big_rows, big_cols = height.shape
    y, x = np.mgrid[0:rows, 0:cols].astype(np.float32)
    fx, fy = (x - cols / 2) / np.float32(cols / 2), (y - rows / 2) / np.float32(cols / 2)
    # A leaning camera sees the far side smaller.
    depth = 1.0 + np.float32(0.32 * view.lean[0]) * fx + np.float32(0.32 * view.lean[1]) * fy
    base_x = big_cols / 2 + fx * np.float32(cols / 2 * view.zoom) / depth
    base_y = big_rows / 2 + fy * np.float32(cols / 2 * view.zoom) / depth
    # Towards the camera a point at height h appears displaced outward by h times this tangent.
    tx = np.float32(view.spread) * fx + np.float32(view.lean[0])
    ty = np.float32(view.spread) * fy + np.float32(view.lean[1])
    top = float(height.max())
    steepest = float(np.sqrt(tx**2 + ty**2).max())
    steps = int(np.clip(top * steepest / 1.2, 2, 40))
    found = np.zeros((rows, cols), np.float32)
    before = np.full((rows, cols), -1.0, np.float32)
    done = np.zeros((rows, cols), bool)
    step = top / steps
    for k in range(steps, -1, -1):
        level = np.float32(k * step)
        here = cv2.remap(height, base_x - tx * level, base_y - ty * level, cv2.INTER_LINEAR)
        gap = here - level
        hit = (gap >= 0) & ~done
        share = np.where(k < steps, gap / np.maximum(gap - before, 1e-3), 0.0)
        found[hit] = (level + step * np.clip(share, 0, 1))[hit]
        done |= hit
        before = gap
    map_x, map_y = base_x - tx * found, base_y - ty * found
    seen = cv2.remap(radiance, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    part = cv2.remap(part, map_x, map_y, cv2.INTER_NEAREST)
    scratch = cv2.remap(scratch, map_x, map_y, cv2.INTER_NEAREST)
    return seen, part, scratch


def expose(rng: np.random.Generator, seen: Map, taking: Taking, unit: float) -> npt.NDArray[np.uint8]:
    """From radiance to RGB bytes: light falloff, lens, motion, sensor noise, tone curve."""
    rows, cols = seen.shape[:2]
    x = np.linspace(-1, 1, cols, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None] * np.float32(rows / cols)
    around = rng.uniform(0, 2 * np.pi)
    lamp = 1.0 + taking.falloff * (x * np.float32(np.cos(around)) + y * np.float32(np.sin(around)))
    lens = 1.0 / (1.0 + taking.vignette * (x * x + y * y)) ** 2
    # Metered on the middle tones so that a shiny scene and a dull one come out alike.
    meter = 0.16 / (float(np.mean(np.minimum(seen, 1.2))) * 0.6 + 0.05)
    light = seen * (lamp * lens * np.float32(taking.exposure * meter))[:, :, None] * np.array(taking.white, np.float32)

    bright = cv2.resize(np.clip(light - 0.9, 0, 4), (cols // 4, rows // 4), interpolation=cv2.INTER_AREA)
    glow = cv2.GaussianBlur(bright, (0, 0), 3.0 * unit)
    light = light + cv2.resize(glow, (cols, rows)) * np.float32(0.25)
    if taking.motion > 1.0:
        light = cv2.filter2D(light, -1, _streak(taking.motion * unit, taking.motion_angle))
    light = cv2.GaussianBlur(light, (0, 0), max(0.45, taking.blur * unit))

    shot = rng.standard_normal((rows, cols, 3), dtype=np.float32)
    shot = cv2.GaussianBlur(shot, (0, 0), 0.55) * np.float32(1.6)
    blotch = fractal(rng, (rows, cols), 5.0 * unit, 1)[:, :, None] * np.array((0.25, -0.1, 0.3), np.float32)
    sigma = np.sqrt(np.float32(taking.gain) * (np.clip(light, 0, 2) * np.float32(0.0016) + np.float32(0.00006)))
    light = light + sigma * (shot + blotch)
    # A soft shoulder keeps highlights, then the usual gamma.
    tone = np.clip(light, 0.0, None)
    tone = tone * (1.0 + tone * 0.06) / (1.0 + tone * 0.72) * 1.62
    return (np.clip(tone, 0, 1) ** np.float32(1 / 2.2) * 255.0 + 0.5).astype(np.uint8)


def _streak(length: float, angle: float) -> Map:
    """A line kernel that sums to 1; `length` in pixels."""
    side = int(np.ceil(length)) | 1
    kernel = np.zeros((side, side), np.uint8)
    middle = (side - 1) / 2
    dx, dy = np.cos(angle) * (length - 1) / 2, np.sin(angle) * (length - 1) / 2
    ends = np.array(((middle - dx, middle - dy), (middle + dx, middle + dy)))
    cv2.line(kernel, *(tuple(int(v * 16) for v in end) for end in ends), 255, 1, cv2.LINE_AA, 4)
    out = kernel.astype(np.float32)
    return out / max(float(out.sum()), 1.0)
