"""Works out how a network is fed and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..errors import ModelError
from .layout import describe_tensors, layout_of
from .metadata import ExportMetadata, export_metadata
from .prediction import Size
from .spec import FileFacts, InputSpec, ModelSpec, Overrides, TensorSpec

USUAL_STRIDE = 32

Probe = Callable[[Size], Sequence[Sequence[int]]]
"""Runs the network once on an input of that size and tells the shapes of its outputs."""


def resolve(facts: FileFacts, overrides: Overrides, probe: Probe) -> ModelSpec:
    """Sources in order: what the user states, the file's metadata, the shapes of the outputs.

    :raises ModelError: when the model cannot be used as it is.
    """
    image = _image_input(facts)
    metadata = export_metadata(facts.metadata)
    stride = metadata.stride or USUAL_STRIDE
    task = overrides.task or metadata.task
    size = _input_size(facts.file, image, metadata, overrides, stride, task == "classify")
    outputs = _measured(facts, size, probe)
    layout = layout_of(facts, outputs, size, metadata, overrides)
    names, named = _class_names(facts.file, layout.classes, metadata, overrides)
    free = image.shape[2] is None and image.shape[3] is None
    channels = image.shape[1] or (1 if metadata.channels == 1 else 3)
    prototypes = layout.tensors.prototypes
    read = [layout.tensors.main.name]
    if layout.task == "segment" and prototypes is not None:
        read.append(prototypes.name)
    return ModelSpec(
        family=layout.family,
        task=layout.task,
        names=names,
        named=named,
        input=InputSpec(
            name=image.name,
            type=image.type,
            size=size,
            dynamic=free and _takes_other_sizes(size, stride, probe),
            channels=channels,
        ),
        outputs=read,
        stride=stride,
        keypoints=layout.keypoints,
    )


def _image_input(facts: FileFacts) -> TensorSpec:
    found = describe_tensors(facts.inputs)
    image = next((tensor for tensor in facts.inputs if len(tensor.shape) == 4), None)
    if image is None:
        raise ModelError(
            f"{facts.file} has no input for a picture (its inputs: {found}), so it is not a "
            "detector by itself: choose the model that was exported with it."
        )
    if len(facts.inputs) > 1:
        raise ModelError(
            f"{facts.file} wants more than a picture (its inputs: {found}): "
            "export it with one image input."
        )
    batch, channels, _height, width = image.shape
    if channels not in (1, 3, None) and width in (1, 3):
        raise ModelError(
            f"{facts.file} takes its picture channel-last ({found}), as TensorFlow does: "
            "export it with the layout [1, 3, height, width]."
        )
    if batch not in (None, 1):
        raise ModelError(
            f"{facts.file} was exported for batches of exactly {batch} pictures: "
            "export it with batch=1."
        )
    if channels not in (None, 1, 3):
        raise ModelError(
            f"{facts.file} wants pictures with {channels} channels ({found}): "
            "use a model for RGB pictures."
        )
    if image.type not in ("float32", "float16", "uint8"):
        raise ModelError(f"{facts.file} wants pictures as {image.type}: export it as float32.")
    return image


def _input_size(
    file: str,
    image: TensorSpec,
    metadata: ExportMetadata,
    overrides: Overrides,
    stride: int,
    classifier: bool,
) -> Size:
    usual = 224 if classifier else 640
    wanted = overrides.imgsz
    free = wanted or metadata.imgsz or Size(usual, usual)
    height, width = image.shape[2], image.shape[3]
    size = Size(height or free.height, width or free.width)
    if wanted is None:
        return size
    if wanted != size:
        raise ModelError(
            f"{file} takes pictures of {size.height} × {size.width} (height × width) only, not "
            f"{wanted.height} × {wanted.width}: leave imgsz out, or export it with dynamic=True."
        )
    if (height is None or width is None) and any(side % stride for side in wanted):
        raise ModelError(
            f"{file} takes sizes that are multiples of {stride}, which "
            f"{wanted.height} × {wanted.width} is not: choose another imgsz."
        )
    return size


def _measured(facts: FileFacts, size: Size, probe: Probe) -> list[TensorSpec]:
    if not any(not o.shape or None in o.shape[1:] for o in facts.outputs):
        return facts.outputs
    shapes = probe(size)
    return [replace(o, shape=tuple(s)) for o, s in zip(facts.outputs, shapes, strict=True)]


def _takes_other_sizes(size: Size, stride: int, probe: Probe) -> bool:
    """Some exports declare free sizes that one constant in the graph then contradicts."""
    other = Size(*(max(stride, side // 2 // stride * stride) for side in size))
    if other == size:
        return True
    try:
        probe(other)
    except Exception:  # Whatever the runtime throws: the size is not free.
        return False
    return True


def _class_names(
    file: str, count: int | None, metadata: ExportMetadata, overrides: Overrides
) -> tuple[list[str], bool]:
    own = overrides.names
    empty = next((i for i, name in enumerate(own or ()) if not name.strip()), None)
    if empty is not None:
        raise ModelError(
            f"The name given for class {empty} of {file} is empty: give one name for each class."
        )
    expected = count if count is not None else len(metadata.names or ()) or None
    if own is not None and expected is not None and len(own) != expected:
        given = "1 name is" if len(own) == 1 else f"{len(own)} names are"
        raise ModelError(
            f"{file} has {expected} classes, but {given} given for them: "
            "give one name for each class."
        )
    known = own or metadata.names or []
    length = len(known) if count is None else count
    names = [
        known[i] if i < len(known) and known[i].strip() else str(i) for i in range(length)
    ]
    return names, bool(known)
