"""ONNX Runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnxruntime as ort

from ..errors import ModelError
from ..vision.prediction import Array
from ..vision.spec import FileFacts, TensorSpec
from .network import Wish
from .onnx_header import count_weights
from .open_network import Tell

ort.disable_telemetry_events()

_TYPES = {"float": "float32", "double": "float64"}


class OnnxNetwork:
    """An ONNX file on the CPU or through CUDA."""

    platform = "onnxruntime_onnx"

    def __init__(self, wish: Wish, warn: Tell) -> None:
        file = wish.model.name
        options = ort.SessionOptions()
        options.intra_op_num_threads = wish.threads
        # Probing sizes that a network then refuses is no error of the log.
        options.log_severity_level = 4
        # Several pictures share the cores, so idle threads must not keep them awake.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = _providers(wish, warn)
        try:
            self._session = ort.InferenceSession(str(wish.model), options, providers=providers)
        except Exception as error:
            raise ModelError(_explain(file, error, wish)) from error
        running = self._session.get_providers()[0]
        self.provider = "cuda" if running == "CUDAExecutionProvider" else "cpu"
        if wish.device in ("cuda", "tensorrt") and self.provider == "cpu":
            raise ModelError(
                "CUDA was asked for, but ONNX Runtime cannot use it here: start the container with "
                "a GPU (--gpus) and an image that has CUDA and cuDNN, or use --device cpu."
            )
        meta = self._session.get_modelmeta()
        self.facts = FileFacts(
            file=file,
            inputs=[_spec(value) for value in self._session.get_inputs()],
            outputs=[_spec(value) for value in self._session.get_outputs()],
            metadata=dict(meta.custom_metadata_map),
            parameters=count_weights(np.memmap(wish.model, dtype=np.uint8, mode="r").data),
        )

    def run(self, inputs: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
        return list(self._session.run(list(outputs), dict(inputs)))


def _providers(wish: Wish, warn: Tell) -> list[Any]:
    if wish.device == "cpu" or "CUDAExecutionProvider" not in ort.get_available_providers():
        if wish.device in ("cuda", "tensorrt"):
            raise ModelError(
                "CUDA was asked for, but this image's ONNX Runtime has no CUDA provider: "
                "build the image for GPUs, or use --device cpu."
            )
        return ["CPUExecutionProvider"]
    cuda: dict[str, Any] = {"arena_extend_strategy": "kSameAsRequested"}
    if wish.vram_limit_mib:
        cuda["gpu_mem_limit"] = wish.vram_limit_mib * 2**20
    return [("CUDAExecutionProvider", cuda), "CPUExecutionProvider"]


def _spec(value: Any) -> TensorSpec:
    element = value.type.removeprefix("tensor(").removesuffix(")")
    shape = tuple(n if isinstance(n, int) and n > 0 else None for n in value.shape)
    return TensorSpec(value.name, _TYPES.get(element, element), shape)


def _explain(file: str, error: Exception, wish: Wish) -> str:
    text = str(error)
    reason = text.splitlines()[0][:300] if text else type(error).__name__
    memory = ("out of memory", "failed to allocate", "bad_alloc", "available memory")
    if any(words in text.lower() for words in memory):
        limit = f" within {wish.vram_limit_mib} MiB" if wish.vram_limit_mib else ""
        return f"{file} does not fit into memory{limit}: allow more, or use a smaller model."
    if "protobuf parsing failed" in text.lower():
        return f"{file} is no ONNX file, or it is cut short: get or export it again."
    if "opset" in text.lower():
        return f"{file} is newer than this ONNX Runtime ({reason}): export it with a lower opset."
    return f"{file} cannot be loaded: {reason}"
