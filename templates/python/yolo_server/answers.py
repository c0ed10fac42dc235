"""Predictions and models in the shapes of the contract."""

from __future__ import annotations

import math
from typing import Any

from .loaded import LoadedModel
from .parameters import Wanted
from .vision.prediction import Array, Detection, Prediction
from .vision.spec import TensorSpec


def image_answer(prediction: Prediction, wanted: Wanted) -> dict[str, Any]:
    """One prediction in the shape of Ultralytics' inference API."""
    size, speed = prediction.size, prediction.speed
    writer = _Writer(
        size.width if wanted.normalize else 1, size.height if wanted.normalize else 1, wanted.decimals
    )
    return {
        "shape": [size.height, size.width],
        "results": [writer.result(detection) for detection in prediction.detections],
        "speed": {
            "preprocess": round(speed.preprocess, 3),
            "inference": round(speed.inference, 3),
            "postprocess": round(speed.postprocess, 3),
        },
    }


class _Writer:
    """Rounds numbers and scales coordinates of one picture."""

    def __init__(self, width: int, height: int, decimals: int) -> None:
        self._scale = (width, height)
        self._power = 10**decimals

    def result(self, detection: Detection) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "class": detection.class_id,
            "name": detection.name,
            "confidence": self._round(detection.confidence),
        }
        if detection.polygon is not None:
            answer["box"] = self._box(detection.polygon.ravel().tolist())
        elif detection.box is not None:
            answer["box"] = self._box(list(detection.box))
        if detection.segment is not None:
            answer["segments"] = self._points(detection.segment)
        if detection.mask_area is not None:
            width, height = self._scale
            answer["maskArea"] = self._round(detection.mask_area / (width * height))
        if detection.keypoints is not None:
            answer["keypoints"] = self._points(detection.keypoints)
            if detection.keypoints.shape[1] == 3:
                visible = detection.keypoints[:, 2].tolist()
                answer["keypoints"]["visible"] = [self._round(value) for value in visible]
        return answer

    def _box(self, values: list[float]) -> dict[str, float]:
        return {
            f"{'xy'[index % 2]}{index // 2 + 1}": self._round(value / self._scale[index % 2])
            for index, value in enumerate(values)
        }

    def _points(self, points: Array) -> dict[str, list[float]]:
        return {
            axis: [self._round(value / self._scale[index]) for value in points[:, index].tolist()]
            for index, axis in enumerate("xy")
        }

    def _round(self, value: float) -> float:
        # Half up, as JavaScript rounds.
        return math.floor(value * self._power + 0.5) / self._power


def model_answer(model: LoadedModel) -> dict[str, Any]:
    """What ``GET /model`` says of a loaded model."""
    spec, facts = model.model.spec, model.model.network.facts
    answer = {
        "name": model.name,
        "file": facts.file,
        "bytes": model.bytes,
        "sha256": model.sha256,
        "parameters": facts.parameters,
        "family": spec.family,
        "task": spec.task,
        "labels": spec.names,
        "named": spec.named,
        "input": {
            "height": spec.input.size.height,
            "width": spec.input.size.width,
            "dynamic": spec.input.dynamic,
            "stride": spec.stride,
            "channels": spec.input.channels,
            "type": spec.input.type,
        },
        "inputs": [_tensor(tensor) for tensor in facts.inputs],
        "outputs": [_tensor(tensor) for tensor in facts.outputs],
        "metadata": facts.metadata,
        "provider": model.model.network.provider,
        "workers": model.workers,
        "threads": model.threads,
        "loadMs": round(model.load_ms, 1),
        "warmupMs": round(model.warmup_ms, 1),
    }
    if spec.keypoints is not None:
        answer["keypoints"] = {"count": spec.keypoints[0], "dims": spec.keypoints[1]}
    return answer


def _tensor(tensor: TensorSpec) -> dict[str, Any]:
    return {"name": tensor.name, "type": tensor.type, "shape": list(tensor.shape)}
