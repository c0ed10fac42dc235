"""Tells how a network's outputs are laid out: by metadata first, then by their shapes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import ModelError
from .metadata import MOST_CLASSES, TASKS, ExportMetadata
from .prediction import Size
from .spec import FileFacts, Overrides, TensorSpec

COCO_KEYPOINTS = (17, 3)
USUAL_ROWS = 300
SUPPORTED = "YOLO v3, v5, v7, v8 to v12, 26, end-to-end exports and YOLOX"

_LEVELS = ((8, 16, 32), (8, 16, 32, 64), (4, 8, 16, 32), (4, 8, 16, 32, 64), (16, 32))
_BASE = {"v8": 4, "v5": 5, "yolox": 5, "end2end": 6, "classify": 0}
_TASKS = {
    "v8": ("detect", "segment", "pose", "obb"),
    "v5": ("detect", "segment"),
    "yolox": ("detect",),
    "end2end": ("detect", "segment", "pose", "obb"),
    "classify": ("classify",),
}


@dataclass(frozen=True)
class OutputTensors:
    """The outputs that matter, and their sizes."""

    main: TensorSpec
    rank: int
    first: int | None
    last: int | None
    prototypes: TensorSpec | None

    @property
    def masks(self) -> int:
        """Number of mask coefficients, 0 without prototypes."""
        return (self.prototypes.shape[1] or 0) if self.prototypes else 0


@dataclass(frozen=True)
class Layout:
    """How outputs are read."""

    tensors: OutputTensors
    family: str
    task: str
    classes: int | None
    """By the tensor; ``None`` where rows hold a class number instead."""
    keypoints: tuple[int, int] | None


def layout_of(
    facts: FileFacts,
    outputs: list[TensorSpec],
    size: Size,
    metadata: ExportMetadata,
    overrides: Overrides,
) -> Layout:
    """:raises ModelError: for outputs that no family that we know has."""
    if overrides.task is None and metadata.task is not None and metadata.task not in TASKS:
        raise _unknown(facts, outputs, f'is made for the task "{metadata.task[:40]}"')
    found = _attempt(outputs, size, metadata, overrides)
    stated = overrides.family is not None or overrides.task is not None
    if found is not None:
        names = metadata.names
        contradicts = names is not None and found.classes not in (None, len(names))
        natural = _attempt(outputs, size, metadata, replace(overrides, family=None, task=None))
        same = natural is not None and (natural.family, natural.task) == (found.family, found.task)
        if not stated or same or not contradicts:
            return found
    if stated:
        what = [f'family "{overrides.family}"'] if overrides.family else []
        what += [f'task "{overrides.task}"'] if overrides.task else []
        raise ModelError(
            f"The stated {' and '.join(what)} does not fit {facts.file} "
            f"({_describe(outputs)}): leave that out, or state what fits."
        )
    raise _unknown(facts, outputs, "has outputs that are not laid out as in any supported family")


def _attempt(
    outputs: list[TensorSpec], size: Size, metadata: ExportMetadata, overrides: Overrides
) -> Layout | None:
    tensors = _output_tensors(outputs, size)
    if tensors is None:
        return None
    task = overrides.task or metadata.task
    names = overrides.names or metadata.names
    classes = len(names) if names else None
    family = overrides.family or _family(tensors, size, task, classes, metadata)
    return None if family is None else _channels(family, tensors, task, classes, metadata.keypoints)


def _output_tensors(outputs: list[TensorSpec], size: Size) -> OutputTensors | None:
    rows = [o for o in outputs if len(o.shape) == 3 and o.shape[0] in (None, 1)]
    flat = len(outputs) == 1 and len(outputs[0].shape) == 2 and outputs[0].shape[0] in (None, 1)
    if not flat and len(rows) != 1:
        return None
    main = outputs[0] if flat else rows[0]
    prototypes = next((o for o in outputs if _is_prototype(o, size)), None)
    first = None if flat else main.shape[1]
    return OutputTensors(main, 2 if flat else 3, first, main.shape[-1], prototypes)


def _is_prototype(output: TensorSpec, size: Size) -> bool:
    if len(output.shape) != 4:
        return False
    _, masks, height, width = output.shape
    return (
        masks is not None
        and masks <= 256
        and (height is None or height * 4 == size.height)
        and (width is None or width * 4 == size.width)
    )


def _cells(size: Size, strides: tuple[int, ...]) -> int:
    return sum(-(-size.height // s) * -(-size.width // s) for s in strides)


def _family(
    tensors: OutputTensors,
    size: Size,
    task: str | None,
    classes: int | None,
    metadata: ExportMetadata,
) -> str | None:
    first, last = tensors.first, tensors.last
    if tensors.rank == 2:
        return "classify" if task == "classify" else None
    if metadata.end_to_end:
        return "end2end"
    values = metadata.keypoints[0] * metadata.keypoints[1] if metadata.keypoints else None
    selected = _is_selected(tensors, task, values)
    if selected and first == USUAL_ROWS:
        return "end2end"

    def fits(width: int | None, base: int) -> bool:
        if width is None or classes is None:
            return False
        rest = width - base - classes
        if task == "pose":
            return rest > 0 if values is None else rest == values
        return rest == {"obb": 1, "detect": 0}.get(task or "", tensors.masks)

    cells = {_cells(size, strides) for strides in _LEVELS}
    anchors = first in {3 * count for count in cells}
    rows = anchors or first in cells
    if last in cells and (not rows or fits(first, 4) or (first or 0) < (last or 0)):
        return "v8"
    if rows:
        if not anchors and task is not None and fits(last, 4):
            return None
        return "v5" if anchors or metadata.present else "yolox"
    if selected and first is not None:
        return "end2end"
    if fits(first, 4) and (last is None or last > (first or 0)):
        return "v8"
    if task in (None, "segment") and fits(last, 5) and (first is None or first > (last or 0)):
        return "v5"
    return None


def _is_selected(tensors: OutputTensors, task: str | None, values: int | None) -> bool:
    """Whether rows are as wide as end-to-end rows: box, confidence, class, the task's extra."""
    if tensors.last is None:
        return False
    extra, masks = tensors.last - 6, tensors.masks
    coco = COCO_KEYPOINTS[0] * COCO_KEYPOINTS[1]
    if task == "detect":
        return extra == 0
    if task == "segment":
        return masks > 0 and extra == masks
    if task == "obb":
        return extra == 1
    if task == "pose":
        return extra == (values or coco)
    return extra in (0, 1, coco) or (masks > 0 and extra == masks)


