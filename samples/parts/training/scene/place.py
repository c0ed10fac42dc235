"""Lays parts on the belt and on each other."""

from __future__ import annotations

import numpy as np

from .material import Finish, make_skin
from .parts import Part
from .scratch import add_scratch
from .types import Patch, Placed, Surface


def make_patch(
    rng: np.random.Generator, part: Part, finish: Finish, label: int, centre: tuple[float, float],
    unit: float, age: float, scratched: bool,
) -> Patch:
    """Draws one part, turned at random, about `centre` (x, y in pixels of the surface)."""
    half = int(np.ceil(part.reach * unit)) + 1
    left, top = int(centre[0]) - half, int(centre[1]) - half
    ys, xs = np.mgrid[0 : 2 * half + 1, 0 : 2 * half + 1].astype(np.float32)
    xs = (xs + (left - centre[0])) / np.float32(unit)
    ys = (ys + (top - centre[1])) / np.float32(unit)
    turn = rng.uniform(0, 2 * np.pi)
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    x, y = xs * c + ys * s, ys * c - xs * s
    height, inside = part.draw(x, y)
    skin = make_skin(rng, finish, xs, ys, unit, turned=label in (1, 2, 3) and rng.random() < 0.7, age=age)
    patch = Patch(
        top, left, height.astype(np.float32) * np.float32(unit), inside,
        skin.slope_x, skin.slope_y, skin.albedo, skin.metal, skin.rough, np.zeros_like(height),
    )
    if scratched:
        add_scratch(rng, patch, finish, unit, min(part.reach, 60.0))
    return patch


def covered_share(surface: Surface, patch: Patch, areas: dict[int, int], parts_only: bool = False) -> float:
    """The largest share of one object's area that the patch would hide, 0 to 1."""
    window, cut = _windows(surface, patch)
    inside = patch.inside[cut]
    worst = 0.0
    for ids in (surface.part[window],) if parts_only else (surface.part[window], surface.scratch[window]):
        counts = np.bincount(ids[inside].ravel())
        for number in np.nonzero(counts)[0]:
            if number:
                worst = max(worst, counts[number] / areas[int(number)])
    return worst


def lay(surface: Surface, patch: Patch, label: int, number: int) -> list[Placed]:
    """Puts the patch on the surface as object `number` (and `number` + 1 for its scratch)."""
    window, cut = _windows(surface, patch)
    inside = patch.inside[cut]
    below = surface.height[window]
    base = _rest(below, inside)
    height = patch.height[cut] + base
    shows = inside & (height > below)
    for target, value in (
        (surface.height, height), (surface.slope_x, patch.slope_x[cut]), (surface.slope_y, patch.slope_y[cut]),
        (surface.albedo, patch.albedo[cut]), (surface.metal, patch.metal[cut]), (surface.rough, patch.rough[cut]),
    ):
        target[window][shows] = value[shows]
    surface.part[window][shows] = number
    marks = (patch.marks[cut] > 0) & shows
    surface.scratch[window][shows] = 0
    placed = [Placed(label, number, int(patch.inside.sum()))]
    if patch.marks.any():
        surface.scratch[window][marks] = number + 1
        placed.append(Placed(4, number + 1, int(patch.marks.sum())))
    return placed


def _windows(surface: Surface, patch: Patch) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The patch's place on the surface, and the part of the patch that lies on it."""
    rows, cols = surface.height.shape
    h, w = patch.inside.shape
    y0, y1 = max(patch.top, 0), min(patch.top + h, rows)
    x0, x1 = max(patch.left, 0), min(patch.left + w, cols)
    y1, x1 = max(y1, y0), max(x1, x0)
    return (slice(y0, y1), slice(x0, x1)), (
        slice(y0 - patch.top, y1 - patch.top), slice(x0 - patch.left, x1 - patch.left))


def _rest(below: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The plane that a part comes to rest on: level on the belt, tilted when it lies on another."""
    h, w = below.shape
    high = inside & (below > 1.0)
    if not high.any():
        return np.zeros((h, w), np.float32)
    ys, xs = np.nonzero(high)
    lift = float(np.percentile(below[high], 90))
    middle = np.array((w / 2, h / 2))
    towards = np.array((xs.mean(), ys.mean())) - middle
    distance = float(np.linalg.norm(towards)) + 1e-3
    reach = max(h, w) / 2
    slope = min(lift / (distance + reach), 0.45)
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    along = ((xs - middle[0]) * towards[0] + (ys - middle[1]) * towards[1]) / distance
    return np.maximum(lift + (along - distance) * slope, 0.0).astype(np.float32)
