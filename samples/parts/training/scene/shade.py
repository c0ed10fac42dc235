"""Turns a surface and its light into the radiance that the camera sees."""

from __future__ import annotations

import cv2
import numpy as np

from .light import BLURS, SIZE, Light
from .noise import smoothstep
from .types import Map, Surface


def shade(surface: Surface, light: Light, unit: float, spread: float) -> Map:
    """Linear RGB radiance of every surface point.

    `spread` is how far the line of sight leans at the picture's edge (tangent).
    """
    rows, cols = surface.height.shape
    # Rounding the height map breaks every edge, as tumbling does, and edges catch the light.
    round_height = cv2.GaussianBlur(surface.height, (0, 0), 0.55 * unit + 0.2)
    nx = -np.clip(cv2.Sobel(round_height, cv2.CV_32F, 1, 0, ksize=3, scale=0.125), -5, 5) - surface.slope_x
    ny = -np.clip(cv2.Sobel(round_height, cv2.CV_32F, 0, 1, ksize=3, scale=0.125), -5, 5) - surface.slope_y
    scale = 1.0 / np.sqrt(nx * nx + ny * ny + 1.0)
    nx, ny, nz = nx * scale, ny * scale, scale

    vx = -np.linspace(-spread, spread, cols, dtype=np.float32)[None, :]
    vy = -np.linspace(-spread, spread, rows, dtype=np.float32)[:, None] * np.float32(rows / cols)
    facing = 2.0 * (nx * vx + ny * vy + nz)
    mirror_x, mirror_y = facing * nx - vx, facing * ny - vy
    mirror_z = facing * nz - 1.0
    # A direction below the horizon sees the belt: the rim of the direction map.
    push = np.where(mirror_z < 0.0, 1.5, 1.0).astype(np.float32)
    shine = _look_up(light.atlas, mirror_x * push, mirror_y * push, surface.rough)

    lit = np.clip(nx * light.sun[0] + ny * light.sun[1] + nz * light.sun[2], 0.0, None)
    shadow = cast_shadow(surface.height, light, unit)
    open_sky = occlusion(surface.height, unit)
    body = (lit * (1.0 - shadow))[:, :, None] * light.sun_colour
    body += (open_sky * (0.6 + 0.4 * nz))[:, :, None] * light.fill
    # Part of what a metal mirrors is the lamp itself, and the shadow hides that part.
    shine *= (open_sky * (1.0 - 0.55 * shadow))[:, :, None]

    metal = surface.metal[:, :, None]
    fresnel = 0.04 + 0.5 * (1.0 - np.clip(nz, 0, 1)) ** 4
    coat = (1.0 - surface.metal) * fresnel
    return surface.albedo * (body * (1.0 - metal) + shine * metal) + shine * coat[:, :, None]


def _look_up(atlas: Map, x: Map, y: Map, rough: Map) -> Map:
    """Reads the direction map at unit-vector x, y, from the copy that fits the roughness."""
    across = np.clip((x / np.float32(1.12) * 0.5 + 0.5) * (SIZE - 1), 0, SIZE - 1)
    down = np.clip((y / np.float32(1.12) * 0.5 + 0.5) * (SIZE - 1), 0, SIZE - 1)
    level = np.clip(rough * np.float32(len(BLURS) / 0.7), 0, len(BLURS) - 1.001)
    low = np.floor(level)
    first = cv2.remap(atlas, across, down + low * SIZE, cv2.INTER_LINEAR)
    second = cv2.remap(atlas, across, down + (low + 1) * SIZE, cv2.INTER_LINEAR)
    return first + (second - first) * (level - low)[:, :, None]


def cast_shadow(height: Map, light: Light, unit: float) -> Map:
    """Share of the lamp that other parts hide, 0..1; the penumbra widens with distance."""
    rows, cols = height.shape
    small = cv2.resize(height, (cols // 2, rows // 2), interpolation=cv2.INTER_AREA)
    flat = float(np.hypot(light.sun[0], light.sun[1]))
    rise = float(light.sun[2]) / max(flat, 1e-3)
    far = float(small.max()) / rise
    hidden = np.zeros_like(small)
    steps = int(np.clip(far / (2.0 * unit), 4, 22))
    for k in range(1, steps + 1):
        distance = far * k / steps
        sx, sy = light.sun[0] / flat * distance / 2, light.sun[1] / flat * distance / 2
        move = np.array(((1, 0, -sx), (0, 1, -sy)), np.float32)
        caster = cv2.warpAffine(small, move, (small.shape[1], small.shape[0]), flags=cv2.INTER_LINEAR)
        above = caster - small - distance * rise
        hidden = np.maximum(hidden, np.clip(above / (0.8 * unit + light.softness * distance) + 0.35, 0.0, 1.0) * (above > -2 * unit))
    hidden = cv2.GaussianBlur(hidden, (0, 0), 0.6 * unit + light.softness * 1.2 * unit)
    return cv2.resize(smoothstep(hidden, 0.3, 1.0), (cols, rows), interpolation=cv2.INTER_LINEAR)


def occlusion(height: Map, unit: float) -> Map:
    """How open the sky is above a point, 0..1: dark where parts meet the belt."""
    rows, cols = height.shape
    small = cv2.resize(height, (cols // 2, rows // 2), interpolation=cv2.INTER_AREA)
    near = cv2.GaussianBlur(small, (0, 0), 1.8 * unit)
    wide = cv2.GaussianBlur(cv2.resize(small, (cols // 4, rows // 4)), (0, 0), 3.5 * unit)
    wide = cv2.resize(wide, (small.shape[1], small.shape[0]))
    dark = np.clip(near - small, 0, None) / (7.0 * unit) + np.clip(wide - small, 0, None) / (14.0 * unit)
    return cv2.resize(1.0 / (1.0 + 1.3 * dark), (cols, rows), interpolation=cv2.INTER_LINEAR)
