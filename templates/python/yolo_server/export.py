"""Writes a ``.pt`` file as ONNX: ``python -m yolo_server.export --model best.pt --output best.onnx``.

Like the server it reads weights and nothing else of the file, so a foreign file cannot run code here.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import sys
from pathlib import Path
from typing import Any

from .errors import ModelError

OPSET = 17
MOST_DIFFERENCE = 1e-2
DIFFERENCE = "yolo_dock_largest_difference"


def main() -> None:
    """The program; progress is one JSON object a line, as in the server's log."""
    os.environ["YOLO_OFFLINE"] = "true"
    os.environ["YOLO_AUTOINSTALL"] = "false"
    parser = argparse.ArgumentParser(prog="yolo_server.export", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="weights (.pt)")
    parser.add_argument("--output", type=Path, required=True, help="file to write (.onnx)")
    parser.add_argument("--imgsz", help="pixels as 640 or 480,640; default: that of the training")
    parser.add_argument("--dynamic", action="store_true", help="leave batch and input size open")
    parser.add_argument("--opset", type=int, default=OPSET)
    given = parser.parse_args()
    size = None if given.imgsz is None else [int(side) for side in given.imgsz.split(",")]
    try:
        export(given.model, given.output, size, given.dynamic, given.opset)
    except (ModelError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def export(
    source: Path, target: Path, imgsz: list[int] | None, dynamic: bool = False, opset: int = OPSET
) -> None:
    """Exports; the target appears only when it is whole.

    :raises ModelError: for weights that cannot be used.
    """
    _say("reading weights", file=source.name)
    import onnx
    import torch

    from .backends.pytorch import as_exported
    from .backends.weights import load_module
    from .vision.metadata import export_metadata

    module, metadata = load_module(source)
    known = export_metadata(metadata)
    own = known.imgsz or (640, 640)
    size = [imgsz[0], imgsz[-1]] if imgsz else list(own)
    stride = known.stride or 32
    odd = next((side for side in size if side < stride or side % stride), None)
    if odd is not None:
        raise ModelError(f"The input size {odd} is no multiple of {stride}: choose another one.")
    metadata = {**metadata, "imgsz": str(size), "batch": "1", "dynamic": str(dynamic)}
    module = as_exported(module)
    for part in module.modules():
        if hasattr(part, "max_det"):
            # There cannot be more objects than there are cells.
            part.max_det = min(part.max_det, sum(size[0] // s * (size[1] // s) for s in (8, 16, 32)))
    outputs = ["output0", "output1"] if known.task == "segment" else ["output0"]
    axes: dict[str, Any] | None = None
    if dynamic:
        axes = {"images": {0: "batch", 2: "height", 3: "width"}, "output0": {0: "batch", 2: "anchors"}}
        if known.task == "segment":
            axes["output1"] = {0: "batch", 2: "mask_height", 3: "mask_width"}
        if known.end_to_end or known.task == "classify":
            axes["output0"] = {0: "batch"}
    _say("exporting", imgsz=size, dynamic=dynamic, opset=opset)
    options: dict[str, Any] = {}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        # The exporter that knows dynamic axes by name and needs nothing beside PyTorch.
        options["dynamo"] = False
    part_file = target.with_name(f".{target.name}.part")
    try:
        torch.onnx.export(
            module,
            torch.zeros(1, known.channels or 3, *size),
            str(part_file),
            opset_version=opset,
            do_constant_folding=True,
            input_names=["images"],
            output_names=outputs,
            dynamic_axes=axes,
            **options,
        )
        graph = _simplified(onnx.load(part_file))
        difference = _difference(graph.SerializeToString(), module, known.channels or 3, size)
        onnx.helper.set_model_props(graph, {**metadata, DIFFERENCE: f"{difference:.1e}"})
        # Older runtimes refuse newer versions of the format, of which nothing is used.
        graph.ir_version = min(graph.ir_version, 10)
        onnx.checker.check_model(graph)
        onnx.save(graph, part_file)
        part_file.chmod(0o644)
        part_file.replace(target)
    finally:
        part_file.unlink(missing_ok=True)
    _say("exported", file=target.name, bytes=target.stat().st_size)


def _difference(graph: bytes, module: Any, channels: int, size: list[int]) -> float:
    """How far both models differ on a picture of noise, as a part of the largest number.

    :raises ModelError: when the export is not the same network.
    """
    import numpy as np
    import onnxruntime as ort
    import torch

    picture = np.random.default_rng(0).random((1, channels, *size), dtype=np.float32)
    providers = ["CPUExecutionProvider"]
    session = ort.InferenceSession(graph, providers=providers)
    exported = session.run(None, {"images": picture})[0]
    with torch.inference_mode():
        original = module(torch.from_numpy(picture))
    original = (original if isinstance(original, torch.Tensor) else original[0]).numpy()
    difference = float(np.abs(original - exported).max() / max(1e-9, np.abs(original).max()))
    _say("compared", difference=difference)
    if not difference < MOST_DIFFERENCE:
        raise ModelError(
            f"The exported model gives other numbers than the weights (by {difference:.1e}): "
            "it is not kept. Another --opset may help."
        )
    return difference


def _simplified(graph: Any) -> Any:
    _say("simplifying")
    import onnxslim

    return onnxslim.slim(graph)


def _say(msg: str, **fields: object) -> None:
    print(json.dumps({"msg": msg, **fields}), flush=True)


if __name__ == "__main__":
    main()
