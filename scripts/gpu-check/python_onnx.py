"""Checks on a machine with an NVIDIA GPU that the Python server runs ONNX files right there: what it
finds on the GPU against the CPU, and that the limit of video memory holds. python.sh checks PyTorch.

usage: python3 scripts/gpu-check/python_onnx.py [--tensorrt]
It needs the server's packages (templates/pytorch/requirements-pytorch.txt) with onnxruntime-gpu in
place of onnxruntime; with --tensorrt any ONNX Runtime, TensorRT and CUDA's runtime library, and what
is checked is TensorRT: engines that are built, kept, and built anew where they are damaged.
Exit code 1 when something was wrong, 2 when nothing could be checked.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "templates" / "python"
SAMPLES = ROOT / "samples" / "parts"
wrong = 0


def check(what, ok, detail=""):
    global wrong
    wrong += not ok
    print(f"{'✔' if ok else '✖'} {what}{': ' if detail else ''}{detail}", flush=True)


class OverSocket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Server:
    def __init__(self, process, path, output):
        self.process, self.path, self.output = process, path, output
        self.seconds = 0.0
        """From its start until it was ready."""
        self.said = set()
        """What it answered while it was not ready."""

    def ask(self, method, route, body=None, headers={}):
        connection = OverSocket(self.path)
        connection.request(method, route, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def predict(self, picture, query="conf=0.25"):
        headers = {"Content-Type": "image/jpeg"}
        return self.ask("POST", f"/predict?{query}", picture.read_bytes(), headers)

    def vram_mib(self):
        query = ["nvidia-smi", "--query-compute-apps=pid,used_gpu_memory", "--format=csv,noheader,nounits"]
        rows = [row.split(", ") for row in subprocess.check_output(query, text=True).split("\n") if row]
        return next((int(used) for pid, used in rows if int(pid) == self.process.pid), 0)


@contextmanager
def server(model, device, limit=None, *flags):
    """A server that is ready, or that has failed: its log says why."""
    with tempfile.TemporaryDirectory() as folder:
        path, log = f"{folder}/s", Path(folder, "log")
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SERVER), *sys.path[1:]])}
        if limit:
            env["YOLO_VRAM_LIMIT_MIB"] = str(limit)
        command = [sys.executable, "-m", "yolo_server", "--model", str(model), "--device", device, *flags]
        with log.open("w") as out:
            process = subprocess.Popen([*command, "--socket", path], env=env, stdout=out, stderr=out)
        running = Server(process, path, log.read_text)
        began = time.monotonic()
        try:
            until = began + 900
            while process.poll() is None and time.monotonic() < until:
                try:
                    status, answer = running.ask("GET", "/health/ready")
                except OSError:
                    status, answer = 0, {}
                if status == 200 or answer.get("error", {}).get("code") == "model_failed":
                    break
                running.said.add(answer.get("error", {}).get("message", ""))
                time.sleep(0.1)
            running.seconds = time.monotonic() - began
            yield running
        finally:
            process.terminate()
            process.wait(30)


def iou(a, b):
    width = min(a["x2"], b["x2"]) - max(a["x1"], b["x1"])
    height = min(a["y2"], b["y2"]) - max(a["y1"], b["y1"])
    if width <= 0 or height <= 0:
        return 0.0
    size = lambda box: (box["x2"] - box["x1"]) * (box["y2"] - box["y1"])
    return width * height / (size(a) + size(b) - width * height)


def same_objects(name, model, query, least, device, *flags):
    pictures = sorted((SAMPLES / "images").glob("*.jpg"))
    with server(model, "cpu") as cpu:
        expected = [cpu.predict(picture, query)[1]["images"][0]["results"] for picture in pictures]
    with server(model, device, None, *flags) as gpu:
        if gpu.process.poll() is not None:
            return check(f"{name} on {device} starts", False, gpu.output()[-900:])
        status, loaded = gpu.ask("GET", "/model")
        if status != 200:
            return check(f"{name} on {device} starts", False, json.dumps(loaded) + gpu.output()[-900:])
        check(f"{name}: what runs it", loaded["provider"] == device, loaded["provider"] + gpu.output()[-900:] * (loaded["provider"] != device))
        for text in sorted(gpu.said):
            print(f"  meanwhile: {text}")
        found = [gpu.predict(picture, query)[1]["images"][0]["results"] for picture in pictures]
        pairs = [(a, others) for wanted, others in zip(expected, found) for a in wanted if a["confidence"] >= least]
        same = sum(
            any(b["class"] == a["class"] and iou(a["box"], b["box"]) >= 0.9 for b in others) for a, others in pairs
        )
        check(f"{name}: finds what the CPU finds", len(pairs) > 0 and same >= 0.98 * len(pairs), f"{same} of {len(pairs)}")
        times = []
        for at in range(100):
            began = time.perf_counter()
            gpu.predict(pictures[at % len(pictures)], query)
            times.append((time.perf_counter() - began) * 1000)
        print(f"  ready after {gpu.seconds:.1f} s, {gpu.vram_mib()} MiB, answer p50 {statistics.median(times):.1f} ms, load {loaded['loadMs']:.0f} ms, first inference {loaded['warmupMs']:.0f} ms")


def limited(name, model, too_little, enough):
    with server(model, "cuda", too_little) as tight:
        text = ""
        try:
            status, answer = tight.predict(SAMPLES / "images" / "line-01.jpg")
            text = json.dumps(answer)
        except OSError:
            status, text = 0, tight.output()
        check(f"{name}: {too_little} MiB are too little, and it says so", status != 200 and "MiB" in text, f"{status} {text[-400:]}")
    with server(model, "cuda", enough) as roomy:
        status, _ = roomy.predict(SAMPLES / "images" / "line-01.jpg")
        check(f"{name}: works within {enough} MiB", status == 200, f"{roomy.vram_mib()} MiB with its context")


def kept_engines(model, cache):
    """An engine is built once; a damaged one is never run, nor one of another card or version."""
    flags = ("--cache", cache)
    engine = max(Path(cache).glob("*.engine"), default=None, key=lambda path: path.stat().st_mtime)
    if engine is None:
        return check("an engine is kept", False)
    written = engine.stat().st_mtime_ns
    with server(model, "tensorrt", None, *flags) as again:
        check("the engine is kept for the next start", engine.stat().st_mtime_ns == written, f"ready after {again.seconds:.1f} s")
    data = bytearray(engine.read_bytes())
    data[len(data) // 2] ^= 1
    engine.write_bytes(data)
    with server(model, "tensorrt", 700, *flags) as anew:
        status, _ = anew.predict(SAMPLES / "images" / "line-01.jpg")
        rebuilt = engine.read_bytes() != bytes(data)
        check("a damaged engine is built anew, with half of 700 MiB to work in", status == 200 and rebuilt, f"ready after {anew.seconds:.1f} s, {anew.vram_mib()} MiB{anew.output()[-900:] * (status != 200)}")


def tensorrt():
    import tensorrt as trt

    print(f"TensorRT {trt.__version__}")
    with tempfile.TemporaryDirectory() as cache:
        for model in sorted((SAMPLES / "models").glob("*.onnx")):
            same_objects(model.name, model, "conf=0.25", 0.35, "tensorrt", "--cache", cache)
        kept_engines(model, cache)
    return 1 if wrong else 0


def main():
    if "--tensorrt" in sys.argv:
        return tensorrt()
    import onnxruntime

    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        print("This ONNX Runtime has no CUDA provider: nothing can be checked.")
        return 2
    for model in sorted((SAMPLES / "models").glob("*.onnx")):
        same_objects(model.name, model, "conf=0.25", 0.35, "cuda")
    limited(model.name, model, 1, 1024)
    return 1 if wrong else 0


sys.exit(main())
