"""Work off the event loop: a few threads, and a bounded queue before them."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from .errors import ServerError

T = TypeVar("T")

MOST_WORKERS = 4


def cores() -> int:
    """Cores that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1


def default_workers() -> int:
    """Two, so that one picture is decoded while another is inferred; more where cores abound."""
    return min(MOST_WORKERS, max(2, cores() // 4))


def default_threads() -> int:
    """Threads inside one inference."""
    return max(1, min(8, cores()))


class Place:
    """Room held for a request from its admission until its first picture stands in the queue.

    Between the two the event loop may admit others: without it they would all see the same room.
    """

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._held = True
        pool.held += 1

    def give_back(self) -> None:
        """The picture has a place of its own now, or will not come."""
        if self._held:
            self._held = False
            self._pool.held -= 1

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()


class WorkerPool:
    """Threads that work on one picture each; what comes meanwhile waits in order."""

    def __init__(self, workers: int, capacity: int, timeout_s: float) -> None:
        self.workers = workers
        self.capacity = capacity
        self.active = 0
        self.held = 0
        """Requests that are let in and have no picture in the queue yet."""
        self._timeout_s = timeout_s
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="picture")
        self._task_seconds = 0.1
        """Exponential mean of the seconds that a picture takes, for Retry-After."""

    @property
    def queued(self) -> int:
        return len(self._waiting)

    def admit(self) -> Place:
        """Lets a request in: its pictures are not refused for want of room afterwards.

        :raises ServerError: ``queue_full``.
        """
        if self.active + self.queued + self.held < self.workers + self.capacity:
            return Place(self)
        seconds = (self.queued + 1) * self._task_seconds / self.workers
        message = (
            f"The server is busy: {self.queued} pictures are already waiting. Try again later."
        )
        raise ServerError("queue_full", message, retry_after=max(1, math.ceil(seconds)))

    async def run(self, place: Place, work: Callable[..., T], *arguments: Any) -> T:
        """Does the work in a thread. Cancelled while it waits, it is never begun.

        :param place: what the request was let in with.
        :raises ServerError: ``timeout``. A thread cannot be ended, so its place stays taken until
            the work is done, and nothing new begins there.
        """
        place.give_back()
        await self._enter()
        began = time.perf_counter()
        try:
            future = asyncio.get_running_loop().run_in_executor(self._executor, work, *arguments)
        except BaseException:
            self._leave()
            raise

        def ended(done: asyncio.Future[T]) -> None:
            if not done.cancelled():
                done.exception()
            self._task_seconds += (time.perf_counter() - began - self._task_seconds) * 0.05
            self._leave()

        future.add_done_callback(ended)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._timeout_s)
        except asyncio.TimeoutError:
            message = f"The picture took longer than {self._timeout_s:g} s and was given up."
            raise ServerError("timeout", message) from TimeoutError("timed out in its thread")

    async def _enter(self) -> None:
        if self.active < self.workers:
            self.active += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done() and not place.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        self.active -= 1
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                self.active += 1
                place.set_result(None)
                return

    def close(self) -> None:
        """Ends the threads that are idle."""
        self._executor.shutdown(wait=False, cancel_futures=True)
