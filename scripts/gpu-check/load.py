"""Holds video memory and keeps the multiprocessors busy, until its standard input ends.

usage: load.py MIB SHARE    (SHARE of the time in which it computes, 0 to 1)
Prints one JSON line once it holds the memory. It needs PyTorch with CUDA.
"""

import json
import select
import sys
import time

import torch

mib, share = int(sys.argv[1]), float(sys.argv[2])
held = torch.empty(mib * 2**20, dtype=torch.uint8, device="cuda").fill_(1)
a = torch.randn(4096, 4096, device="cuda", dtype=torch.float16)
torch.cuda.synchronize()
print(json.dumps({"held": held.numel(), "reserved": torch.cuda.memory_reserved()}), flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    start = time.perf_counter()
    while time.perf_counter() - start < 0.1 * share:
        torch.mm(a, a)
        torch.cuda.synchronize()
    time.sleep(0.1 * (1 - share))
