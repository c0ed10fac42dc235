"""What the server counts, under the names that every YOLO Dock server has."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from .vision.prediction import Speed

# Upper bounds in seconds; they resolve 1 ms to 5 s with steps of at most a factor of two.
_MILLISECONDS = (1, 2, 3, 5, 7.5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 750)
SECONDS = (*(value / 1000 for value in _MILLISECONDS), 1, 1.5, 2, 3, 5)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counters and histograms in a registry of their own."""

    def __init__(self, queued: Callable[[], int], capacity: int) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = CollectorRegistry()
        self._registry = registry
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "yolo_requests_total",
            "Requests by route pattern and status; 499 when the client left before the answer.",
            ["route", "code"],
            registry=registry,
        )
        self._images = Counter(
            "yolo_images_total",
            "Pictures by result: ok, or the error code.",
            ["result"],
            registry=registry,
        )
        self._in_flight = Gauge(
            "yolo_requests_in_flight", "Requests that have begun and not ended.", registry=registry
        )
        Gauge("yolo_queue_depth", "Pictures accepted and waiting.", registry=registry).set_function(
            queued
        )
        Gauge("yolo_queue_capacity", "Most pictures that may wait.", registry=registry).set(capacity)
        self._model = Gauge(
            "yolo_model_info",
            "Always 1; the labels say what is loaded.",
            ["model", "family", "task", "sha256", "provider"],
            registry=registry,
        )

        def seconds(stage: str, text: str) -> Histogram:
            return Histogram(f"yolo_{stage}_seconds", text, buckets=SECONDS, registry=registry)

        self._preprocess = seconds("preprocess", "Decoding, resizing and normalising one picture.")
        self._inference = seconds("inference", "The network itself, for one picture.")
        self._postprocess = seconds("postprocess", "Decoding the output of one picture and NMS.")
        self._total = Histogram(
            "yolo_request_seconds",
            "From the first byte of a request to the last of its answer.",
            ["route"],
            buckets=SECONDS,
            registry=registry,
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)

    def began(self) -> None:
        self._in_flight.inc()

    def ended(self, route: str, status: int, seconds: float) -> None:
        """Counts a request that ended, with the pattern of its route."""
        self._in_flight.dec()
        self._requests.labels(route, str(status)).inc()
        self._total.labels(route).observe(seconds)

    def found(self, speed: Speed) -> None:
        """Counts a picture that was answered."""
        self._images.labels("ok").inc()
        self._preprocess.observe(speed.preprocess / 1000)
        self._inference.observe(speed.inference / 1000)
        self._postprocess.observe(speed.postprocess / 1000)

    def failed(self, code: str) -> None:
        """Counts a picture that failed."""
        self._images.labels(code).inc()

    def loaded(self, name: str, family: str, task: str, sha256: str, provider: str) -> None:
        """Publishes what is loaded."""
        self._model.labels(name, family, task, sha256, provider).set(1)
