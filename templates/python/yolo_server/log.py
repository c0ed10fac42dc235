"""The log: one JSON object a line on standard output, with the fields of every YOLO Dock server."""

from __future__ import annotations

import json
import sys
import threading
import traceback
from datetime import datetime, timezone
from typing import Any

LEVELS = ("trace", "debug", "info", "warn", "error", "fatal", "silent")

_writing = threading.Lock()


def failure(error: BaseException) -> dict[str, str]:
    """An exception as a field of the log."""
    stack = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"type": type(error).__name__, "message": str(error), "stack": stack}


class Log:
    """Writes lines with ``level``, ``time``, ``deployment``, ``request`` and ``msg``."""

    def __init__(self, level: str, deployment: str, request: str | None = None) -> None:
        self._level = level
        self._lowest = LEVELS.index(level)
        self._deployment = deployment
        self._request = request

    def child(self, request: str) -> Log:
        """The log of one request."""
        return Log(self._level, self._deployment, request)

    def write(self, level: str, msg: str, **fields: Any) -> None:
        if LEVELS.index(level) < self._lowest:
            return
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        line = {
            "level": level,
            "time": now.replace("+00:00", "Z"),
            "deployment": self._deployment,
            "request": self._request,
            **fields,
            "msg": msg,
        }
        text = json.dumps(line, ensure_ascii=False, default=str)
        with _writing:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def debug(self, msg: str, **fields: Any) -> None:
        self.write("debug", msg, **fields)

    def info(self, msg: str, **fields: Any) -> None:
        self.write("info", msg, **fields)

    def warn(self, msg: str, **fields: Any) -> None:
        self.write("warn", msg, **fields)

    def error(self, msg: str, **fields: Any) -> None:
        self.write("error", msg, **fields)

    def fatal(self, msg: str, **fields: Any) -> None:
        self.write("fatal", msg, **fields)
