"""A ``.pt`` file of Ultralytics as a module that is ready to run, without running anything in it."""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ..errors import ModelError
from . import weights_pickle

_ADVICE = "export it to ONNX where it was trained, if you trust it"


def load_module(path: Path) -> tuple[nn.Module, dict[str, str]]:
    """The fused module in evaluation mode, and the metadata that an export of it would carry.

    :raises ModelError: one sentence; a file that tries to run code is refused with what it names.
    """
    checkpoint = _checkpoint(path)
    module = checkpoint.get("ema") if isinstance(checkpoint, dict) else None
    if module is None and isinstance(checkpoint, dict):
        module = checkpoint.get("model")
    if not isinstance(module, nn.Module) or not hasattr(module, "yaml"):
        raise ModelError(
            f"{path.name} has no Ultralytics model in it (a plain list of tensors?): "
            "save it with model.save(), or export it to ONNX."
        )
    try:
        _make_current(module)
        module = module.float().fuse(verbose=False).eval()
        for parameter in module.parameters():
            parameter.requires_grad_(False)
        return module, _metadata(module, checkpoint)
    except Exception as error:
        raise ModelError(
            f"{path.name} was made by another version of Ultralytics, which this one cannot "
            f"continue with ({_first_line(error)}): {_ADVICE}."
        ) from error


def _checkpoint(path: Path) -> Any:
    name = path.name
    if not zipfile.is_zipfile(path):
        raise ModelError(
            f"{name} is no PyTorch file of the usual kind (a zip archive), or it is cut short: "
            "get the file again, or save it with a newer PyTorch."
        )
    try:
        reading = weights_pickle.of_archive(str(path))
        return torch.load(path, map_location="cpu", weights_only=False, pickle_module=reading)
    except weights_pickle.RefusedError as error:
        if error.name == "TorchScript":
            raise ModelError(
                f"{name} is a TorchScript program, which would run code while it is loaded. Nothing "
                f"of it was run; {_ADVICE}."
            ) from error
        module = error.name.partition(".")[0]
        if module in ("models", "utils"):
            raise ModelError(
                f"{name} comes from the YOLOv5 or YOLOv7 repository (it needs {error.name}), whose "
                "code is not here: export it to ONNX there."
            ) from error
        if error.name.startswith(("torch.nn.", "ultralytics.nn.")) and "(" not in error.name:
            raise ModelError(
                f"{name} needs {error.name}, which this version of Ultralytics does not have: "
                "build the image with the version that the model was trained with."
            ) from error
        raise ModelError(
            f"{name} tries to run code while it is loaded: it asks for {error.name}, which weights "
            f"do not need. Nothing of it was run. Do not use this file; {_ADVICE}."
        ) from error
    except Exception as error:
        raise ModelError(
            f"{name} cannot be read as PyTorch weights ({_first_line(error)}): get the file again."
        ) from error


def _make_current(module: nn.Module) -> None:
    """What older versions of PyTorch and Ultralytics did not write."""
    for part in module.modules():
        if hasattr(part, "inplace"):
            part.inplace = True
        if isinstance(part, nn.Upsample) and not hasattr(part, "recompute_scale_factor"):
            part.recompute_scale_factor = None


def _metadata(module: Any, checkpoint: dict[str, Any]) -> dict[str, str]:
    names = module.names if isinstance(getattr(module, "names", None), (dict, list)) else {}
    head = module.model[-1]
    task = getattr(module, "task", None)
    arguments = checkpoint.get("train_args")
    arguments = arguments if isinstance(arguments, dict) else {}
    task = task if isinstance(task, str) else arguments.get("task") or _task(head)
    imgsz = arguments.get("imgsz", 224 if task == "classify" else 640)
    stride = int(max(module.stride)) if hasattr(module, "stride") else 32
    pairs = names.items() if isinstance(names, dict) else enumerate(names)
    texts = {
        "task": str(task),
        "stride": str(stride),
        "names": str({int(number): str(name) for number, name in pairs}),
        "imgsz": str([imgsz, imgsz] if isinstance(imgsz, int) else imgsz),
        "channels": str(module.yaml.get("channels", 3)),
        "end2end": str(bool(getattr(head, "end2end", False))),
    }
    if hasattr(head, "kpt_shape"):
        texts["kpt_shape"] = str(list(head.kpt_shape))
    for key in ("date", "version", "license", "docs"):
        if isinstance(checkpoint.get(key), str):
            texts[key] = checkpoint[key]
    # What cannot be read back would be of no use to anybody.
    ast.literal_eval(texts["names"])
    return texts


def _task(head: nn.Module) -> str:
    kinds = {"Classify": "classify", "Segment": "segment", "Pose": "pose", "OBB": "obb"}
    return next((t for k, t in kinds.items() if type(head).__name__.startswith(k)), "detect")


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
