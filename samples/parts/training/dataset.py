"""Renders the pictures to train on, once, at the size that the network sees."""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from .letterbox import INPUT_HEIGHT, INPUT_WIDTH, letterbox
from .scene.picture import make_picture

TRAIN_SEED = 20_260_001
RENDER_WIDTH = 640
"""Pictures are rendered at 640 × 480: half the sample pictures' size, a quarter of their cost."""
MOST_BOXES = 64


@dataclass
class Dataset:
    """`pixels` (n, height, width, 3) RGB bytes; `boxes` (n, MOST_BOXES, 5) class and corners in
    input pixels, class -1 where there is none."""

    pixels: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]


def _render(index: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    picture = make_picture(TRAIN_SEED, index, RENDER_WIDTH)
    # Which pixels a resize reads differs between libraries: the network must not depend on it.
    kernel = cv2.INTER_AREA if index % 3 == 0 else cv2.INTER_LINEAR
    placed = letterbox(picture.pixels, kernel)
    boxes = np.full((MOST_BOXES, 5), -1, np.float32)
    kept = picture.boxes[:MOST_BOXES].copy()
    kept[:, 1:] = kept[:, 1:] * placed.scale + np.array([placed.left, placed.top] * 2)
    boxes[: len(kept)] = kept
    return placed.pixels, boxes


def _one_thread() -> None:
    # One process a core: threads inside each would only fight.
    cv2.setNumThreads(1)


def generate(folder: Path, count: int, workers: int) -> None:
    """Renders `count` pictures into `folder`; the same pictures every time."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = (count, INPUT_HEIGHT, INPUT_WIDTH, 3)
    pixels = np.lib.format.open_memmap(folder / "pixels.npy", "w+", np.uint8, shape)
    boxes = np.zeros((count, MOST_BOXES, 5), np.float32)
    with ProcessPoolExecutor(workers, initializer=_one_thread) as pool:
        for index, (picture, found) in enumerate(pool.map(_render, range(count), chunksize=8)):
            pixels[index], boxes[index] = picture, found
            if (index + 1) % 200 == 0:
                print(f"rendered {index + 1} of {count}", flush=True)
    pixels.flush()
    np.save(folder / "boxes.npy", boxes)


def load(folder: Path) -> Dataset:
    """What `generate` wrote; the pictures stay on disk until they are read."""
    return Dataset(np.load(folder / "pixels.npy", mmap_mode="r"), np.load(folder / "boxes.npy"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder for the rendered pictures")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    generate(options.data, options.count, options.workers)
