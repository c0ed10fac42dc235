"""Engines on disk, each under a key of everything that it depends on."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

_MAGIC = b"YOLO-DOCK-ENGINE-1\n"


class EngineCache:
    """The place of one engine: of this GPU, this TensorRT and this model file.

    An engine of another GPU or version has another name, so it is never looked at. What is damaged
    is not used: its checksum stands in front of it.
    """

    def __init__(self, folder: Path, gpu: str, tensorrt: str, model_sha256: str) -> None:
        key = hashlib.sha256("\n".join((gpu, tensorrt, model_sha256)).encode()).hexdigest()
        self.path = folder / f"{key[:32]}.engine"

    def read(self) -> bytes | None:
        """The engine, where there is a whole one."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return None
        start = len(_MAGIC) + 32
        digest, plan = data[len(_MAGIC) : start], data[start:]
        if not data.startswith(_MAGIC) or hashlib.sha256(plan).digest() != digest:
            self.discard()
            return None
        return plan

    def write(self, plan: bytes) -> bool:
        """Keeps an engine; whether it could be kept. Without a volume it is built at each start."""
        part = self.path.with_suffix(f".{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_MAGIC + hashlib.sha256(plan).digest() + plan)
            part.replace(self.path)
        except OSError:
            _remove(part)
            return False
        return True

    def discard(self) -> None:
        """Removes what cannot be used."""
        _remove(self.path)


def _remove(path: Path) -> None:
    # Where nothing can be removed nothing can be written either, and the engine is built anew.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
