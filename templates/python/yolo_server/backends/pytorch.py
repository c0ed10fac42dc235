"""PyTorch, with the modules of Ultralytics."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import nn

from ..errors import ModelError, ServerError
from ..vision.metadata import export_metadata
from ..vision.prediction import Array, Size
from ..vision.spec import FileFacts, TensorSpec
from .network import Wish
from .weights import load_module

_OUTPUTS = ("output0", "output1")


class PyTorchNetwork:
    """A ``.pt`` file on the CPU or on one GPU; its outputs are those of its ONNX export."""

    platform = "pytorch_torchscript"

    def __init__(self, wish: Wish) -> None:
        self._device = _device(wish)
        self.provider = self._device.type
        self._limit_mib = wish.vram_limit_mib
        self._running = threading.Lock()
        torch.set_num_threads(wish.threads)
        module, metadata = load_module(wish.model)
        self._module = as_exported(module)
        try:
            self._module.to(self._device)
        except RuntimeError as error:
            raise ModelError(self._no_memory(wish.model.name)) from error
        known = export_metadata(metadata)
        channels = known.channels or 3
        size = wish.imgsz or known.imgsz or Size(640, 640)
        inputs = [TensorSpec("images", "float32", (1, channels, None, None))]
        try:
            shapes = [out.shape for out in self._forward(np.zeros((1, channels, *size), np.float32))]
        except torch.cuda.OutOfMemoryError as error:
            raise ModelError(self._no_memory(wish.model.name)) from error
        self.facts = FileFacts(
            file=wish.model.name,
            inputs=inputs,
            # Batch and channels are fixed, the number of predictions follows from the size.
            outputs=[
                TensorSpec(name, "float32", _declared(tuple(shape)))
                for name, shape in zip(_OUTPUTS, shapes, strict=False)
            ],
            metadata=metadata,
            parameters=sum(value.numel() for value in module.parameters()),
        )

    def run(self, inputs: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
        try:
            results = dict(zip(_OUTPUTS, self._forward(inputs["images"]), strict=False))
        except torch.cuda.OutOfMemoryError as error:
            # What the failed attempt has reserved would be missing to the next one.
            torch.cuda.empty_cache()
            message = self._no_memory("This request")
            raise ServerError("inference_failed", message) from error
        return [results[name] for name in outputs]

    def _forward(self, images: Array) -> list[Array]:
        # Heads of Ultralytics keep the grid of the last size, so threads take turns.
        with self._running, torch.inference_mode():
            results = self._module(torch.from_numpy(images).to(self._device))
            if isinstance(results, torch.Tensor):
                results = (results,)
            return [r.float().cpu().numpy() for r in results if isinstance(r, torch.Tensor)]

    def _no_memory(self, what: str) -> str:
        within = f"the limit of {self._limit_mib} MiB" if self._limit_mib else "what the GPU has free"
        return (
            f"{what} does not fit into video memory: {within} is too little; raise vram in "
            "yolo.json (YOLO_VRAM_LIMIT_MIB), or take a smaller model or input."
        )


def _declared(shape: tuple[int, ...]) -> tuple[int | None, ...]:
    return shape if len(shape) == 2 else (1, *[None] * (len(shape) - 1))


def as_exported(module: nn.Module) -> nn.Module:
    """Makes the head give what the ONNX export gives: one tensor of predictions, not a tuple."""
    for part in module.modules():
        if hasattr(part, "export") and hasattr(part, "format"):
            part.export = True
            part.format = "onnx"
            part.dynamic = False
        elif type(part).__name__ == "Classify":
            part.export = True
    return module


def _device(wish: Wish) -> torch.device:
    if wish.device == "cpu" or (wish.device == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    if not torch.cuda.is_available():
        raise ModelError(
            "CUDA was asked for, but PyTorch finds no GPU here: start the container with one "
            "(--gpus), take an image with CUDA, or use --device cpu."
        )
    if wish.vram_limit_mib is not None:
        # Before the first allocation, which would not count otherwise.
        total = torch.cuda.get_device_properties(0).total_memory
        fraction = min(1.0, wish.vram_limit_mib * 2**20 / total)
        torch.cuda.set_per_process_memory_fraction(fraction, 0)
    return torch.device("cuda", 0)
