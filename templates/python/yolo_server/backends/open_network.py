"""Chooses what runs a weights file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import ModelError
from .network import Network, Wish

Tell = Callable[[str], None]
"""Is told what is being done, for people who wait."""


def open_network(wish: Wish, progress: Tell, warn: Tell) -> Network:
    """:raises ModelError: one sentence that says why the file cannot be used and what to do."""
    path = wish.model
    _require_file(path)
    head = _head(path)
    if path.suffix.lower() in (".pt", ".pth"):
        if wish.device == "tensorrt":
            raise ModelError(
                f"{path.name} is a PyTorch file, which TensorRT cannot run: export it to ONNX, "
                "or use --device cuda."
            )
        from .pytorch import PyTorchNetwork

        return PyTorchNetwork(wish)
    if head.startswith(b"PK\x03\x04"):
        raise ModelError(f"{path.name} is a zip archive, as PyTorch's files are: name it .pt.")
    from .onnx import OnnxNetwork

    if wish.device == "tensorrt" or (wish.device == "auto" and _wants_tensorrt()):
        from .tensorrt import TensorRtMissing, open_engine

        try:
            return open_engine(wish, progress, warn)
        except TensorRtMissing as error:
            warn(f"TensorRT cannot be used ({error}); ONNX Runtime takes its place.")
    return OnnxNetwork(wish, warn)


def _wants_tensorrt() -> bool:
    """Whether TensorRT is installed, as in the image that is made for it."""
    from importlib.util import find_spec

    return find_spec("tensorrt") is not None


def _require_file(path: Path) -> None:
    if not path.exists():
        raise ModelError(f"{path.name} does not exist: check the path of the model.")
    if path.is_dir():
        raise ModelError(f"{path.name} is a folder: choose the .pt or .onnx file itself.")
    # Opening a pipe would wait for ever.
    if not path.is_file():
        raise ModelError(f"{path.name} is not a regular file: choose a .pt or .onnx file.")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(512)
    name = path.name
    if not head:
        raise ModelError(f"{name} is empty (0 bytes): get the file again.")
    if head.startswith(b"version https://git-lfs"):
        raise ModelError(f"{name} is a Git LFS pointer and not the model: run git lfs pull.")
    if head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        raise ModelError(f"{name} is a web page and not a model: download the file itself.")
    return head
