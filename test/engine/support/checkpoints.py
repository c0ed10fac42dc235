"""Makes checkpoints as Ultralytics writes them, with weights made by chance, and hostile ones."""

import os
import sys

os.environ["YOLO_OFFLINE"] = "true"
import torch
from ultralytics.nn.tasks import DetectionModel

folder = sys.argv[1]
torch.manual_seed(0)
model = DetectionModel("yolov8n.yaml", nc=5, verbose=False)
model.names = {number: f"class {number}" for number in range(5)}
model.task = "detect"
# A checkpoint is an archive of its pickle and its tensors.
good = {"model": model.half(), "ema": None, "train_args": {"imgsz": 320, "task": "detect"}}
torch.save(good, f"{folder}/chance.pt")


class Runs:
    """Asks for a program to be run when it is loaded."""

    def __reduce__(self):
        return os.system, ("touch /tmp/was-run",)


class Constructs:
    """Asks for a harmless class, with arguments that its constructor evaluates."""

    def __reduce__(self):
        yaml = {"nc": 1, "activation": "__import__('os').system('touch /tmp/was-run')"}
        return DetectionModel, ({**model.yaml, **yaml},)


torch.save({**good, "model": Runs()}, f"{folder}/runs.pt")
torch.save({**good, "model": Constructs()}, f"{folder}/constructs.pt")
torch.save({"weights": torch.zeros(3)}, f"{folder}/tensors.pt")
with open(f"{folder}/chance.pt", "rb") as whole, open(f"{folder}/cut.pt", "wb") as cut:
    cut.write(whole.read()[:100_000])
for name in os.listdir(folder):
    os.chmod(f"{folder}/{name}", 0o644)
