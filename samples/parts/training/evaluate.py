"""Measures the committed ONNX files on pictures that nobody trained on."""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from .average_precision import Result, Rows, average_precision
from .letterbox import letterbox
from .scene.picture import make_picture
from .scene.types import CLASSES, Picture

HELD_OUT_SEED = 91_000_001
COUNT = 200
LOWEST = 0.001
"""Average precision looks at everything that is found, however unsure."""
NMS_IOU = 0.7
WIDTH = 1280
"""The held-out pictures are as large as the sample pictures: 1280 × 960."""


def detect(session: onnxruntime.InferenceSession, picture: Picture) -> tuple[Rows, float]:
    """Detections (n, 6: x1 y1 x2 y2 score class) in picture pixels, and milliseconds of the network."""
    placed = letterbox(picture.pixels)
    tensor = np.ascontiguousarray(placed.pixels.transpose(2, 0, 1)[None], np.float32) / 255
    start = time.perf_counter()
    (output,) = session.run(None, {"images": tensor})
    spent = (time.perf_counter() - start) * 1000
    rows = output[0].astype(np.float64)
    if rows.shape[1] != 6:
        rows = suppress(rows.T)
    rows = rows[rows[:, 4] > LOWEST]
    rows[:, :4] = (rows[:, :4] - [placed.left, placed.top] * 2) / placed.scale
    return rows, spent


def suppress(raw: Rows) -> Rows:
    """NMS a class; `raw` (cells, 4 + classes) is centre, size and scores."""
    kept = []
    corners = np.concatenate((raw[:, :2] - raw[:, 2:4] / 2, raw[:, :2] + raw[:, 2:4] / 2), 1)
    best, kind = raw[:, 4:].max(1), raw[:, 4:].argmax(1)
    for k in range(len(CLASSES)):
        rows = np.nonzero((kind == k) & (best > LOWEST))[0]
        boxes = np.concatenate((corners[rows, :2], corners[rows, 2:] - corners[rows, :2]), 1)
        for i in cv2.dnn.NMSBoxes(boxes.tolist(), best[rows].tolist(), LOWEST, NMS_IOU):
            row = rows[int(np.ravel(i)[0])]
            kept.append([*corners[row], best[row], k])
    return np.array(kept, np.float64).reshape(-1, 6)


def measure(model: Path, pictures: list[Picture]) -> float:
    """Prints the figures of one model and returns its mAP50."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    results, times = [], []
    for picture in pictures:
        found, spent = detect(session, picture)
        results.append(Result(found, picture.boxes.astype(np.float64)))
        times.append(spent)
    values = [average_precision(results, kind) for kind in range(len(CLASSES))]
    print(f"\n{model.name}: {model.stat().st_size} bytes, {np.median(times):.1f} ms a picture")
    print(f"{'class':10} {'objects':>8} {'AP50':>7} {'AP50-95':>8}")
    for kind, value in enumerate(values):
        objects = sum(int((r.truth[:, 0] == kind).sum()) for r in results)
        print(f"{CLASSES[kind]:10} {objects:8} {value[0]:7.3f} {value.mean():8.3f}")
    at_50, over_all = np.mean([v[0] for v in values]), np.mean([v.mean() for v in values])
    print(f"{'all':10} {'':8} {at_50:7.3f} {over_all:8.3f}")
    return float(at_50)


if __name__ == "__main__":
    models = Path(__file__).parent.parent / "models"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=models)
    parser.add_argument("--least", type=float, default=0.90, help="mAP50 that each model must reach")
    options = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count(), initializer=partial(cv2.setNumThreads, 1)) as pool:
        held_out = list(pool.map(partial(make_picture, HELD_OUT_SEED, width=WIDTH), range(COUNT), chunksize=4))
    reached = [measure(options.models / f"parts-{name}.onnx", held_out) for name in ("v8", "v10")]
    if min(reached) < options.least:
        raise SystemExit(f"mAP50 {min(reached):.3f} is below {options.least}")
