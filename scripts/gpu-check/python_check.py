"""Checks the Python server on a real GPU; started by python.sh, which sets the paths."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULTS: dict[str, Any] = {}
FAILED: list[str] = []


def check(name: str, passed: bool, **facts: Any) -> None:
    RESULTS[name] = {"passed": bool(passed), **facts}
    print(f"{'ok  ' if passed else 'FAIL'} {name} {json.dumps(facts)}", flush=True)
    if not passed:
        FAILED.append(name)


class Server:
    """The server as a process, by its log and its port."""

    def __init__(self, model: Path, device: str, *flags: str) -> None:
        command = [sys.executable, "-m", "yolo_server", "--model", str(model), "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--device", device, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []
        self.url = ""

    def wait(self) -> bool:
        """Whether it became ready."""
        assert self.process.stdout is not None
        for text in self.process.stdout:
            line = json.loads(text)
            self.lines.append(line)
            self.url = line.get("address", self.url)
            if line["msg"] == "ready":
                return True
        return False

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            body = answer.read()
        return body.decode() if path == "/metrics" else json.loads(body)

    def post(self, path: str, body: bytes, kind: str = "image/jpeg") -> tuple[int, Any]:
        request = urllib.request.Request(self.url + path, body, {"content-type": kind})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def end(self) -> tuple[int, str]:
        self.process.terminate()
        _, stderr = self.process.communicate(timeout=40)
        return self.process.returncode, stderr


def weights(folder: Path, name: str) -> Path:
    """A checkpoint as Ultralytics writes it, with weights made by chance."""
    import torch
    from ultralytics.nn.tasks import DetectionModel

    torch.manual_seed(0)
    model = DetectionModel(f"{name}.yaml", verbose=False)
    model.names = {number: f"class {number}" for number in range(80)}
    model.task = "detect"
    file = folder / f"{name}.pt"
    torch.save({"model": model.half(), "train_args": {"imgsz": 640, "task": "detect"}}, file)
    return file


def tensor(server: Server) -> list[float]:
    """The network's own output for one picture's worth of a fixed pattern, sampled."""
    import numpy as np

    values = np.random.default_rng(1).random((1, 3, 640, 640), dtype=np.float32)
    head = json.dumps(
        {
            "inputs": [
                {
                    "name": "images",
                    "shape": [1, 3, 640, 640],
                    "datatype": "FP32",
                    "parameters": {"binary_data_size": values.nbytes},
                }
            ],
            "parameters": {"binary_data_output": True},
        }
    ).encode()
    model = server.get("/model")["name"]
    request = urllib.request.Request(
        f"{server.url}/v2/models/{model}/infer",
        head + values.tobytes(),
        {"Inference-Header-Content-Length": str(len(head))},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        length = int(answer.headers["Inference-Header-Content-Length"])
        return np.frombuffer(answer.read()[length:], np.float32)  # type: ignore[return-value]


def compare(pt: Path, picture: bytes) -> None:
    """CPU and GPU give the same; the GPU server tells what it runs on."""
    import numpy as np

    outputs = []
    for device in ("cpu", "cuda"):
        began = time.monotonic()
        server = Server(pt, device)
        ready = server.wait()
        check(f"{device}: ready", ready, seconds=round(time.monotonic() - began, 1))
        if not ready:
            print(server.end())
            return
        model = server.get("/model")
        check(f"{device}: provider", model["provider"] == device, provider=model["provider"])
        outputs.append(np.array(tensor(server)))
        times = []
        for _ in range(20):
            status, answer = server.post("/predict?conf=0.001&max_det=20", picture)
            times.append(answer["images"][0]["speed"]["inference"] if status == 200 else -1)
        check(f"{device}: predicts", status == 200, inference_ms=sorted(times)[10])
        metrics = server.get("/metrics")
        told = re.search(r"yolo_model_info\{.*\}", metrics)
        check(f"{device}: metrics", told is not None and f'provider="{device}"' in told[0])
        code, stderr = server.end()
        check(f"{device}: ends by SIGTERM", code == 0 and stderr == "", code=code, stderr=stderr[-300:])
    worst = float(np.abs(outputs[0] - outputs[1]).max() / np.abs(outputs[0]).max())
    # Tensor cores compute convolutions with shorter numbers (TF32) than the CPU.
    check("cpu and cuda give the same tensor", worst < 2e-3, relative_difference=worst)


def limit(pt: Path, picture: bytes) -> None:
    """The budget of video memory holds, at loading and afterwards."""
    server = Server(pt, "cuda", "--vram-limit-mib", "64")
    ready = server.wait()
    code, stderr = server.end() if ready else (server.process.wait(), server.process.stderr.read())  # type: ignore[union-attr]
    told = "does not fit into video memory" in stderr and "64 MiB" in stderr
    check("a budget of 64 MiB refuses a model of 270", not ready and code == 1 and told, told=stderr.strip()[:300])
    server = Server(pt, "cuda", "--vram-limit-mib", "1500")
    if not server.wait():
        check("a budget of 1500 MiB suffices", False, told=server.end())
        return
    status, _ = server.post("/predict?imgsz=320", picture)
    check("a budget of 1500 MiB suffices", status == 200, status=status)
    status, answer = server.post("/predict?imgsz=1280", picture)
    enough = status == 200 or "does not fit into video memory" in json.dumps(answer)
    check("a large input is answered, or refused in words", enough, status=status, answer=str(answer)[:200])
    status, _ = server.post("/predict?imgsz=320", picture)
    check("afterwards the server goes on", status == 200, status=status)
    query = ["nvidia-smi", "--query-compute-apps=pid,used_memory", "--format=csv,noheader"]
    smi = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    check("told by nvidia-smi (context included; not judged)", True, smi=smi.strip())
    server.end()


def onnx() -> None:
    """ONNX Runtime for the CPU says that it has no CUDA, and works without."""
    model = ROOT / "samples/parts/models/parts-v10.onnx"
    picture = (ROOT / "samples/parts/images/line-01.jpg").read_bytes()
    server = Server(model, "cuda")
    ready = server.wait()
    _, stderr = server.end() if ready else (0, server.process.stderr.read())  # type: ignore[union-attr]
    check("onnx on cuda without its provider is refused", not ready and "CUDA" in stderr, told=stderr.strip()[:200])
    server = Server(model, "auto")
    server.wait()
    status, answer = server.post("/predict?conf=0.4", picture)
    count = len(answer["images"][0]["results"]) if status == 200 else 0
    check("onnx falls back to the CPU", count > 5, objects=count)
    server.end()


def main() -> None:
    import torch

    properties = torch.cuda.get_device_properties(0)
    RESULTS["device"] = {"name": properties.name, "torch": torch.__version__}
    picture = (ROOT / "samples/parts/images/line-01.jpg").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        compare(weights(Path(folder), "yolov8n"), picture)
        limit(weights(Path(folder), "yolov8x"), picture)
        onnx()
    out = os.environ.get("OUT")
    if out:
        Path(out, "python.json").write_text(json.dumps(RESULTS, indent=1))
    print(f"{len(FAILED)} failed" if FAILED else "all passed")
    sys.exit(1 if FAILED else 0)


main()
