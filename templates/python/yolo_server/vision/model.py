"""A network together with the knowledge of how to feed it pictures and read its outputs."""

from __future__ import annotations

import time

import cv2
import numpy as np

from ..backends.network import Network
from ..errors import ServerError
from .picture import Picture, decode
from .placement import Placement, centre_crop, letterbox, top_left
from .postprocess import read_detections
from .prediction import Array, Prediction, PredictOptions, Size, Speed
from .spec import ModelSpec

PAD_VALUE = 114

# Pictures are worked on side by side; threads inside OpenCV would only fight over the same cores.
cv2.setNumThreads(1)


class Model:
    """Finds objects in encoded pictures."""

    def __init__(self, network: Network, spec: ModelSpec) -> None:
        self.network = network
        self.spec = spec
        divisor = 1 if spec.family == "yolox" or spec.input.type == "uint8" else 255
        self._table = (np.arange(256) / divisor).astype(spec.input.type)

    def predict(self, data: bytes, options: PredictOptions, max_pixels: int) -> Prediction:
        """:raises ServerError: when the picture cannot be used, or the network fails."""
        start = time.perf_counter()
        input_size = self.spec.input.size
        if self.spec.input.dynamic and options.imgsz is not None:
            input_size = options.imgsz
        picture = decode(
            data,
            lambda original: self._place(original, input_size).resized,
            max_pixels,
            # Classifiers see so few pixels that even which ones are skipped changes their answer.
            may_drop_detail=self.spec.task != "classify",
        )
        placement = self._place(picture.original, input_size)
        tensor = self.prepare(picture, placement)
        ready = time.perf_counter()
        try:
            results = self.network.run({self.spec.input.name: tensor}, self.spec.outputs)
        except ServerError:
            raise
        except Exception as error:
            raise ServerError("inference_failed", f"The network failed: {error}") from error
        ran = time.perf_counter()
        outputs = [np.asarray(result, dtype=np.float32) for result in results]
        detections = read_detections(outputs, self.spec, options, placement, picture.original)
        done = time.perf_counter()
        speed = Speed((ready - start) * 1000, (ran - ready) * 1000, (done - ran) * 1000)
        return Prediction(picture.original, detections, speed)

    def prepare(self, picture: Picture, placement: Placement) -> Array:
        """A decoded picture as the network's input ``[1, channels, height, width]``."""
        height, width = placement.resized
        resized = cv2.resize(picture.pixels, (width, height), interpolation=cv2.INTER_LINEAR)
        canvas = np.full((*placement.input, 3), PAD_VALUE, dtype=np.uint8)
        x0, y0 = max(0, placement.left), max(0, placement.top)
        x1 = min(placement.input.width, placement.left + width)
        y1 = min(placement.input.height, placement.top + height)
        part = resized[y0 - placement.top : y1 - placement.top, x0 - placement.left : x1 - placement.left]
        canvas[y0:y1, x0:x1] = part
        if self.spec.input.channels == 1:
            grey = canvas @ np.array([0.299, 0.587, 0.114])
            planes = np.floor(grey + 0.5).astype(np.uint8)[None]
        else:
            order = canvas[:, :, ::-1] if self.spec.family == "yolox" else canvas
            planes = np.ascontiguousarray(order.transpose(2, 0, 1))
        if self._table.dtype == np.uint8:
            return planes[None]
        return self._table[planes][None]

    def _place(self, picture: Size, input_size: Size) -> Placement:
        if self.spec.task == "classify":
            return centre_crop(picture, input_size)
        place = top_left if self.spec.family == "yolox" else letterbox
        return place(picture, input_size)
