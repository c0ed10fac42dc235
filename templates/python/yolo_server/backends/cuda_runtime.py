"""The few calls of CUDA's runtime that running an engine needs, through ctypes.

NVIDIA's own Python package for it is neither small nor openly licensed.
"""

from __future__ import annotations

import ctypes
from typing import Any

from ..vision.prediction import Array

_LIBRARIES = ("libcudart.so", "libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0")
_TO_DEVICE, _TO_HOST = 1, 2
_PROPERTIES_BYTES = 16_384
"""More than any version's ``cudaDeviceProp``, which begins with the name of the device."""


class CudaError(Exception):
    """A call of CUDA failed."""


class CudaRuntime:
    """Memory, copies and one stream on the first device that this process sees."""

    def __init__(self) -> None:
        self._library = _load()
        self._library.cudaGetErrorString.restype = ctypes.c_char_p
        count = ctypes.c_int()
        self._check(self._library.cudaGetDeviceCount(ctypes.byref(count)))
        if count.value == 0:
            raise CudaError("there is no GPU in this container")

    def use_device(self) -> None:
        """Each thread has a current device of its own."""
        self._check(self._library.cudaSetDevice(0))

    def device_name(self) -> str:
        """For example ``NVIDIA H100 80GB HBM3 sm_90``."""
        properties = ctypes.create_string_buffer(_PROPERTIES_BYTES)
        call = getattr(
            self._library, "cudaGetDeviceProperties_v2", self._library.cudaGetDeviceProperties
        )
        self._check(call(properties, 0))
        name = properties.raw[:256].split(b"\0", 1)[0].decode("utf-8", "replace")
        return f"{name} sm_{self._attribute(75)}{self._attribute(76)}"

    def _attribute(self, number: int) -> int:
        value = ctypes.c_int()
        self._check(self._library.cudaDeviceGetAttribute(ctypes.byref(value), number, 0))
        return value.value

    def stream(self) -> int:
        pointer = ctypes.c_void_p()
        self._check(self._library.cudaStreamCreate(ctypes.byref(pointer)))
        return pointer.value or 0

    def allocate(self, size: int) -> int:
        """The address of ``size`` bytes on the device."""
        pointer = ctypes.c_void_p()
        self._check(self._library.cudaMalloc(ctypes.byref(pointer), ctypes.c_size_t(max(1, size))))
        return pointer.value or 0

    def copy_in(self, device: int, host: Array, stream: int) -> None:
        self._copy(device, host.ctypes.data, host.nbytes, _TO_DEVICE, stream)

    def copy_out(self, host: Array, device: int, stream: int) -> None:
        self._copy(host.ctypes.data, device, host.nbytes, _TO_HOST, stream)

    def _copy(self, target: int, source: int, size: int, kind: int, stream: int) -> None:
        self._check(
            self._library.cudaMemcpyAsync(
                ctypes.c_void_p(target),
                ctypes.c_void_p(source),
                ctypes.c_size_t(size),
                kind,
                ctypes.c_void_p(stream),
            )
        )

    def wait(self, stream: int) -> None:
        self._check(self._library.cudaStreamSynchronize(ctypes.c_void_p(stream)))

    def _check(self, code: int) -> None:
        if code != 0:
            text = self._library.cudaGetErrorString(code) or b"unknown error"
            raise CudaError(f"CUDA: {text.decode()}")


def _load() -> Any:
    for name in _LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise CudaError("CUDA's runtime (libcudart) is not in this image")