def _channels(
    family: str,
    tensors: OutputTensors,
    task: str | None,
    classes: int | None,
    keypoints: tuple[int, int] | None,
) -> Layout | None:
    channels = tensors.first if family == "v8" else tensors.last
    if channels is None or (family == "classify") != (tensors.rank == 2):
        return None
    rest = channels - _BASE[family]
    task = task or _guess_task(family, rest, tensors.masks, classes)
    if task not in _TASKS[family]:
        return None
    selected = family == "end2end"
    if task == "pose":
        keypoints = keypoints or _keypoints_in(rest if selected else rest - (classes or 1))
    else:
        keypoints = None
    extra = {"segment": tensors.masks or None, "obb": 1}.get(task, 0)
    if task == "pose":
        extra = keypoints[0] * keypoints[1] if keypoints else None
    if extra is None:
        return None
    count = rest - extra
    if selected:
        return Layout(tensors, family, task, None, keypoints) if count == 0 else None
    if not 1 <= count <= MOST_CLASSES:
        return None
    return Layout(tensors, family, task, count, keypoints)


def _keypoints_in(values: int) -> tuple[int, int] | None:
    if values >= 3 and values % 3 == 0:
        return values // 3, 3
    return (values // 2, 2) if values >= 2 and values % 2 == 0 else None


def _guess_task(family: str, rest: int, masks: int, classes: int | None) -> str:
    coco = COCO_KEYPOINTS[0] * COCO_KEYPOINTS[1]
    if family == "classify":
        return "classify"
    if masks > 0 and (family != "end2end" or rest == masks):
        return "segment"
    if family == "end2end":
        return "pose" if rest == coco else "obb" if rest == 1 else "detect"
    return "pose" if family == "v8" and rest == 1 + coco and (classes or 1) == 1 else "detect"


def describe_tensors(tensors: list[TensorSpec]) -> str:
    """``images [1,3,?,?], …`` for messages."""
    shown = [
        f"{t.name[:40]} [{','.join('?' if n is None else str(n) for n in t.shape)}]"
        for t in tensors[:6]
    ]
    return ", ".join(shown) or "none"


def _describe(outputs: list[TensorSpec]) -> str:
    plural = "output" if len(outputs) == 1 else f"{len(outputs)} outputs"
    return f"its {plural}: {describe_tensors(outputs)}"


def _unknown(facts: FileFacts, outputs: list[TensorSpec], what: str) -> ModelError:
    return ModelError(
        f"{facts.file} {what} ({_describe(outputs)}): use one of {SUPPORTED}; "
        "if it is one, state its family and task (--family, --task)."
    )
