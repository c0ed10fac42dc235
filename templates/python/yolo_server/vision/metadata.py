"""What Ultralytics' exporters write into a file about the model."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from .prediction import Size

TASKS = ("detect", "segment", "pose", "obb", "classify")
MOST_CLASSES = 65_536


@dataclass(frozen=True)
class ExportMetadata:
    """Everything may be missing; values that make no sense count as missing."""

    task: str | None
    names: list[str] | None
    stride: int | None
    imgsz: Size | None
    keypoints: tuple[int, int] | None
    channels: int | None
    end_to_end: bool
    description: str

    @property
    def present(self) -> bool:
        """Whether an exporter of the YOLO family wrote anything at all."""
        return not (self.task is None and self.names is None and self.stride is None)


def export_metadata(metadata: dict[str, str]) -> ExportMetadata:
    def value(key: str) -> Any:
        text = metadata.get(key, "")
        try:
            # JSON's true and false are what some exporters write.
            return ast.literal_eval({"true": "True", "false": "False"}.get(text, text))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None

    arguments = value("args")
    nms = isinstance(arguments, dict) and arguments.get("nms") is True
    return ExportMetadata(
        task=metadata.get("task", "").strip() or None,
        names=_names(value("names")),
        stride=_positive(value("stride")),
        imgsz=_size(value("imgsz")),
        keypoints=_keypoints(value("kpt_shape")),
        channels=_positive(value("channels")),
        end_to_end=value("end2end") is True or nms,
        description=metadata.get("description", ""),
    )


def _positive(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if number > 0 and number == float(value) else None


def _size(value: Any) -> Size | None:
    sides = [_positive(side) for side in value] if isinstance(value, (list, tuple)) else []
    if not sides:
        sides = [_positive(value)]
    height, width = sides[0], sides[-1]
    return Size(height, width) if height is not None and width is not None else None


def _keypoints(value: Any) -> tuple[int, int] | None:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return None
    count, dims = _positive(value[0]), _positive(value[1])
    return (count, dims) if count is not None and dims in (2, 3) else None


def _names(value: Any) -> list[str] | None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value or ())
    if not isinstance(value, (dict, list, tuple)):
        return None
    found: dict[int, str] = {}
    for key, name in pairs:
        number = int(key) if isinstance(key, str) and key.isdecimal() else key
        if not isinstance(number, int) or not 0 <= number < MOST_CLASSES:
            return None
        found[number] = str(name)
    if not found:
        return None
    return [found.get(number, str(number)) for number in range(max(found) + 1)]
