"""Scratches: bundles of gouges that something hard has cut into a part."""

from __future__ import annotations

import cv2
import numpy as np

from .material import Finish
from .types import Map, Patch

SMALLEST = 14.0
"""A scratch is at least this many units wide and high: smaller ones drown in the tool marks."""
SOLID = 0.4
"""Strength from which a point counts as scratched."""
TRIES = 4
"""Places to try on one part before it stays whole."""

RUST = ((0.34, 0.095, 0.022), (0.085, 0.030, 0.012))
VERDIGRIS = ((0.11, 0.33, 0.26), (0.030, 0.095, 0.075))
"""Linear colours of corrosion, fresh and old."""
COPPER_ALLOYS = ("brass", "copper")


def add_scratch(rng: np.random.Generator, patch: Patch, finish: Finish, unit: float, reach: float) -> None:
    """Cuts one scratch into the patch and writes where it is to `patch.marks`; nothing if none fits.

    `reach` is the part's half size in units.
    """
    for _ in range(TRIES):
        strength = _strokes(rng, patch, unit, reach)
        if strength is not None:
            _cut(rng, patch, finish, strength, unit)
            patch.marks = (strength > SOLID).astype(np.float32)
            return


def _strokes(rng: np.random.Generator, patch: Patch, unit: float, reach: float) -> Map | None:
    """Where one bundle of gouges takes metal away, 0..1; None where it would be too small."""
    rows, cols = patch.inside.shape
    # Only where the surface is level and whole: not on a wall, not at the very edge.
    firm = cv2.erode(patch.inside.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=max(1, round(2 * unit)))
    top = patch.height >= np.percentile(patch.height[patch.inside], 35)
    ys, xs = np.nonzero((firm > 0) & top)
    if len(xs) < 80 * unit * unit:
        return None
    pick = rng.integers(len(xs))
    centre = np.array((xs[pick], ys[pick]), np.float32)
    length = float(rng.uniform(1.0, 1.7) * min(reach, 45.0) * unit)
    layer = np.zeros((rows, cols), np.uint8)
    angle = rng.uniform(0, np.pi)
    bend = rng.normal(0.0, 0.22)
    side = np.array((-np.sin(angle), np.cos(angle)), np.float32)
    strokes = int(rng.integers(2, 4))
    gap = rng.uniform(5.0, 8.0) * unit
    for k in range(strokes):
        t = np.linspace(-0.5, 0.5, 9, dtype=np.float32)[:, None] * rng.uniform(0.7, 1.0) + rng.normal(0, 0.08)
        turn = angle + bend * t * 2 + rng.normal(0, 0.06)
        offset = side * ((k - (strokes - 1) / 2) * gap)
        points = centre + offset + length * t * np.hstack((np.cos(turn), np.sin(turn)))
        width = max(1, int(rng.uniform(2.4, 3.8) * unit + 0.5))
        cv2.polylines(layer, [(points * 8).astype(np.int32)], False, int(rng.integers(235, 256)), width, cv2.LINE_AA, 3)
    strength = layer.astype(np.float32) / 255.0 * patch.inside
    solid = strength > SOLID
    if solid.sum() < 90 * unit * unit or min(solid.any(0).sum(), solid.any(1).sum()) < SMALLEST * unit:
        return None
    return strength


def _cut(rng: np.random.Generator, patch: Patch, finish: Finish, strength: Map, unit: float) -> None:
    """Changes relief and colour where `strength` (0..1) says that metal is gone."""
    # Nothing protects what the gouge laid bare: it corrodes, and corrosion mirrors nothing. It bleeds
    # into the finish around it; the metal pushed up beside the gouge catches the light.
    depth = rng.uniform(0.3, 0.8)
    patch.slope_x -= cv2.Sobel(strength, cv2.CV_32F, 1, 0, ksize=3, scale=0.5) * np.float32(depth * unit)
    patch.slope_y -= cv2.Sobel(strength, cv2.CV_32F, 0, 1, ksize=3, scale=0.5) * np.float32(depth * unit)
    fresh, old = np.array(VERDIGRIS if finish.name in COPPER_ALLOYS else RUST, np.float32)
    colour = fresh + (old - fresh) * np.float32(rng.uniform(0.0, 1.0))
    bleed = cv2.GaussianBlur(strength, (0, 0), 2.0 * unit)
    bleed = np.maximum(np.clip(bleed * rng.uniform(0.5, 1.0), 0, 0.7), strength * rng.uniform(0.92, 1.0)) * patch.inside
    patch.albedo += (colour - patch.albedo) * bleed[:, :, None]
    patch.rough += (np.float32(0.8) - patch.rough) * bleed
    patch.metal *= 1.0 - bleed
