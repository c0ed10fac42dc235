"""TensorRT: an engine that is built from ONNX at the first start and kept for the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError
from ..loaded import file_hash
from ..vision.metadata import export_metadata
from ..vision.prediction import Array
from ..vision.spec import FileFacts, TensorSpec
from .cuda_runtime import CudaError, CudaRuntime
from .engine_cache import EngineCache
from .network import Wish
from .onnx_header import count_weights, metadata
from .open_network import Tell

_DTYPES = {"FLOAT": "float32", "HALF": "float16", "INT32": "int32", "INT64": "int64", "UINT8": "uint8"}
_DEFAULT_WORKSPACE_MIB = 1024


class TensorRtMissing(Exception):
    """TensorRT, or a GPU for it, is not there."""


def open_engine(wish: Wish, progress: Tell, warn: Tell) -> TensorRtNetwork:
    """The engine of a model, built where there is none for this GPU, TensorRT and file.

    :raises TensorRtMissing: the caller may take ONNX Runtime instead.
    :raises ModelError: when the model cannot be built.
    """
    try:
        import tensorrt as trt
    except ImportError as error:
        raise TensorRtMissing("it is not installed") from error
    try:
        cuda = CudaRuntime()
        gpu = cuda.device_name()
    except CudaError as error:
        raise TensorRtMissing(str(error)) from error
    cache = EngineCache(wish.cache, gpu, trt.__version__, file_hash(wish.model))
    logger = trt.Logger(trt.Logger.ERROR)
    runtime = trt.Runtime(logger)
    engine = None
    plan = cache.read()
    if plan is not None:
        progress("The TensorRT engine is being loaded")
        engine = runtime.deserialize_cuda_engine(plan)
        if engine is None:
            # Whatever it is, it is no engine of this version: it is built anew.
            cache.discard()
    if engine is None:
        progress(f"A TensorRT engine is being built for {gpu}, which takes minutes the first time")
        began = time.monotonic()
        plan = build_plan(trt, logger, wish, warn)
        cache.write(plan)
        progress(f"The TensorRT engine was built in {time.monotonic() - began:.0f} s")
        engine = runtime.deserialize_cuda_engine(plan)
    if engine is None:
        raise ModelError(f"TensorRT cannot load its own engine of {wish.model.name}.")
    return TensorRtNetwork(trt, engine, cuda, wish)


def build_plan(trt: Any, logger: Any, wish: Wish, warn: Tell) -> bytes:
    """Builds an engine in half precision, where TensorRT may choose it.

    The workspace comes from the budget of video memory.
    """
    builder = trt.Builder(logger)
    flags = 0
    if hasattr(trt.NetworkDefinitionCreationFlag, "EXPLICIT_BATCH"):
        flags = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)
    network = builder.create_network(flags)
    parser = trt.OnnxParser(network, logger)
    if not parser.parse(wish.model.read_bytes()):
        reasons = "; ".join(str(parser.get_error(index)) for index in range(parser.num_errors))
        raise ModelError(f"TensorRT cannot read {wish.model.name}: {reasons[:300]}.")
    config = builder.create_builder_config()
    mib = workspace_mib(wish.vram_limit_mib)
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, mib * 2**20)
    if hasattr(trt.BuilderFlag, "FP16"):
        config.set_flag(trt.BuilderFlag.FP16)
    else:
        # From TensorRT 11 on, networks are strongly typed: their files alone say how to compute.
        warn(f"TensorRT {trt.__version__} computes in the precision of the model file, not in half")
    image = network.get_input(0)
    if -1 in tuple(image.shape):
        # A dynamic model is built for its own size alone: an engine for all sizes is slower and larger.
        known = export_metadata(metadata(_header(wish.model)))
        size = wish.imgsz or known.imgsz or (640, 640)
        shape = (1, 3 if image.shape[1] == -1 else image.shape[1], *size)
        profile = builder.create_optimization_profile()
        profile.set_shape(image.name, shape, shape, shape)
        config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise ModelError(
            f"TensorRT cannot build an engine of {wish.model.name} with a workspace of {mib} MiB: "
            "allow more video memory, or use --device cuda."
        )
    return bytes(plan)


def workspace_mib(limit_mib: int | None) -> int:
    """Half of the budget: the other half is for weights, activations and the CUDA context."""
    return _DEFAULT_WORKSPACE_MIB if limit_mib is None else max(64, limit_mib // 2)


class TensorRtNetwork:
    """An engine with its buffers; one inference at a time."""

    provider = "tensorrt"
    platform = "tensorrt_plan"

    def __init__(self, trt: Any, engine: Any, cuda: CudaRuntime, wish: Wish) -> None:
        self._engine, self._cuda = engine, cuda
        self._context = engine.create_execution_context()
        if self._context is None:
            raise ModelError("The TensorRT engine does not fit into video memory: allow more.")
        self._stream = cuda.stream()
        self._running = threading.Lock()
        self._buffers: dict[str, tuple[int, Array]] = {}
        inputs: list[TensorSpec] = []
        outputs: list[TensorSpec] = []
        for index in range(engine.num_io_tensors):
            name = engine.get_tensor_name(index)
            is_input = engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT
            shape = tuple(engine.get_tensor_shape(name))
            if is_input and -1 in shape:
                shape = tuple(engine.get_tensor_profile_shape(name, 0)[1])
                self._context.set_input_shape(name, shape)
            if not is_input:
                shape = tuple(self._context.get_tensor_shape(name))
            kind = _DTYPES[engine.get_tensor_dtype(name).name]
            host = np.empty(shape, dtype=kind)
            device = cuda.allocate(host.nbytes)
            self._context.set_tensor_address(name, device)
            self._buffers[name] = (device, host)
            (inputs if is_input else outputs).append(TensorSpec(name, kind, shape))
        header = _header(wish.model)
        self.facts = FileFacts(
            wish.model.name, inputs, outputs, metadata(header), count_weights(header)
        )

    def run(self, inputs: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
        with self._running:
            self._cuda.use_device()
            for name, value in inputs.items():
                device, host = self._buffers[name]
                np.copyto(host, value)
                self._cuda.copy_in(device, host, self._stream)
            if not self._context.execute_async_v3(self._stream):
                raise CudaError("TensorRT could not begin the inference.")
            for name in outputs:
                device, host = self._buffers[name]
                self._cuda.copy_out(host, device, self._stream)
            self._cuda.wait(self._stream)
            return [self._buffers[name][1].copy() for name in outputs]


def _header(path: Path) -> memoryview:
    return np.memmap(path, dtype=np.uint8, mode="r").data
