"""One picture from one seed: sets the scene, draws it, and labels what can be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .belt import KINDS, make_belt
from .camera import Taking, View, expose, project
from .light import make_light
from .material import FINISHES, Finish
from .parts import make_part
from .place import covered_share, lay, make_patch
from .shade import shade
from .types import CLASSES, Ids, Map, Picture, Placed

VISIBLE = 0.3
"""An object is labelled when at least this share of its area is in the picture and not hidden."""
SMALLEST = 6.0
"""... and its box is at least this many units wide and high."""
MARGIN = 1.2
"""The surface is larger than the picture by this factor, so that perspective never looks past its end."""


SCRATCHED = (1, 2, 3)
"""Nuts, washers and gears get scratches: across the thread of a bolt nobody could tell one."""


@dataclass
class Plan:
    """What to draw; None means chosen at random from the seed."""

    count: int | None = None
    belt: str | None = None
    finish: str | None = None
    exposure: float | None = None
    gain: float | None = None
    motion: float | None = None
    blur: float | None = None
    scale: float | None = None


def make_picture(seed: int, index: int, width: int, plan: Plan | None = None) -> Picture:
    """Draws picture `index` of the series `seed`, `width` × ¾ `width` pixels; the same every time."""
    rng = np.random.default_rng((seed, index))
    plan = plan or Plan()
    unit = width / 640
    cols, rows = width, width * 3 // 4
    shape = (int(rows * MARGIN) + int(40 * unit), int(cols * MARGIN) + int(40 * unit))
    belt = plan.belt or KINDS[rng.integers(len(KINDS))]
    surface = make_belt(rng, shape, unit, belt)
    ground = surface.albedo[::16, ::16].mean((0, 1))

    count = plan.count if plan.count is not None else _count(rng)
    scale = plan.scale or float(rng.uniform(0.75, 1.2) * (0.8 if count > 13 else 1.0))
    placed = _populate(rng, surface, plan, count, scale, unit, (cols, rows))
    view = View(float(rng.uniform(0.12, 0.4)), (float(rng.normal(0, 0.07)), float(rng.normal(0, 0.10))), 1.0)
    radiance = shade(surface, make_light(rng, ground), unit, view.spread)
    seen, part, scratch = project(radiance, surface.height, surface.part, surface.scratch, view, (cols, rows))
    taking = _taking(rng, plan)
    boxes = _label(part, scratch, placed, unit)
    return Picture(expose(rng, seen, taking, unit), boxes, {"belt": belt, "count": str(count)})


def _count(rng: np.random.Generator) -> int:
    """How many parts: sometimes none, mostly a handful, at times a crowd."""
    kind = rng.random()
    if kind < 0.02:
        return 0
    if kind < 0.2:
        return int(rng.integers(1, 5))
    return int(rng.integers(5, 14)) if kind < 0.75 else int(rng.integers(14, 25))


def _populate(
    rng: np.random.Generator, surface, plan: Plan, count: int, scale: float, unit: float, size: tuple[int, int],
) -> list[Placed]:
    """Lays up to `count` parts; gives up on one that finds no place."""
    placed: list[Placed] = []
    areas: dict[int, int] = {}
    named = [f for f in FINISHES if f.name == plan.finish]
    batch: list[Finish] = named or [FINISHES[i] for i in rng.integers(len(FINISHES), size=int(rng.integers(1, 6)))]
    age = float(rng.beta(1.2, 2.5))
    overlap = 0.0 if rng.random() < 0.3 else 0.28
    rows, cols = surface.height.shape
    for _ in range(count):
        label = int(rng.integers(4))
        part = make_part(rng, label, scale)
        finish = batch[rng.integers(len(batch))]
        for _ in range(10):
            # The centre stays within the picture, or so little outside that most of a part shows.
            x = cols / 2 + rng.uniform(-0.5, 0.5) * size[0]
            y = rows / 2 + rng.uniform(-0.5, 0.5) * size[1]
            if _free(surface, part.reach * unit, x, y, overlap):
                break
        else:
            continue
        patch = make_patch(rng, part, finish, label, (x, y), unit, age, label in SCRATCHED and bool(rng.random() < 0.3))
        if covered_share(surface, patch, areas) > overlap:
            continue
        for item in lay(surface, patch, label, len(areas) + 1):
            placed.append(item)
            areas[item.number] = item.area
    return placed


def _free(surface, reach: float, x: float, y: float, overlap: float) -> bool:
    """A quick look whether a disc of `reach` pixels is mostly free."""
    y0, y1, x0, x1 = (int(max(v, 0)) for v in (y - reach, y + reach, x - reach, x + reach))
    window = surface.part[y0:y1:4, x0:x1:4]
    return window.size > 0 and float((window > 0).mean()) <= overlap * 0.7


def _taking(rng: np.random.Generator, plan: Plan) -> Taking:
    """Exposure, gain, white balance, blur and vignette of this picture."""
    exposure = plan.exposure or float(np.exp(rng.normal(0.0, 0.32)))
    gain = plan.gain or float(np.exp(rng.normal(-0.2, 0.8)) / max(exposure, 0.4))
    white = rng.normal(0.0, 0.05)
    motion = plan.motion if plan.motion is not None else float(rng.uniform(1, 7) if rng.random() < 0.2 else 0.0)
    blur = plan.blur if plan.blur is not None else float(rng.uniform(0.3, 0.7) + (rng.random() < 0.12) * rng.uniform(0.2, 0.7))
    return Taking(
        exposure, min(gain, 8.0), (1.0 + white, 1.0 + rng.normal(0, 0.015), 1.0 - white), blur, motion,
        float(rng.normal(0, 0.05)), float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.0, 0.35)),
    )


def _label(part: Ids, scratch: Ids, placed: list[Placed], unit: float) -> Map:
    """Tight boxes of what can be seen: rows of class, x1, y1, x2, y2 in pixels."""
    boxes: list[tuple[float, ...]] = []
    for item in placed:
        mask = (scratch if CLASSES[item.label] == "scratch" else part) == item.number
        seen = int(mask.sum())
        if seen < VISIBLE * item.area:
            continue
        xs, ys = np.nonzero(mask.any(0))[0], np.nonzero(mask.any(1))[0]
        box = (float(xs[0]), float(ys[0]), float(xs[-1] + 1), float(ys[-1] + 1))
        if min(box[2] - box[0], box[3] - box[1]) >= SMALLEST * unit:
            boxes.append((float(item.label), *box))
    return np.array(boxes, np.float32).reshape(-1, 5)
