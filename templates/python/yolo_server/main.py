"""Runs the server until it is asked to end."""

from __future__ import annotations

import asyncio
import os
import sys
import time

from .backends.network import Wish
from .contract import VERSION
from .errors import ModelError
from .loaded import LoadedModel, load
from .log import Log, failure
from .metrics import Metrics
from .option_values import OptionsError
from .options import Options, help_text, read_command
from .pool import WorkerPool, default_threads, default_workers
from .serving import ListenError, asked_to_end, serve, stop
from .state import State
from .vision.prediction import Size
from .vision.spec import Overrides

FAILED, MISUSED = 1, 2
"""Exit codes beside 0."""


def main() -> None:
    """The program."""
    # Read by Ultralytics when it is imported: it must not contact anybody nor install anything.
    os.environ["YOLO_OFFLINE"] = "true"
    os.environ["YOLO_AUTOINSTALL"] = "false"
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        command = read_command(sys.argv[1:])
    except OptionsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(MISUSED)
    if command == "help":
        sys.stdout.write(help_text(VERSION))
    elif command == "version":
        sys.stdout.write(f"{VERSION}\n")
    elif isinstance(command, Options):
        code = asyncio.run(_serve(command))
        sys.stdout.flush()
        # A thread that still works on a picture that was given up must not hold up the end.
        os._exit(code)


async def _serve(options: Options) -> int:
    """Listens at once, so that health probes are answered while the model is being loaded."""
    log = Log(options.log_level, options.deployment)
    pool = WorkerPool(options.workers or default_workers(), options.queue, options.timeout_s)
    metrics = Metrics(lambda: pool.queued, pool.capacity)
    state = State(options, pool, metrics, log)
    try:
        server, listening, address = await serve(state)
    except ListenError as error:
        return _fatal(log, str(error))
    log.info("listening", address=address, pid=os.getpid(), version=VERSION)
    loading = asyncio.create_task(_load(state))
    ending = asyncio.create_task(asked_to_end(options.exit_with_stdin))
    await asyncio.wait({loading, ending}, return_when=asyncio.FIRST_COMPLETED)
    if loading.done() and not loading.result():
        listening.close()
        return FAILED
    log.info("stopping", reason=await ending)
    code = await stop(state, server, listening)
    log.info("stopped")
    return code


async def _load(state: State) -> bool:
    """Loads the model in a thread; whether it can be used."""
    options, log = state.options, state.log
    size = None if options.imgsz is None else Size(*options.imgsz)
    overrides = Overrides(options.family, options.task, options.names, size)
    wish = Wish(
        model=options.model,
        device=options.device,
        threads=options.threads or default_threads(),
        vram_limit_mib=options.vram_limit_mib or None,
        imgsz=size,
        overrides=overrides,
        cache=options.cache,
    )

    def progress(text: str) -> None:
        state.progress = text
        log.info(text)

    try:
        loaded: LoadedModel = await asyncio.get_running_loop().run_in_executor(
            None, load, wish, options.name, state.pool.workers, progress, log.warn
        )
    except ModelError as error:
        state.failure = str(error)
        _fatal(log, state.failure)
        return False
    except Exception as error:
        state.failure = f"{options.model.name} cannot be loaded: {_first_line(error)}"
        log.error(state.failure, err=failure(error))
        _fatal(log, state.failure)
        return False
    state.model = loaded
    spec, network = loaded.model.spec, loaded.model.network
    state.metrics.loaded(loaded.name, spec.family, spec.task, loaded.sha256, network.provider)
    if wish.vram_limit_mib is not None:
        log.info(_held(network.provider), vramLimitMib=wish.vram_limit_mib)
    log.info(
        "ready",
        model=loaded.name,
        family=spec.family,
        task=spec.task,
        provider=network.provider,
        workers=loaded.workers,
        threads=loaded.threads,
        loadMs=round(loaded.load_ms, 1),
        warmupMs=round(loaded.warmup_ms, 1),
        ms=round((time.monotonic() - state.started) * 1000),
    )
    return True


def _fatal(log: Log, sentence: str) -> int:
    log.fatal(sentence)
    sys.stderr.write(f"{sentence}\n")
    return FAILED


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__


def _held(provider: str) -> str:
    """What a budget of video memory means to who computes."""
    if provider == "cpu":
        return "video memory: not enforced on the CPU"
    if provider == "tensorrt":
        return "video memory: a budget, of which half is TensorRT's workspace; not enforced"
    return "video memory: what is allocated is limited; CUDA's own context comes on top"
