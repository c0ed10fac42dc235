"""What every route needs: the model as far as it is loaded, the pool, the limits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .errors import ServerError
from .loaded import LoadedModel
from .log import Log
from .metrics import Metrics
from .options import Options
from .pool import WorkerPool
from .vision.prediction import PredictOptions

BUDGET_FACTOR = 8
"""The bodies of all requests together may hold this many times the largest single one."""


@dataclass
class State:
    """Changes on the event loop only, but for ``progress``."""

    options: Options
    pool: WorkerPool
    metrics: Metrics
    log: Log
    started: float = field(default_factory=time.monotonic)
    model: LoadedModel | None = None
    failure: str | None = None
    """Why the model cannot be used, when it cannot."""
    progress: str = "The model is being loaded"
    """What is being done while the model is not there yet."""
    stopping: bool = False
    body_bytes_held: int = 0
    in_flight: int = 0

    @property
    def defaults(self) -> PredictOptions:
        return PredictOptions(conf=self.options.conf, iou=self.options.iou)

    def loaded_model(self) -> LoadedModel:
        """For a request that was let in: it is finished even while the server stops.

        :raises ServerError: ``starting`` or ``model_failed``.
        """
        if self.failure is not None:
            raise ServerError("model_failed", self.failure)
        if self.model is None:
            seconds = time.monotonic() - self.started
            message = f"{self.progress}, since {seconds:.1f} s."
            raise ServerError("starting", message, retry_after=1)
        return self.model

    def require_model(self) -> LoadedModel:
        """For a request that begins.

        :raises ServerError: ``stopping``, ``starting`` or ``model_failed``.
        """
        if self.stopping:
            raise ServerError("stopping", "The server is shutting down.", retry_after=5)
        return self.loaded_model()

    def require_room(self) -> None:
        """Refuses a request whose body need not be read because the queue is full already."""
        pool = self.pool
        if pool.capacity == 0 or pool.queued < pool.capacity or pool.active == 0:
            return
        message = (
            f"{pool.queued} pictures are waiting already, the most that this server lets wait."
        )
        raise ServerError("queue_full", message, retry_after=1)
