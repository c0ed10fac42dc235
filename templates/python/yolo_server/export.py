"""Writes a ``.pt`` file as ONNX: ``python -m yolo_server.export --model best.pt --output best.onnx``.

Like the server it reads weights and nothing else of the file, so a foreign file cannot run code here.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .backends.network import Wish
from .errors import ModelError, ServerError
from .vision.prediction import Array, Size
from .vision.spec import FileFacts, Overrides

OPSET = 17
MOST_DIFFERENCE = 1e-2
MOST_PIXELS = 64_000_000
DIFFERENCE = "yolo_dock_largest_difference"
COMPARISON = "yolo_dock_comparison"


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
    parser.add_argument("--picture", type=Path, help="picture that both models are compared on")
    given = parser.parse_args()
    try:
        size = None if given.imgsz is None else _size(given.imgsz)
        export(given.model, given.output, size, given.dynamic, given.opset, given.picture)
    except (ModelError, OSError) as error:
        _say(str(error), level="error")
        sys.exit(1)


def _size(text: str) -> list[int]:
    sides = text.split(",")
    if not 1 <= len(sides) <= 2 or not all(side.strip().isdecimal() for side in sides):
        raise ModelError(f"The input size {text[:40]!r} is none: write 640, or 480,640.")
    return [int(side) for side in sides]


def export(
    source: Path,
    target: Path,
    imgsz: list[int] | None,
    dynamic: bool = False,
    opset: int = OPSET,
    picture: Path | None = None,
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
        # Older runtimes refuse newer versions of the format, of which nothing is used.
        graph.ir_version = min(graph.ir_version, 10)
        onnx.helper.set_model_props(graph, metadata)
        onnx.save(graph, part_file)
        compared = _compared(part_file, module, (1, known.channels or 3, *size), picture)
        onnx.helper.set_model_props(graph, {**metadata, **compared})
        onnx.checker.check_model(graph)
        onnx.save(graph, part_file)
        part_file.chmod(0o644)
        part_file.replace(target)
    finally:
        part_file.unlink(missing_ok=True)
    _say("exported", file=target.name, bytes=target.stat().st_size)


class _Weights:
    """The weights in the place of their export."""

    provider = "cpu"
    platform = "pytorch_torchscript"

    def __init__(self, module: Any, facts: FileFacts) -> None:
        self.facts = facts
        self._module = module
        self.seen: Array | None = None
        """The last input."""

    def run(self, inputs: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
        import torch

        self.seen = inputs["images"]
        with torch.inference_mode():
            results = self._module(torch.from_numpy(self.seen))
        if isinstance(results, torch.Tensor):
            results = (results,)
        tensors = [result.numpy() for result in results if isinstance(result, torch.Tensor)]
        names = [output.name for output in self.facts.outputs]
        known = dict(zip(names, tensors, strict=False))
        return [known[name] for name in outputs]


def _compared(
    exported_file: Path, module: Any, shape: tuple[int, ...], picture: Path | None
) -> dict[str, str]:
    """What is noted of how far both models differ; on noise where there is no picture.

    :raises ModelError: when the export is not the same network.
    """
    import numpy as np

    from .backends.onnx import OnnxNetwork
    from .comparison import compare
    from .vision.model import Model
    from .vision.prediction import PredictOptions
    from .vision.resolve import resolve

    wish = Wish(exported_file, "cpu", os.cpu_count() or 1, None, None, Overrides(), Path())
    exported = OnnxNetwork(wish, lambda _: None)
    weights = _Weights(module, exported.facts)
    noted = {}
    if picture is not None:
        names = [output.name for output in exported.facts.outputs]

        def shapes(size: Size) -> list[tuple[int, ...]]:
            blank = np.zeros((*shape[:2], *size), dtype=np.float32)
            return [result.shape for result in exported.run({"images": blank}, names)]

        spec = resolve(exported.facts, Overrides(), shapes)
        data = picture.read_bytes()
        try:
            found, again = (
                Model(network, spec).predict(data, PredictOptions(), MOST_PIXELS).detections
                for network in (weights, exported)
            )
        except ServerError as error:
            _say("picture not used", reason=error.message)
        else:
            noted[COMPARISON] = compare(found, again).as_json()
    tensor = weights.seen
    if tensor is None:
        tensor = np.random.default_rng(0).random(shape, dtype=np.float32)
    first = [exported.facts.outputs[0].name]
    original, other = (network.run({"images": tensor}, first)[0] for network in (weights, exported))
    difference = float(np.abs(original - other).max() / max(1e-9, np.abs(original).max()))
    _say("compared", difference=difference, **noted)
    if not difference < MOST_DIFFERENCE:
        raise ModelError(
            f"The exported model gives other numbers than the weights (by {difference:.1e}): "
            "it is not kept. Another --opset may help."
        )
    return {**noted, DIFFERENCE: f"{difference:.1e}"}


def _simplified(graph: Any) -> Any:
    _say("simplifying")
    import onnxslim

    return onnxslim.slim(graph)


def _say(msg: str, **fields: object) -> None:
    print(json.dumps({"msg": msg, **fields}), flush=True)


if __name__ == "__main__":
    main()
