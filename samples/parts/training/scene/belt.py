"""The conveyor belt: three constructions, each worn and soiled. Its scratches are not labelled."""

from __future__ import annotations

import cv2
import numpy as np

from .noise import fractal, line_noise, smoothstep, value_noise
from .types import Map, Surface

KINDS = ("rubber", "woven", "modular")

_COLOURS = {
    "rubber": ((0.030, 0.030, 0.032), (0.055, 0.054, 0.052), (0.085, 0.080, 0.074)),
    "woven": ((0.030, 0.130, 0.075), (0.040, 0.085, 0.200), (0.420, 0.410, 0.380), (0.060, 0.062, 0.064)),
    "modular": ((0.050, 0.140, 0.330), (0.380, 0.390, 0.390), (0.110, 0.112, 0.115), (0.330, 0.320, 0.280)),
}


def make_belt(rng: np.random.Generator, shape: tuple[int, int], unit: float, kind: str) -> Surface:
    """An empty belt of `shape` pixels; `unit` is the number of pixels a unit (1/640 of the width)."""
    rows, cols = shape
    y, x = np.mgrid[0:rows, 0:cols].astype(np.float32)
    turn = rng.normal(0.0, 0.06) + (np.pi / 2 if rng.random() < 0.35 else 0.0)
    along = x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn))
    across = y * np.float32(np.cos(turn)) - x * np.float32(np.sin(turn))
    colours = _COLOURS[kind]
    base = np.array(colours[rng.integers(len(colours))], np.float32) * np.float32(rng.uniform(0.75, 1.3))

    if kind == "rubber":
        relief, tone = _rubber(rng, shape, unit)
    elif kind == "woven":
        relief, tone = _woven(rng, along / unit, across / unit)
    else:
        relief, tone = _modular(rng, along / unit, across / unit)

    relief = (relief * unit).astype(np.float32)
    tone = (tone * _wear(rng, shape, unit, across)).astype(np.float32)
    slope_x = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    slope_y = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    stain = _stains(rng, shape, unit)
    albedo = base[None, None, :] * tone[:, :, None]
    dirt = np.array((0.045, 0.038, 0.030), np.float32)
    albedo += (dirt - albedo) * (0.75 * stain)[:, :, None]
    rough = (0.55 if kind == "rubber" else 0.45) - 0.3 * stain
    albedo = _scuffs(rng, albedo, unit, turn)
    return Surface(
        height=np.zeros(shape, np.float32),
        slope_x=slope_x,
        slope_y=slope_y,
        albedo=np.clip(albedo, 0.004, 0.9),
        metal=np.zeros(shape, np.float32),
        rough=rough,
        part=np.zeros(shape, np.int16),
        scratch=np.zeros(shape, np.int16),
    )


def _rubber(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> tuple[Map, Map]:
    """Fine pebbled grain; the tone follows it a little because dust sits in the hollows."""
    grain = fractal(rng, shape, rng.uniform(2.2, 4.0) * unit, 2)
    return grain * np.float32(rng.uniform(0.10, 0.25)), 1.0 + 0.10 * grain


def _woven(rng: np.random.Generator, along: Map, across: Map) -> tuple[Map, Map]:
    """Plain weave under PVC: warp and weft rise in turn. Coordinates in units."""
    pitch = rng.uniform(4.5, 8.0)
    u, v = along * np.float32(np.pi / pitch), across * np.float32(np.pi / pitch)
    relief = np.sin(u) * np.sin(v)
    threads = 0.3 * np.abs(np.cos(u)) + 0.3 * np.abs(np.cos(v))
    return (relief + threads) * np.float32(rng.uniform(0.25, 0.6)), 0.94 + 0.10 * relief


def _modular(rng: np.random.Generator, along: Map, across: Map) -> tuple[Map, Map]:
    """Plastic links laid like bricks, with hinge gaps between rows. Coordinates in units."""
    pitch, link = rng.uniform(42.0, 64.0), rng.uniform(80.0, 150.0)
    row = along / np.float32(pitch)
    index = np.floor(row)
    in_row = np.abs(row - index - 0.5) * 2.0
    brick = across / np.float32(link) + 0.5 * (index % 2)
    in_brick = np.abs(brick - np.floor(brick) - 0.5) * 2.0
    fingers = np.abs(((across / 13.0) % 1.0) - 0.5) * 2.0
    # The hinge is a comb: fingers of one row reach between those of the next.
    edge = 0.94 - 0.10 * (fingers > 0.5)
    gap = np.clip((in_row - edge + 0.03) / 0.07, 0, 1)
    gap = np.maximum(gap, smoothstep(in_brick, 0.975, 0.99))
    return -gap * 2.0, 1.0 - 0.8 * gap


def _wear(rng: np.random.Generator, shape: tuple[int, int], unit: float, across: Map) -> Map:
    """Tone of use: cloudy dust, and lanes polished by what slid along."""
    clouds = fractal(rng, shape, 150.0 * unit, 3)
    lanes = line_noise(rng, across + 4000.0, rng.uniform(3.0, 14.0) * unit)
    return 1.0 + np.float32(rng.uniform(0.04, 0.13)) * clouds + np.float32(rng.uniform(0.01, 0.07)) * lanes


def _stains(rng: np.random.Generator, shape: tuple[int, int], unit: float) -> Map:
    """How much oil and grime lies at a point, 0 to 1."""
    level = rng.uniform(1.4, 2.6)
    blots = smoothstep(fractal(rng, shape, 70.0 * unit, 3), level, level + 0.5)
    specks = smoothstep(value_noise(rng, shape, (3.0 * unit, 3.0 * unit)), 2.3, 2.8)
    return np.maximum(blots, specks * np.float32(rng.uniform(0.1, 0.8)))


def _scuffs(rng: np.random.Generator, albedo: Map, unit: float, turn: float) -> Map:
    """Long light lines that dragged parts leave in the belt."""
    rows, cols = albedo.shape[:2]
    layer = np.zeros((rows, cols), np.uint8)
    for _ in range(rng.poisson(6)):
        centre = rng.uniform((0.0, 0.0), (cols, rows))
        angle, reach = turn + rng.normal(0.0, 0.25), rng.uniform(15.0, 160.0) * unit
        step = np.array((np.cos(angle), np.sin(angle))) * reach
        bend = rng.normal(0.0, 6.0, 2) * unit
        points = np.array([centre - step, centre + bend, centre + step]) * 8
        cv2.polylines(layer, [points.astype(np.int32)], False, int(rng.integers(30, 120)), max(1, round(unit)), cv2.LINE_AA, 3)
    if layer.any():
        strength = layer.astype(np.float32)[:, :, None] / 255.0
        albedo = albedo + (np.float32(0.35) - albedo) * strength * np.float32(rng.uniform(0.15, 0.5))
    return albedo
