"""Turns a network's outputs into detections in picture pixels."""

from __future__ import annotations

import numpy as np

from .masks import candidate_mask
from .placement import Placement
from .prediction import MAX_MASKS, Array, Detection, PredictOptions, Size, float64
from .spec import ModelSpec
from .suppression import box_iou, probabilistic_iou, suppress

_YOLOX_STRIDES = (8, 16, 32)
_TOP_CLASSES = 5


def read_detections(
    outputs: list[Array],
    spec: ModelSpec,
    options: PredictOptions,
    placement: Placement,
    picture: Size,
) -> list[Detection]:
    """:param outputs: in the order of ``spec.outputs``."""
    if spec.task == "classify":
        return _top_classes(float64(outputs[0][0]), spec, options)
    rows = outputs[0][0].T if spec.family == "v8" else outputs[0][0]
    read = _end_to_end if spec.family == "end2end" else _suppressed
    rows, scores, classes, boxes = read(rows, spec, options, placement.input)
    extra = float64(rows[:, _extra_channel(spec) :])
    prototypes = outputs[1][0] if len(outputs) > 1 else None
    corners = placement.to_picture(boxes.reshape(-1, 2, 2), picture).reshape(-1, 4)
    found = []
    for index, class_id in enumerate(classes.tolist()):
        detection = Detection(class_id, _name(spec, class_id), float(scores[index]))
        if spec.task == "obb":
            centre = _centre(boxes[index : index + 1])[0]
            # Corners may lie outside the picture; clipping one would bend the box.
            detection.polygon = placement.to_picture(_corners(centre, extra[index, 0]), None)
            around = detection.polygon.clip(0, (picture.width, picture.height))
            detection.box = (*around.min(axis=0).tolist(), *around.max(axis=0).tolist())
        else:
            x1, y1, x2, y2 = corners[index].tolist()
            detection.box = (x1, y1, x2, y2)
        if spec.task == "pose" and spec.keypoints is not None:
            points = extra[index, : spec.keypoints[0] * spec.keypoints[1]].reshape(spec.keypoints)
            places = placement.to_picture(points[:, :2], picture)
            detection.keypoints = np.hstack([places, points[:, 2:]])
        if spec.task == "segment" and prototypes is not None:
            coefficients = extra[index, : prototypes.shape[0]]
            area, outline = candidate_mask(boxes[index], coefficients, prototypes, placement.input)
            detection.segment = placement.to_picture(outline, picture)
            detection.mask_area = area / placement.scale**2
        found.append(detection)
    return found


def _name(spec: ModelSpec, class_id: int) -> str:
    return spec.names[class_id] if class_id < len(spec.names) else str(class_id)


def _most(spec: ModelSpec, options: PredictOptions) -> int:
    return min(options.max_det, MAX_MASKS) if spec.task == "segment" else options.max_det


def _extra_channel(spec: ModelSpec) -> int:
    """The first channel after box and classes: mask coefficients, keypoints or angle."""
    if spec.family == "end2end":
        return 6
    return (4 if spec.family == "v8" else 5) + len(spec.names)


def _wanted(classes: Array, scores: Array, options: PredictOptions) -> Array:
    keep = scores > options.conf
    return keep if options.classes is None else keep & np.isin(classes, options.classes)


def _end_to_end(
    rows: Array, spec: ModelSpec, options: PredictOptions, _input_size: Size
) -> tuple[Array, Array, Array, Array]:
    classes = np.rint(rows[:, 5]).astype(int)
    keep = _wanted(classes, rows[:, 4], options) & (classes >= 0)
    rows, classes = rows[keep], classes[keep]
    order = np.argsort(-rows[:, 4], kind="stable")[: _most(spec, options)]
    rows = rows[order]
    boxes = float64(rows[:, :4])
    if spec.task == "obb":
        boxes = _from_centre(boxes)
    return rows, rows[:, 4], classes[order], boxes


def _suppressed(
    rows: Array, spec: ModelSpec, options: PredictOptions, input_size: Size
) -> tuple[Array, Array, Array, Array]:
    first = 4 if spec.family == "v8" else 5
    per_class = rows[:, first : first + len(spec.names)]
    scores = float64(per_class.max(axis=1))
    if first == 5:
        scores = scores * rows[:, 4]
    # The class is asked only of what passes: that is a few rows of thousands.
    kept = np.flatnonzero(scores > options.conf)
    classes = per_class[kept].argmax(axis=1)
    wanted = _wanted(classes, scores[kept], options)
    kept, classes = kept[wanted], classes[wanted]
    scores, centres = scores[kept], float64(rows[kept, :4])
    if spec.family == "yolox":
        centres = _yolox_centres(centres, kept, input_size)
    rows, boxes = rows[kept], _from_centre(centres)
    if spec.task == "obb":
        angles = float64(rows[:, _extra_channel(spec)])[:, None]
        compared, overlaps = np.hstack([centres, angles]), probabilistic_iou
    else:
        compared, overlaps = boxes, box_iou
    best = suppress(scores, classes, overlaps, compared, options.iou, _most(spec, options))
    return rows[best], scores[best], classes[best], boxes[best]


def _from_centre(boxes: Array) -> Array:
    centre, half = boxes[:, :2], boxes[:, 2:4] / 2
    return np.hstack([centre - half, centre + half])


def _centre(boxes: Array) -> Array:
    return np.hstack([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]])


def _yolox_centres(raw: Array, kept: Array, input_size: Size) -> Array:
    """Centres are offsets in grid cells and sizes are logarithms."""
    cells = []
    for stride in _YOLOX_STRIDES:
        columns, lines = input_size.width // stride, input_size.height // stride
        y, x = np.divmod(np.arange(columns * lines), columns)
        cells.append(np.stack([x, y, np.full_like(x, stride)], axis=1))
    x, y, stride = np.concatenate(cells)[kept].T
    return np.stack(
        [
            (raw[:, 0] + x) * stride,
            (raw[:, 1] + y) * stride,
            np.exp(raw[:, 2]) * stride,
            np.exp(raw[:, 3]) * stride,
        ],
        axis=1,
    )


def _corners(box: Array, angle: float) -> Array:
    """The four corners of an oriented box, in order around it."""
    centre, (width, height) = box[:2], box[2:4]
    along = np.array([np.cos(angle), np.sin(angle)]) * width / 2
    across = np.array([-np.sin(angle), np.cos(angle)]) * height / 2
    return np.stack(
        [centre + along + across, centre + along - across, centre - along - across, centre - along + across]
    )


def _top_classes(scores: Array, spec: ModelSpec, options: PredictOptions) -> list[Detection]:
    """The best classes; scores that do not add up to one are logits without the final softmax."""
    if abs(scores.sum() - 1) >= 0.02:
        scores = np.exp(scores - scores.max())
        scores = scores / scores.sum()
    order = [
        int(class_id)
        for class_id in np.argsort(-scores, kind="stable")
        if options.classes is None or class_id in options.classes
    ]
    best = order[: min(_TOP_CLASSES, options.max_det)]
    return [Detection(class_id, _name(spec, class_id), float(scores[class_id])) for class_id in best]
