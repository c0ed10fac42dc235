"""The interface of everything that runs a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..vision.prediction import Array, Size
from ..vision.spec import FileFacts, Overrides


class Network(Protocol):
    """Runs tensors; may be called from several threads at once."""

    facts: FileFacts
    provider: str
    """What really runs it: cpu, cuda or tensorrt."""
    platform: str
    """Its name in the Open Inference Protocol."""

    def run(self, inputs: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
        """Blocks until the outputs are there, in the order that they are asked for."""


@dataclass(frozen=True)
class Wish:
    """How a network is to be opened."""

    model: Path
    device: str
    """auto, cpu, cuda or tensorrt."""
    threads: int
    vram_limit_mib: int | None
    imgsz: Size | None
    overrides: Overrides
    cache: Path
