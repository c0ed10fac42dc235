"""Makes checkpoints as Ultralytics writes them, with weights made by chance, and hostile ones."""

import io
import os
import struct
import sys
import zipfile

os.environ["YOLO_OFFLINE"] = "true"
import numpy as np
import torch
from PIL import Image
from ultralytics.nn.tasks import DetectionModel

folder = sys.argv[1]
torch.manual_seed(0)
model = DetectionModel("yolov8n.yaml", nc=5, verbose=False)
model.names = {number: f"class {number}" for number in range(5)}
model.task = "detect"
# A checkpoint is an archive of its pickle and its tensors.
good = {"model": model.half(), "ema": None, "train_args": {"imgsz": 320, "task": "detect"}}
torch.save(good, f"{folder}/chance.pt")

# Another whose head is sure of some things in the sample pictures, so that there is something to compare:
# what one score in a thousand reaches becomes an object.
finder = DetectionModel("yolov8n.yaml", nc=5, verbose=False).eval()
finder.names, finder.task = model.names, "detect"
pictures = np.full((8, 448, 448, 3), 114, dtype=np.uint8)
for place, name in zip(pictures, sorted(os.listdir(f"{folder}/images"))[::3]):
    with Image.open(f"{folder}/images/{name}") as picture:
        place[56:392] = picture.convert("RGB").resize((448, 336))
seen = torch.from_numpy(pictures).permute(0, 3, 1, 2) / 255
lasts = [branch[-1] for branch in finder.model[-1].cv3]
scores = {}
hooks = [last.register_forward_hook(lambda part, _, out: scores.update({part: out})) for last in lasts]
norms = [part for part in finder.modules() if isinstance(part, torch.nn.BatchNorm2d)]
with torch.no_grad():
    # Signals would die out on their way, were they not normalised by what they are.
    for norm in norms:
        norm.momentum = 1
    finder.train()(seen)
    finder.eval()(seen)
    for last in lasts:
        scale = 2 / scores[last].std()
        last.weight *= scale
        # So that there is something in most pictures.
        high = scores[last].flatten(1).quantile(0.999, dim=1).median()
        last.bias.copy_((last.bias - high) * scale)
for hook in hooks:
    hook.remove()
torch.save({**good, "model": finder, "train_args": {"imgsz": 448, "task": "detect"}}, f"{folder}/finds.pt")


class Runs:
    """Asks for a program to be run when it is loaded."""

    def __reduce__(self):
        return os.system, ("touch /tmp/was-run",)


class Constructs:
    """Asks for a harmless class, with arguments that its constructor evaluates."""

    def __reduce__(self):
        yaml = {"nc": 1, "activation": "__import__('os').system('touch /tmp/was-run')"}
        return DetectionModel, ({**model.yaml, **yaml},)


class Program(torch.nn.Module):
    """A program of TorchScript that writes a file when it is loaded."""

    def forward(self, value):
        return value

    @torch.jit.export
    def __getstate__(self):
        return (torch.zeros(1), self.training)

    @torch.jit.export
    def __setstate__(self, state: tuple[torch.Tensor, bool]):
        self.training = state[1]
        torch.from_file("/tmp/was-run", True, 16)


torch.jit.script(Program()).save(f"{folder}/program.pt")
# Fifty million numbers, of which the archive has sixteen.
few = io.BytesIO()
torch.save(torch.zeros(16), few)
with zipfile.ZipFile(few) as whole, zipfile.ZipFile(f"{folder}/short.pt", "w") as short:
    for name in whole.namelist():
        data = whole.read(name)
        if name.endswith("data.pkl"):
            # The number 16 as the protocol writes it, and as a larger one.
            data = data.replace(b"K\x10", b"J" + struct.pack("<i", 50_000_000))
        short.writestr(name, data)
torch.save({**good, "model": Runs()}, f"{folder}/runs.pt")
torch.save({**good, "model": Constructs()}, f"{folder}/constructs.pt")
torch.save({"weights": torch.zeros(3)}, f"{folder}/tensors.pt")
with open(f"{folder}/chance.pt", "rb") as whole, open(f"{folder}/cut.pt", "wb") as cut:
    cut.write(whole.read()[:100_000])
for name in os.listdir(folder):
    os.chmod(f"{folder}/{name}", 0o644)
