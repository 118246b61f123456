#!/usr/bin/env python3
"""Trains and scores the two benchmark nets with PyTorch, as a peer of the engines here.

The last line of the output is one JSON object. It is started by `Vae.Bench speed` and `torch`, which also write the file of rows; see ../README.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

NETS = {
    # hidden layers, latent dimension, rows a step
    "img": ([400], 20, 128),
    "tab": ([64, 32], 8, 256),
}


class Vae(nn.Module):
    """A dense VAE with ReLU layers and two linear heads; the decoder mirrors the encoder and ends in plain outputs (logits or means)."""

    def __init__(self, width, hidden, latent):
        super().__init__()
        layers, inputs = [], width
        for size in hidden:
            layers += [nn.Linear(inputs, size), nn.ReLU()]
            inputs = size
        self.encoder = nn.Sequential(*layers)
        self.mean = nn.Linear(inputs, latent)
        self.log_variance = nn.Linear(inputs, latent)
        layers, inputs = [], latent
        for size in reversed(hidden):
            layers += [nn.Linear(inputs, size), nn.ReLU()]
            inputs = size
        layers.append(nn.Linear(inputs, width))
        self.decoder = nn.Sequential(*layers)

    def forward(self, x):
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(z), mean, log_variance


def loss_of(name, output, x, mean, log_variance):
    """Sum over the batch of reconstruction loss and KL, the reconstruction loss without the constants that do not depend on the parameters."""
    if name == "img":
        reconstruction = functional.binary_cross_entropy_with_logits(output, x, reduction="sum")
    else:
        reconstruction = functional.mse_loss(output, x, reduction="sum")
    return reconstruction - 0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())


def passes(arguments, one):
    """Wall and processor seconds of each pass but the first, and what the last returned."""
    seconds, cpu, result = [], [], 0.0
    for _ in range(arguments.repeats + 1):
        start, cpu_start = time.perf_counter(), time.process_time()
        result = one()
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - cpu_start)
    return seconds[1:], cpu[1:], result


def train(arguments, model, rows):
    _, _, batch = NETS[arguments.net]
    # The fused form is the fastest of PyTorch's three on both nets; a captured step must keep its step count on the device.
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True, capturable=arguments.replay)
    total = torch.zeros((), device=arguments.device)

    def step(indices):
        x = rows[indices]
        optimizer.zero_grad(set_to_none=True)
        output, mean, log_variance = model(x)
        value = loss_of(arguments.net, output, x, mean, log_variance)
        (value / len(x)).backward()
        optimizer.step()
        total.add_(value.detach())

    whole = capture(step, batch, len(rows)) if arguments.replay else step

    def epoch():
        order = torch.randperm(len(rows), device=arguments.device)
        total.zero_()
        for first in range(0, len(rows), batch):
            indices = order[first:first + batch]
            (whole if len(indices) == batch else step)(indices)
        return total.item() / len(rows)

    return passes(arguments, epoch)


def capture(step, batch, count):
    """Captures a step as a CUDA graph; what is returned takes that step on other indices with one launch."""
    indices = torch.arange(batch, device="cuda") % count
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step(indices)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(indices)

    def replay(others):
        indices.copy_(others)
        graph.replay()

    return replay


def score(arguments, model, rows):
    model.eval()

    def once():
        corner = 0.0
        for first in range(0, len(rows), arguments.chunk):
            x = rows[first:first + arguments.chunk]
            output = model.decoder(model.mean(model.encoder(x)))
            if arguments.net == "img":
                output = torch.sigmoid_(output)
            corner = output[0, 0].item()
        return corner

    with torch.inference_mode():
        return passes(arguments, once)


def card():
    """Name of the first GPU with driver and CUDA versions, and why there is none to use (or None)."""
    if torch.version.cuda is None:
        return "no card", "this PyTorch is a build without CUDA"
    if not torch.cuda.is_available():
        return "no card", "CUDA finds no GPU that it can use"
    try:
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader", "--id=0"]
        driver = subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        driver = "unknown"
    return f"{torch.cuda.get_device_name(0)}, driver {driver}, CUDA {torch.version.cuda}", None


def age():
    """Why this PyTorch is too old to compare with (or None): what is fastest in it today came with 2.4."""
    if tuple(map(int, re.findall(r"\d+", torch.__version__)[:2])) < (2, 4):
        return "PyTorch before 2.4 has no fused Adam on the processor; take a newer one"
    return None


def blas():
    """Path of the BLAS that is loaded, and why it should not be compared with (or None)."""
    torch.mm(torch.ones(64, 64), torch.ones(64, 64))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = sorted({line.split()[-1] for line in maps if re.search(r"/[^/ ]*(blas|mkl_core|mkl_rt)[^/ ]*\.so", line)})
    # numpy may bring a BLAS of its own; what counts is the one that serves torch.
    own = [path for path in paths if "numpy" not in path]
    if "mkl" in torch.__config__.show().lower().split("blas_info=")[-1].split(",")[0]:
        return "MKL", None
    if not own:
        return "built in", "no BLAS library is loaded and PyTorch was not built with MKL, so its products may be plain loops"
    path = own[0]
    if "openblas-pthread" in path:
        return path, "the pthread build of OpenBLAS competes with PyTorch's own OpenMP threads; install libopenblas0-openmp"
    if "openblas-serial" in path:
        return path, "the serial build of OpenBLAS uses one thread; install libopenblas0-openmp"
    if "openblas" in path or "blis" in path:
        return path, None
    return path, "this is the reference BLAS, some eighty times slower than OpenBLAS; install libopenblas0-openmp"


def peak_bytes():
    with open("/proc/self/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=["check", "train", "score"])
    parser.add_argument("--net", choices=list(NETS), default="img")
    parser.add_argument("--data", help="raw little-endian float32, row-major")
    parser.add_argument("--width", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3, help="measured passes, after one that is not")
    parser.add_argument("--chunk", type=int, default=1024, help="rows scored at a time")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--replay", action="store_true", help="capture a training step as a CUDA graph and replay it")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    library, objection = blas()
    versions = {"torch": torch.__version__, "blas": library, "threads": torch.get_num_threads()}
    if arguments.device == "cuda":
        versions["card"], objection = card()
    versions["objection"] = objection = age() or objection
    if arguments.task == "check":
        print(json.dumps(versions))
        return 0
    if objection:
        print(f"{versions.get('card', library)}: {objection}", file=sys.stderr)
        return 3

    rows = torch.from_numpy(numpy.fromfile(arguments.data, dtype=numpy.float32)).view(-1, arguments.width).to(arguments.device)
    torch.manual_seed(0)
    hidden, latent, _ = NETS[arguments.net]
    model = Vae(arguments.width, hidden, latent).to(arguments.device)
    seconds, cpu, check = (train if arguments.task == "train" else score)(arguments, model, rows)
    print(json.dumps({
        **versions,
        "rows": len(rows),
        "seconds": seconds,
        "cpuSeconds": cpu,
        "check": check,
        "peakBytes": peak_bytes(),
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main())
