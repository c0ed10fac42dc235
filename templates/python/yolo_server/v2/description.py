"""What the protocol tells of a model."""

from __future__ import annotations

import json
from typing import Any

from ..loaded import LoadedModel
from ..vision.spec import TensorSpec
from .datatypes import datatype_name

MODEL_VERSION = "1"


def model_description(model: LoadedModel) -> dict[str, Any]:
    """Model metadata."""
    network = model.model.network

    def tensor(spec: TensorSpec) -> dict[str, Any]:
        return {"name": spec.name, "datatype": datatype_name(spec.type), "shape": _dims(spec)}

    return {
        "name": model.name,
        "versions": [MODEL_VERSION],
        "platform": network.platform,
        "inputs": [tensor(spec) for spec in network.facts.inputs],
        "outputs": [tensor(spec) for spec in network.facts.outputs],
    }


def model_config(model: LoadedModel) -> dict[str, Any]:
    """Configuration as Triton gives it, with what Ultralytics' client looks for in it."""
    network = model.model.network

    def tensor(spec: TensorSpec) -> dict[str, Any]:
        kind = f"TYPE_{datatype_name(spec.type)}"
        return {"name": spec.name, "data_type": kind, "dims": _dims(spec)}

    metadata = json.dumps(_export_metadata(model), ensure_ascii=False)
    return {
        "name": model.name,
        "platform": network.platform,
        "backend": network.platform.split("_")[0],
        "max_batch_size": 0,
        "input": [tensor(spec) for spec in network.facts.inputs],
        "output": [tensor(spec) for spec in network.facts.outputs],
        "parameters": {"metadata": {"string_value": metadata}},
    }


def _dims(spec: TensorSpec) -> list[int]:
    return [-1 if size is None else size for size in spec.shape]


def _export_metadata(model: LoadedModel) -> dict[str, str]:
    """The file's metadata with what was found out or stated in its place."""
    spec = model.model.spec
    names = ", ".join(
        f"{number}: {json.dumps(name, ensure_ascii=False)}" for number, name in enumerate(spec.names)
    )
    size = spec.input.size
    texts = {
        "batch": "1",
        **model.model.network.facts.metadata,
        "names": f"{{{names}}}",
        "task": spec.task,
        "stride": str(spec.stride),
        "channels": str(spec.input.channels),
        "imgsz": f"[{size.height}, {size.width}]",
    }
    if spec.keypoints is not None:
        texts["kpt_shape"] = f"[{spec.keypoints[0]}, {spec.keypoints[1]}]"
    return texts
