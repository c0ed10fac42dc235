"""Trains the detector on rendered pictures."""

from __future__ import annotations

import argparse
import copy
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from .augment import augment
from .dataset import Dataset, load
from .letterbox import INPUT_HEIGHT, INPUT_WIDTH
from .loss import head_loss
from .network import Detector, all_centres

SEED = 7
MANY = 10
"""Cells that answer for an object in the head that needs NMS."""
ONE_RATE = 2.5
"""Learning rate of the head that needs no NMS, as a multiple of the rest's."""
FINISH_SEED = 1_000
"""Number of the first epoch in which that head learns alone, so that it sees other variants."""
DECAY = 0.9995
"""Of the running mean of the weights, which is what is kept."""


def batches(data: Dataset, size: int, epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
    """One pass in random order, prepared a few batches ahead in a thread of its own."""
    ready: Queue[tuple[Tensor, Tensor] | None] = Queue(4)

    def prepare() -> None:
        rng = np.random.default_rng((SEED, epoch))
        order = rng.permutation(len(data.pixels))
        for start in range(0, len(order) - size + 1, size):
            made = [augment(rng, data.pixels[i], data.boxes[i]) for i in order[start : start + size]]
            pixels = torch.from_numpy(np.stack([p for p, _ in made])).permute(0, 3, 1, 2)
            ready.put((pixels, torch.from_numpy(np.stack([b for _, b in made]))))
        ready.put(None)

    Thread(target=prepare, daemon=True).start()
    while (batch := ready.get()) is not None:
        yield batch


def optimiser(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    """AdamW; norms and biases do not decay. The head with one cell an object learns faster, for it
    has a tenth of the other's answers to learn from."""
    groups = []
    for name, parameter in network.named_parameters():
        groups.append({
            "params": [parameter],
            "lr": rate * (ONE_RATE if name.startswith("one.") else 1.0),
            "weight_decay": 0.02 if parameter.ndim > 1 else 0.0,
        })
    return torch.optim.AdamW(groups, lr=rate)


def rate_at(step: int, steps: int) -> float:
    """Share of the full learning rate: a linear start, then half a cosine down to 1 %."""
    warm = min(200, steps // 10)
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))) / 2


def as_input(pixels: Tensor) -> Tensor:
    """Bytes (batch, 3, height, width) as the network takes them: 0 to 1, channels last in memory."""
    return (pixels.float() / 255).contiguous(memory_format=torch.channels_last)


def learn(
    loss: Tensor, module: nn.Module, optim: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR,
) -> None:
    """One step of the optimiser."""
    optim.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(module.parameters(), 10.0)
    optim.step()
    schedule.step()


def train(data: Dataset, epochs: int, batch: int, rate: float, out: Path, begin: Path | None) -> None:
    """Trains, from the weights in `begin` where given, and writes the mean weights to `out` after
    every epoch."""
    torch.manual_seed(SEED)
    network = Detector().to(memory_format=torch.channels_last)
    if begin is not None:
        network.load_state_dict(torch.load(begin, map_location="cpu"))
    mean = copy.deepcopy(network).eval().requires_grad_(False)
    steps = epochs * (len(data.pixels) // batch)
    optim = optimiser(network, rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optim, lambda step: rate_at(step, steps))
    centre = all_centres(INPUT_HEIGHT, INPUT_WIDTH)
    print(f"{sum(p.numel() for p in network.parameters())} weights, {steps} steps", flush=True)
    start, step = time.time(), 0
    for epoch in range(epochs):
        network.train()
        losses = []
        for pixels, wanted in batches(data, batch, epoch):
            many, one = network(as_input(pixels))
            loss = head_loss(many, wanted, centre, MANY) + head_loss(one, wanted, centre, 1)
            learn(loss, network, optim, schedule)
            step += 1
            follow(mean, network, min(DECAY, (1 + step) / (10 + step)))
            losses.append(loss.item())
            if step % 50 == 0:
                spent = time.time() - start
                print(f"step {step} loss {np.mean(losses[-50:]):.3f} {spent / step:.2f} s/step", flush=True)
        torch.save(mean.state_dict(), out)
        spent = time.time() - start
        print(f"epoch {epoch + 1}/{epochs} loss {np.mean(losses):.3f}, {spent / 60:.1f} min", flush=True)


def finish(data: Dataset, epochs: int, batch: int, rate: float, out: Path) -> None:
    """Trains the head with one cell an object alone, on the features of the finished network in
    `out`, and writes it back. It has seen fewer answers than the rest, and features that moved."""
    network = Detector().to(memory_format=torch.channels_last)
    network.load_state_dict(torch.load(out, map_location="cpu"))
    network.eval().requires_grad_(False)
    head = network.one.train().requires_grad_(True)
    mean = copy.deepcopy(head).eval().requires_grad_(False)
    steps = epochs * (len(data.pixels) // batch)
    optim = optimiser(head, rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optim, lambda step: rate_at(step, steps))
    centre = all_centres(INPUT_HEIGHT, INPUT_WIDTH)
    start, step, losses = time.time(), 0, []
    for epoch in range(epochs):
        for pixels, wanted in batches(data, batch, FINISH_SEED + epoch):
            with torch.no_grad():
                features = network.pyramid(as_input(pixels))
            loss = head_loss(network.read(head, features), wanted, centre, 1)
            learn(loss, head, optim, schedule)
            step += 1
            follow(mean, head, min(DECAY, (1 + step) / (10 + step)))
            losses.append(loss.item())
            if step % 50 == 0:
                spent = time.time() - start
                print(f"finish {step}/{steps} loss {np.mean(losses[-50:]):.3f} {spent / step:.2f} s/step", flush=True)
    network.one = mean
    torch.save(network.state_dict(), out)


@torch.no_grad()
def follow(mean: nn.Module, network: nn.Module, decay: float) -> None:
    """Moves the running mean towards the network; counters and the like are copied."""
    for kept, new in zip(mean.state_dict().values(), network.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.mul_(decay).add_(new, alpha=1 - decay)
        else:
            kept.copy_(new)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that training.dataset wrote")
    parser.add_argument("--out", type=Path, required=True, help="weights file to write")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--finish", type=int, default=6, help="epochs for the end-to-end head alone")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--begin", type=Path, default=None, help="weights to go on from")
    parser.add_argument("--limit", type=int, default=None, help="use only so many pictures, to try things out")
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    # OpenCV prepares batches beside the training: more threads would only get in its way.
    cv2.setNumThreads(1)
    dataset = load(options.data)
    if options.limit is not None:
        dataset = Dataset(dataset.pixels[: options.limit], dataset.boxes[: options.limit])
    if options.epochs > 0:
        train(dataset, options.epochs, options.batch, options.rate, options.out, options.begin)
    finish(dataset, options.finish, options.batch, options.rate, options.out)
