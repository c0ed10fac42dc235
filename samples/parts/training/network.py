"""The detector: a small convolutional pyramid with two heads that are trained together.

One head answers with several predictions an object and needs NMS; the other with one. This is the
dual assignment of Wang et al., "YOLOv10: Real-Time End-to-End Object Detection" (arXiv 2405.14458);
the pyramid follows CSPNet (1911.11929) and PANet (1803.01534). Boxes are regressed directly as
distances to the four sides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .scene.types import CLASSES

STRIDES = (8, 16, 32)


class Unit(nn.Sequential):
    """Convolution, batch norm, ReLU (which inference engines fuse into one step)."""

    def __init__(self, cin: int, cout: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> None:
        super().__init__(
            nn.Conv2d(cin, cout, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(cout),
            nn.ReLU(inplace=True),
        )


def separable(cin: int, cout: int, stride: int = 1) -> nn.Sequential:
    """A depthwise and a pointwise convolution in place of a full one."""
    return nn.Sequential(Unit(cin, cin, 3, stride, groups=cin), Unit(cin, cout, 1))


class Stage(nn.Module):
    """Cross-stage partial block: half of the channels pass `depth` residual pairs of convolutions."""

    def __init__(self, cin: int, cout: int, depth: int) -> None:
        super().__init__()
        self.half = cout // 2
        self.split = Unit(cin, cout, 1)
        self.blocks = nn.ModuleList(nn.Sequential(Unit(self.half, self.half), Unit(self.half, self.half)) for _ in range(depth))
        self.join = Unit(self.half * (2 + depth), cout, 1)

    def forward(self, x: Tensor) -> Tensor:
        parts = list(self.split(x).split(self.half, 1))
        for block in self.blocks:
            parts.append(parts[-1] + block(parts[-1]))
        return self.join(torch.cat(parts, 1))


class Context(nn.Module):
    """Sees the neighbourhood at three scales through repeated max pooling."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.enter = Unit(channels, channels // 2, 1)
        self.leave = Unit(channels * 2, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        steps = [self.enter(x)]
        for _ in range(3):
            steps.append(functional.max_pool2d(steps[-1], 5, 1, 2))
        return self.leave(torch.cat(steps, 1))


class Head(nn.Module):
    """Predicts, for every cell of one level, 4 distances (in strides) and one logit a class."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.box = nn.Sequential(separable(channels, 32), Unit(32, 32), nn.Conv2d(32, 4, 1))
        self.kind = nn.Sequential(separable(channels, channels), nn.Conv2d(channels, len(CLASSES), 1))
        # Objects are rare: start from a score of 0.01, so that early training is not spent on that.
        nn.init.constant_(self.kind[-1].bias, -math.log(99))
        nn.init.constant_(self.box[-1].bias, 1.0)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((self.box(x), self.kind(x)), 1)


@dataclass
class Output:
    """`boxes` (batch, cells, 4) corners in input pixels; `logits` (batch, cells, classes)."""

    boxes: Tensor
    logits: Tensor


class Detector(nn.Module):
    """`many` and `one` are the two heads, one module a level each."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Unit(3, 16, 3, 2)
        self.down = nn.ModuleList((Unit(16, 32, 3, 2), Unit(32, 64, 3, 2), Unit(64, 80, 3, 2), Unit(80, 104, 3, 2)))
        self.stages = nn.ModuleList((Stage(32, 32, 1), Stage(64, 64, 2), Stage(80, 80, 2), Stage(104, 104, 1)))
        self.context = Context(104)
        self.lateral = Unit(104, 64, 1)
        self.up = nn.ModuleList((Stage(64 + 80, 64, 1), Stage(64 + 64, 64, 1)))
        self.shrink = nn.ModuleList((separable(64, 64, 2), separable(64, 64, 2)))
        self.back = nn.ModuleList((Stage(128, 64, 1), Stage(128, 64, 1)))
        self.many = nn.ModuleList(Head(64) for _ in STRIDES)
        self.one = nn.ModuleList(Head(64) for _ in STRIDES)

    def pyramid(self, x: Tensor) -> list[Tensor]:
        """Features at strides 8, 16 and 32; x is (batch, 3, height, width), RGB in 0 to 1."""
        levels = []
        x = self.stem(x)
        for down, stage in zip(self.down, self.stages):
            x = stage(down(x))
            levels.append(x)
        _, p3, p4, p5 = levels
        n5 = self.lateral(self.context(p5))
        n4 = self.up[0](torch.cat((functional.interpolate(n5, scale_factor=2.0), p4), 1))
        o3 = self.up[1](torch.cat((functional.interpolate(n4, scale_factor=2.0), p3), 1))
        o4 = self.back[0](torch.cat((self.shrink[0](o3), n4), 1))
        return [o3, o4, self.back[1](torch.cat((self.shrink[1](o4), n5), 1))]

    def read(self, heads: nn.ModuleList, features: list[Tensor]) -> Output:
        """Runs one set of heads and turns distances into corners."""
        boxes, logits = [], []
        for head, feature, stride in zip(heads, features, STRIDES):
            raw = head(feature).flatten(2).transpose(1, 2)
            centre = centres(feature.shape[2], feature.shape[3], stride).to(raw)
            distance = functional.softplus(raw[..., :4]) * stride
            boxes.append(torch.cat((centre - distance[..., :2], centre + distance[..., 2:]), -1))
            logits.append(raw[..., 4:])
        return Output(torch.cat(boxes, 1), torch.cat(logits, 1))

    def forward(self, x: Tensor) -> tuple[Output, Output]:
        """Both heads' answers, for training. The single head learns on the other's features."""
        features = self.pyramid(x)
        return self.read(self.many, features), self.read(self.one, [f.detach() for f in features])


def centres(rows: int, cols: int, stride: int) -> Tensor:
    """(rows · cols, 2): x and y of every cell's centre in input pixels, row by row."""
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(cols), indexing="ij")
    return (torch.stack((x, y), -1).reshape(-1, 2).float() + 0.5) * stride


def all_centres(height: int, width: int) -> Tensor:
    """Centres of all cells of all levels, in the order of `Output`."""
    return torch.cat([centres(height // s, width // s, s) for s in STRIDES])
