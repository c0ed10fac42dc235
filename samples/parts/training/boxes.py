"""Overlap of boxes (x1, y1, x2, y2)."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def pairwise_iou(a: Tensor, b: Tensor) -> Tensor:
    """IoU of every row of `a` (n, 4) with every row of `b` (m, 4): (n, m)."""
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = (high - low).clamp(min=0).prod(-1)
    area_a = (a[:, 2:] - a[:, :2]).clamp(min=0).prod(-1)
    area_b = (b[:, 2:] - b[:, :2]).clamp(min=0).prod(-1)
    return shared / (area_a[:, None] + area_b[None] - shared + 1e-7)


def complete_iou(a: Tensor, b: Tensor) -> Tensor:
    """Complete IoU of matching rows (n, 4): IoU less the distance of the centres and the
    difference in shape (Zheng et al., arXiv 1911.08287)."""
    size_a = (a[:, 2:] - a[:, :2]).clamp(min=1e-3)
    size_b = (b[:, 2:] - b[:, :2]).clamp(min=1e-3)
    shared = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(-1)
    iou = shared / (size_a.prod(-1) + size_b.prod(-1) - shared + 1e-7)
    around = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    distance = (a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]).pow(2).sum(-1) / 4
    angle_a, angle_b = (torch.atan(s[:, 0] / s[:, 1]) for s in (size_a, size_b))
    shape = (4 / math.pi**2) * (angle_a - angle_b).pow(2)
    with torch.no_grad():
        weight = shape / (1 - iou + shape + 1e-7)
    return iou - distance / (around.pow(2).sum(-1) + 1e-7) - weight * shape
