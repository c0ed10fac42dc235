"""Smooth random fields, the raw material of every texture here."""

from __future__ import annotations

import cv2
import numpy as np

from .types import Map


def value_noise(rng: np.random.Generator, shape: tuple[int, int], cell: tuple[float, float]) -> Map:
    """One octave of zero-mean noise of deviation about 1; `cell` = (rows, columns) of a bump in pixels."""
    rows = max(2, int(shape[0] / max(cell[0], 1.0)) + 2)
    cols = max(2, int(shape[1] / max(cell[1], 1.0)) + 2)
    grid = rng.standard_normal((rows, cols), dtype=np.float32)
    return cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def fractal(rng: np.random.Generator, shape: tuple[int, int], cell: float, octaves: int = 3) -> Map:
    """Octaves of value noise, each half as large and half as strong as the one before."""
    total = value_noise(rng, shape, (cell, cell))
    for k in range(1, octaves):
        size = cell / 2**k
        if size < 1.0:
            break
        total += value_noise(rng, shape, (size, size)) * np.float32(0.55**k)
    return total


def smoothstep(x: Map, low: float, high: float) -> Map:
    """0 below `low`, 1 above `high`, a smooth ramp between."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def line_noise(rng: np.random.Generator, coordinate: Map, step: float) -> Map:
    """Noise that varies along one coordinate only: grooves left by a brush or a lathe tool.

    `coordinate` is in pixels, `step` is the groove width in pixels.
    """
    table = rng.standard_normal(1024).astype(np.float32)
    at = np.abs(coordinate) * np.float32(1.0 / step)
    low = at.astype(np.int32)
    part = at - low
    return table[low & 1023] * (1.0 - part) + table[(low + 1) & 1023] * part
