"""What the command line and the environment say."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from .log import LEVELS
from .option_values import OptionsError, Parse, integer, non_empty, number, one_of, size, texts

DEVICES = ("auto", "cpu", "cuda", "tensorrt")
FAMILIES = ("v5", "v8", "end2end", "yolox", "classify")
TASKS = ("detect", "segment", "pose", "obb", "classify")


class Flag(NamedTuple):
    """A flag of the command line, and the environment variable that says the same."""

    value: str
    parse: Parse
    help: str


FLAGS: dict[str, Flag] = {
    "model": Flag("FILE", non_empty, "weights: .pt or .onnx (required)"),
    "name": Flag("NAME", non_empty, "name of the model; default: the file's"),
    "host": Flag("HOST", non_empty, "address to listen on; default 127.0.0.1"),
    "port": Flag("PORT", integer(0, 65_535), "port; 0 takes a free one; default 5000"),
    "socket": Flag("PATH", non_empty, "Unix socket instead of a port"),
    "device": Flag("DEVICE", one_of(DEVICES), "auto, cpu, cuda or tensorrt; default auto"),
    "conf": Flag("N", number(0, 1), "default lowest confidence, 0-1; default 0.25"),
    "iou": Flag("N", number(0, 1), "default largest overlap in NMS, 0-1; default 0.7"),
    "workers": Flag("N", integer(1, 256), "pictures worked on at once; default: by the cores"),
    "threads": Flag("N", integer(1, 256), "threads in one inference; default: by the cores"),
    "queue": Flag("N", integer(0, 100_000), "pictures that may wait; beyond it 503; default 64"),
    "timeout-s": Flag("S", number(0.001, 3600), "seconds for one picture; default 30"),
    "request-timeout-s": Flag(
        "S", number(0.001, 86_400), "seconds for one request, waiting included; default 120"
    ),
    "max-body-mib": Flag("MIB", number(0.001, 1024), "largest body; default 32"),
    "max-images": Flag("N", integer(1, 1024), "pictures in one request; default 64"),
    "max-megapixels": Flag("N", number(0.01, 1000), "largest picture; default 64"),
    "vram-limit-mib": Flag(
        "MIB",
        integer(0, 10_000_000),
        "most video memory to allocate; of TensorRT half of it is the workspace",
    ),
    "log-level": Flag("LEVEL", one_of(LEVELS), "trace … fatal, silent; default info"),
    "deployment": Flag("NAME", non_empty, "name in every line of the log"),
    "family": Flag("FAMILY", one_of(FAMILIES), "layout of an ONNX file's output, if not found out"),
    "task": Flag("TASK", one_of(TASKS), "detect, segment, pose, obb or classify"),
    "names": Flag("A,B,…", texts, "class names by number; or a list in JSON"),
    "imgsz": Flag("N|H,W", size(32, 4096), "input size in pixels, where the model leaves it open"),
    "cache": Flag("FOLDER", non_empty, "where TensorRT engines are kept; default /var/cache/yolo"),
}

SWITCHES = {
    "exit-with-stdin": "end when standard input closes, as when the parent process dies",
    "help": "show this",
    "version": "show the version",
}


@dataclass(frozen=True)
class Options:
    """Everything that can be said. ``None``: the part's own default."""

    model: Path
    name: str
    host: str
    port: int
    socket: str | None
    device: str
    conf: float
    iou: float
    workers: int | None
    threads: int | None
    queue: int
    timeout_s: float
    request_timeout_s: float
    body_bytes: int
    max_images: int
    max_pixels: int
    vram_limit_mib: int | None
    log_level: str
    deployment: str
    family: str | None
    task: str | None
    names: list[str] | None
    imgsz: tuple[int, int] | None
    cache: Path
    exit_with_stdin: bool


def variable(flag: str) -> str:
    """The environment variable of a flag."""
    return f"YOLO_{flag.upper().replace('-', '_')}"


def help_text(version: str) -> str:
    lines = [
        f"  --{f'{name} {flag.value}':<26}{variable(name):<24}{flag.help}"
        for name, flag in FLAGS.items()
    ]
    lines += [f"  --{name:<26}{'':<24}{text}" for name, text in SWITCHES.items()]
    return "\n".join(
        [
            f"YOLO Dock inference server (Python) {version}",
            "",
            "Usage: python -m yolo_server --model FILE [flags]",
            "Each flag with a value may stand in the environment instead; flags win.",
            "",
            *lines,
            "",
        ]
    )


def read_command(arguments: Sequence[str], env: Mapping[str, str] = os.environ) -> Options | str:
    """The options, or ``"help"`` or ``"version"``. Flags win over the environment.

    :raises OptionsError: names the flag or variable, its value and what is allowed.
    """
    given = _flags(arguments)
    for switch in ("help", "version"):
        if switch in given:
            return switch
    values: dict[str, Any] = {}
    for name, flag in FLAGS.items():
        if name in given:
            values[name] = flag.parse(given[name], f"--{name}")
        # An empty variable is how compose files and manifests say "not set".
        elif env.get(variable(name)):
            values[name] = flag.parse(env[variable(name)], variable(name))
    if "model" not in values:
        raise OptionsError("No model is given: use --model FILE, or set YOLO_MODEL.")
    for name in ("host", "port"):
        if "socket" in given and name in given:
            message = f"--socket and --{name} exclude each other: give one of them."
            raise OptionsError(message)
    model = _file(Path(values["model"]))
    return Options(
        model=model,
        name=values.get("name", model.stem),
        host=values.get("host", "127.0.0.1"),
        port=values.get("port", 5000),
        socket=values.get("socket"),
        device=values.get("device", "auto"),
        conf=values.get("conf", 0.25),
        iou=values.get("iou", 0.7),
        workers=values.get("workers"),
        threads=values.get("threads"),
        queue=values.get("queue", 64),
        timeout_s=values.get("timeout-s", 30.0),
        request_timeout_s=values.get("request-timeout-s", 120.0),
        body_bytes=round(values.get("max-body-mib", 32) * 2**20),
        max_images=values.get("max-images", 64),
        max_pixels=round(values.get("max-megapixels", 64) * 1e6),
        vram_limit_mib=values.get("vram-limit-mib"),
        log_level=values.get("log-level", "info"),
        deployment=values.get("deployment", values.get("name", "local")),
        family=values.get("family"),
        task=values.get("task"),
        names=values.get("names"),
        imgsz=values.get("imgsz"),
        cache=Path(values.get("cache", "/var/cache/yolo")),
        exit_with_stdin="exit-with-stdin" in given,
    )


def _file(path: Path) -> Path:
    """The file; of a folder the one file in it, whose name only the build knew."""
    files = [file for file in path.iterdir() if file.is_file()] if path.is_dir() else []
    return files[0] if len(files) == 1 else path


def _flags(arguments: Sequence[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        name, equals, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("--") or (name not in FLAGS and name not in SWITCHES):
            raise OptionsError(f"Unknown option '{argument[:80]}'; --help lists what there is.")
        if name in FLAGS and not equals:
            if not rest:
                raise OptionsError(f"--{name} needs a value; --help lists what there is.")
            value = rest.pop(0)
        given[name] = value
    return given
