"""Scratches: bundles of gouges that something hard has cut into a part."""

from __future__ import annotations

import cv2
import numpy as np

from .types import Map, Patch


SMALLEST = 14.0
"""A scratch is at least this many units wide and high: smaller ones drown in the tool marks."""


def add_scratch(rng: np.random.Generator, patch: Patch, unit: float, reach: float) -> bool:
    """Cuts one scratch into the patch and writes where it is to `patch.marks`; False if none fits.

    `reach` is the part's half size in units.
    """
    rows, cols = patch.inside.shape
    # Only where the surface is level and whole: not on a wall, not at the very edge.
    firm = cv2.erode(patch.inside.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=max(1, round(2 * unit)))
    top = patch.height > np.percentile(patch.height[patch.inside], 35)
    ys, xs = np.nonzero((firm > 0) & top)
    if len(xs) < 80 * unit * unit:
        return False
    pick = rng.integers(len(xs))
    centre = np.array((xs[pick], ys[pick]), np.float32)
    length = float(rng.uniform(1.0, 1.7) * min(reach, 40.0) * unit)
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
    solid = strength > 0.4
    if solid.sum() < 90 * unit * unit or min(solid.any(0).sum(), solid.any(1).sum()) < SMALLEST * unit:
        return False
    _cut(rng, patch, strength, unit)
    patch.marks = solid.astype(np.float32)
    return True


def _cut(rng: np.random.Generator, patch: Patch, strength: Map, unit: float) -> None:
    """Changes relief and colour where `strength` (0..1) says that metal is gone."""
    # Torn metal scatters light instead of mirroring it: paler than the finish around it from
    # everywhere. Its edge is pushed up and undercut, and looks dark.
    depth = rng.uniform(0.3, 0.8)
    patch.slope_x -= cv2.Sobel(strength, cv2.CV_32F, 1, 0, ksize=3, scale=0.5) * np.float32(depth * unit)
    patch.slope_y -= cv2.Sobel(strength, cv2.CV_32F, 0, 1, ksize=3, scale=0.5) * np.float32(depth * unit)
    core, edge = float(rng.uniform(0.7, 0.9)), 0.02
    rim = np.clip(cv2.GaussianBlur(strength, (0, 0), 1.2 * unit) - strength, 0, 1) * patch.inside
    patch.albedo += (np.float32(edge) - patch.albedo) * np.clip(rim * rng.uniform(0.6, 1.4), 0, 0.6)[:, :, None]
    patch.albedo += (np.float32(core) - patch.albedo) * (strength * np.float32(rng.uniform(0.92, 1.0)))[:, :, None]
    patch.rough += (np.float32(0.8) - patch.rough) * strength
    patch.metal *= 1.0 - strength
