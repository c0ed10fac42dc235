"""Decides which cells answer for which object (task-aligned assignment, Feng et al., arXiv 2108.07755)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .boxes import pairwise_iou

SCORE_POWER = 0.5
OVERLAP_POWER = 6.0
"""How score and overlap weigh in the alignment; both heads use the same, or they would disagree."""
REACH = 12.0
"""A cell may answer for an object when its centre lies in the box, or within a square of this many
pixels about the middle of a smaller one."""


@dataclass
class Targets:
    """`cells` (n,) indices of the answering cells, `objects` (n,) which object each answers for,
    `quality` (n,) the score in 0 to 1 that the cell should give."""

    cells: Tensor
    objects: Tensor
    quality: Tensor


@torch.no_grad()
def assign(boxes: Tensor, logits: Tensor, centre: Tensor, wanted: Tensor, top: int) -> Targets:
    """Assigns the objects of one picture.

    `boxes` (cells, 4) and `logits` (cells, classes) are predictions, `centre` (cells, 2) the cells'
    centres, `wanted` (n, 5) class and corners of the objects; `top` cells answer for each.
    """
    kinds, corners = wanted[:, 0].long(), wanted[:, 1:]
    middle = (corners[:, :2] + corners[:, 2:]) / 2
    half = ((corners[:, 2:] - corners[:, :2]) / 2).clamp(min=REACH / 2)
    near = ((centre[None] - middle[:, None]).abs() < half[:, None]).all(-1)
    overlap = pairwise_iou(corners, boxes)
    score = logits.sigmoid()[:, kinds].T
    alignment = score.pow(SCORE_POWER) * overlap.pow(OVERLAP_POWER)
    alignment = torch.where(near, alignment + 1e-9, torch.zeros_like(alignment))
    best, cells = alignment.topk(min(top, alignment.shape[1]), 1)
    chosen = torch.zeros_like(alignment).scatter_(1, cells, (best > 0).float()) > 0
    # A cell that several objects chose answers for the one that it overlaps most.
    contested = chosen.sum(0) > 1
    if contested.any():
        winner = torch.where(chosen, overlap, overlap.new_tensor(-1.0)).argmax(0)
        rows = torch.arange(len(wanted))[:, None]
        chosen &= ~contested[None] | (rows == winner[None])
    objects, cells = chosen.nonzero(as_tuple=True)
    kept = torch.where(chosen, alignment, torch.zeros_like(alignment))
    # The best cell of an object aims at its own overlap, the others at less.
    peak = kept.amax(1, keepdim=True).clamp(min=1e-12)
    reach = torch.where(chosen, overlap, torch.zeros_like(overlap)).amax(1, keepdim=True)
    quality = (kept / peak * reach)[objects, cells]
    return Targets(cells, objects, quality)
