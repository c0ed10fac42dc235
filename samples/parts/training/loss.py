"""What one head got wrong."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .assign import assign
from .boxes import complete_iou
from .network import Output
from .scene.types import CLASSES

BOX_WEIGHT = 7.5
CLASS_WEIGHT = 1.0
SMALL = CLASSES.index("scratch")
"""The class whose objects cover a few cells only and lie on others: left alone, it starves."""
SMALL_BOX, SMALL_CLASS = 2.0, 4.0
"""How much more its boxes and its answering cells count."""
SMALL_QUALITY = 0.4
"""Its cells aim at least at this score. They begin by predicting the part around the scratch: at
that overlap they would aim at nearly nothing, and never learn the class."""


def head_loss(output: Output, wanted: Tensor, centre: Tensor, top: int) -> Tensor:
    """Box and class loss of one head over a batch; a scalar.

    `wanted` (batch, objects, 5) is class and corners in input pixels, class -1 where there is none.
    """
    scores = output.logits.new_zeros(output.logits.shape)
    box = output.boxes.new_zeros(())
    total = output.logits.new_zeros(())
    for i, objects in enumerate(wanted):
        objects = objects[objects[:, 0] >= 0]
        if len(objects) == 0:
            continue
        found = assign(output.boxes[i].detach(), output.logits[i].detach(), centre, objects, top)
        kinds = objects[found.objects, 0].long()
        small = kinds == SMALL
        quality = torch.where(small, found.quality.clamp(min=SMALL_QUALITY), found.quality)
        scores[i, found.cells, kinds] = quality
        closeness = complete_iou(output.boxes[i, found.cells], objects[found.objects, 1:])
        box = box + ((1 - closeness) * quality * (1 + (SMALL_BOX - 1) * small)).sum()
        total = total + quality.sum()
    total = total.clamp(min=1.0)
    weight = torch.ones_like(scores)
    weight[..., SMALL] += (SMALL_CLASS - 1) * (scores[..., SMALL] > 0)
    kind = functional.binary_cross_entropy_with_logits(output.logits, scores, weight, reduction="sum")
    return (BOX_WEIGHT * box + CLASS_WEIGHT * kind) / total
