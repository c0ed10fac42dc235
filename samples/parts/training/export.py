"""Writes the two ONNX files: one head each of the same trained network."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from .letterbox import INPUT_HEIGHT, INPUT_WIDTH
from .network import STRIDES, Detector
from .scene.types import CLASSES

OPSET = 16
KEPT = 100
"""Rows of the end-to-end output: the most objects that a picture can have."""


class Raw(nn.Module):
    """[1, 4 + classes, cells]: centre and size in input pixels, then a score a class. Needs NMS."""

    def __init__(self, network: Detector) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        output = self.network.read(self.network.many, self.network.pyramid(images))
        low, high = output.boxes[..., :2], output.boxes[..., 2:]
        rows = torch.cat(((low + high) / 2, high - low, output.logits.sigmoid()), -1)
        return rows.transpose(1, 2)


class EndToEnd(nn.Module):
    """[1, KEPT, 6]: corners in input pixels, score, class; the best first. Needs no NMS."""

    def __init__(self, network: Detector) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        output = self.network.read(self.network.one, self.network.pyramid(images))
        score, kind = output.logits.sigmoid().max(-1)
        best, cells = score.topk(KEPT, 1)
        boxes = output.boxes.gather(1, cells[..., None].expand(-1, -1, 4))
        return torch.cat((boxes, best[..., None], kind.gather(1, cells)[..., None].float()), -1)


def export(model: nn.Module, path: Path, version: str, end_to_end: bool) -> None:
    """Writes one model with metadata under the keys that Ultralytics' exports use."""
    picture = torch.zeros(1, 3, INPUT_HEIGHT, INPUT_WIDTH)
    torch.onnx.export(model, picture, str(path), opset_version=OPSET, input_names=["images"], output_names=["output0"])
    file = onnx.load(str(path))
    metadata = {
        "description": f"YOLO Dock sample: machine parts on a conveyor ({version})",
        "author": "YOLO Dock",
        "date": date.today().isoformat(),
        "version": version,
        "license": "MIT",
        "task": "detect",
        "stride": str(STRIDES[-1]),
        "batch": "1",
        "channels": "3",
        "imgsz": str([INPUT_HEIGHT, INPUT_WIDTH]),
        "names": str(dict(enumerate(CLASSES))),
        "end2end": str(end_to_end),
    }
    onnx.helper.set_model_props(file, metadata)
    onnx.checker.check_model(file)
    onnx.save(file, str(path))
    print(f"{path}: {path.stat().st_size} bytes")


def main(weights: Path, folder: Path) -> None:
    network = Detector()
    network.load_state_dict(torch.load(weights, map_location="cpu"))
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    export(Raw(network).eval(), folder / "parts-v8.onnx", "v8", end_to_end=False)
    export(EndToEnd(network).eval(), folder / "parts-v10.onnx", "v10", end_to_end=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "models")
    options = parser.parse_args()
    main(options.weights, options.out)
