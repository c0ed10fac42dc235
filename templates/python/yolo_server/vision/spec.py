"""What pre- and post-processing need to know of a model."""

from __future__ import annotations

from dataclasses import dataclass, field

from .prediction import Size


@dataclass(frozen=True)
class TensorSpec:
    """An input or output; a dimension that is not fixed is ``None``."""

    name: str
    type: str
    """ONNX element type in lower case: float32, float16, uint8, int64 …"""
    shape: tuple[int | None, ...]


@dataclass(frozen=True)
class InputSpec:
    """How pictures are fed."""

    name: str
    type: str
    size: Size
    dynamic: bool
    """Whether the network takes other sizes (multiples of the stride)."""
    channels: int


@dataclass(frozen=True)
class ModelSpec:
    """How a network is fed and read."""

    family: str
    """v5, v8, end2end, yolox or classify: how the output is laid out."""
    task: str
    names: list[str]
    named: bool
    input: InputSpec
    outputs: list[str]
    """The predictions, and for segmentation the mask prototypes."""
    stride: int
    keypoints: tuple[int, int] | None = None
    """Pose: number of keypoints, and values per keypoint."""


@dataclass(frozen=True)
class Overrides:
    """What a user states where a file does not say it, or says it wrongly."""

    family: str | None = None
    task: str | None = None
    names: list[str] | None = None
    imgsz: Size | None = None


@dataclass(frozen=True)
class FileFacts:
    """What a weights file says of itself."""

    file: str
    inputs: list[TensorSpec]
    outputs: list[TensorSpec]
    metadata: dict[str, str] = field(default_factory=dict)
    parameters: int = 0
