"""Checks on a machine with an NVIDIA GPU that the Python server runs ONNX files right there: what it
finds on the GPU against the CPU, and that the limit of video memory holds. python.sh checks PyTorch.

usage: python3 scripts/gpu-check/python_onnx.py
It needs the server's packages (templates/pytorch/requirements-pytorch.txt) with onnxruntime-gpu in
place of onnxruntime. Exit code 1 when something was wrong, 2 when nothing could be checked.
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
def server(model, device, limit=None):
    """A server that is ready, or that has failed: its log says why."""
    with tempfile.TemporaryDirectory() as folder:
        path, log = f"{folder}/s", Path(folder, "log")
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SERVER), *sys.path[1:]])}
        if limit:
            env["YOLO_VRAM_LIMIT_MIB"] = str(limit)
        command = [sys.executable, "-m", "yolo_server", "--model", str(model), "--device", device]
        with log.open("w") as out:
            process = subprocess.Popen([*command, "--socket", path], env=env, stdout=out, stderr=out)
        running = Server(process, path, log.read_text)
        try:
            until = time.monotonic() + 120
            while process.poll() is None and time.monotonic() < until:
                try:
                    status, answer = running.ask("GET", "/health/ready")
                except OSError:
                    status, answer = 0, {}
                if status == 200 or answer.get("error", {}).get("code") == "model_failed":
                    break
                time.sleep(0.1)
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


def same_objects(name, model, query, least):
    pictures = sorted((SAMPLES / "images").glob("*.jpg"))
    with server(model, "cpu") as cpu:
        expected = [cpu.predict(picture, query)[1]["images"][0]["results"] for picture in pictures]
    with server(model, "cuda") as gpu:
        status, loaded = gpu.ask("GET", "/model")
        if status != 200:
            return check(f"{name} on CUDA starts", False, json.dumps(loaded) + gpu.output()[-500:])
        check(f"{name}: what runs it", loaded["provider"] == "cuda", loaded["provider"])
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
        print(f"  {gpu.vram_mib()} MiB, answer p50 {statistics.median(times):.1f} ms, load {loaded['loadMs']:.0f} ms, first inference {loaded['warmupMs']:.0f} ms")


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


def main():
    import onnxruntime

    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        print("This ONNX Runtime has no CUDA provider: nothing can be checked.")
        return 2
    for model in sorted((SAMPLES / "models").glob("*.onnx")):
        same_objects(model.name, model, "conf=0.25", 0.35)
    limited(model.name, model, 1, 1024)
    return 1 if wrong else 0


sys.exit(main())
