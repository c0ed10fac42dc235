"""Loading a model: from its file to a network that has run once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .backends.network import Network, Wish
from .backends.open_network import open_network
from .vision.model import Model
from .vision.prediction import Array, Size
from .vision.resolve import resolve


@dataclass(frozen=True)
class LoadedModel:
    """What is loaded and how it went."""

    name: str
    model: Model
    bytes: int
    sha256: str
    workers: int
    threads: int
    load_ms: float
    warmup_ms: float


def load(
    wish: Wish, name: str, workers: int, progress: Callable[[str], None], warn: Callable[[str], None]
) -> LoadedModel:
    """Blocks until the model is loaded and warm.

    :raises ModelError: one sentence that says why the file cannot be used and what to do.
    """
    start = time.perf_counter()
    network = open_network(wish, progress, warn)
    spec = resolve(network.facts, wish.overrides, lambda size: _shapes(network, size))
    loaded = time.perf_counter()
    _run(network, spec.input.size)
    warm = time.perf_counter()
    return LoadedModel(
        name=name,
        model=Model(network, spec),
        bytes=wish.model.stat().st_size,
        sha256=file_hash(wish.model),
        workers=workers,
        threads=wish.threads,
        load_ms=(loaded - start) * 1000,
        warmup_ms=(warm - loaded) * 1000,
    )


def _shapes(network: Network, size: Size) -> list[tuple[int, ...]]:
    return [result.shape for result in _run(network, size)]


def _run(network: Network, size: Size) -> list[Array]:
    tensor = network.facts.inputs[0]
    shape = (1, tensor.shape[1] or 3, *size)
    blank = np.full(shape, 0, dtype=tensor.type)
    return network.run({tensor.name: blank}, [output.name for output in network.facts.outputs])


def file_hash(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            digest.update(chunk)
    return digest.hexdigest()
