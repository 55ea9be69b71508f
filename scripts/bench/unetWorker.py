"""PyTorch's side of the comparison; ours is unetWorker.ts. JSON lines on stdin and stdout, see lineWorker.ts.

The network is that of the golden values (tests/golden/make_unet.py), but made of PyTorch's own layers, with the
weights laid out as PyTorch wants them and the padding done inside the convolution where it is symmetric.
usage: unetWorker.py THREADS
"""

import json
import pathlib
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden"))
import make_unet  # noqa: E402

LEARNING_RATE, EMA_DECAY = 1e-3, 0.999


class Conv(nn.Conv2d):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(inputs, outputs, kernel, stride, padding=kernel // 2 if stride == 1 else 0)

    def forward(self, x):
        if self.stride[0] == 1:
            return super().forward(x)
        pad = (
            *make_unet.same_padding(x.shape[3], self.kernel_size[1], self.stride[1]),
            *make_unet.same_padding(x.shape[2], self.kernel_size[0], self.stride[0]),
        )
        return super().forward(F.pad(x, pad))


make_unet.Conv, make_unet.Linear = Conv, nn.Linear


def read(file, entries):
    """The tensors of a file of float32 numbers, by name."""
    numbers, tensors, at = np.fromfile(file, dtype=np.float32), {}, 0
    for entry in entries:
        size = int(np.prod(entry["shape"]))
        tensors[entry["name"]] = torch.from_numpy(numbers[at : at + size].reshape(entry["shape"]).copy())
        at += size
    if at != numbers.size:
        raise ValueError(f"{file} holds {numbers.size} numbers; its description says {at}")
    return tensors


def to_torch(tensor):
    """Kernels [k,k,in,out] to [out,in,k,k], matrices [in,out] to [out,in], images [B,H,W,C] to [B,C,H,W]."""
    return tensor.t().contiguous() if tensor.dim() == 2 else tensor.permute(3, 2, 0, 1).contiguous()


class Bench:
    def __init__(self, config, file, entries):
        tensors = read(file, entries)
        self.x, self.noise = (tensors.pop(name).permute(0, 3, 1, 2).contiguous() for name in ("x", "noise"))
        self.t = tensors.pop("t")
        self.net = make_unet.UNet(
            config["imageSize"],
            config["channels"],
            config["baseChannels"],
            config["channelMultipliers"],
            config["blocksPerLevel"],
            config["attentionResolutions"],
            config["groups"],
        )
        self.net.load_state_dict({n: to_torch(v) if v.dim() > 1 else v for n, v in tensors.items()})
        self.parameters = list(self.net.parameters())
        self.averages = [p.detach().clone() for p in self.parameters]
        self.adam = torch.optim.Adam(self.parameters, lr=LEARNING_RATE, eps=1e-8)
        self.count = 0

    def train(self):
        self.count += 1
        self.adam.zero_grad(set_to_none=True)
        loss = F.mse_loss(self.net(self.x, self.t), self.noise)
        loss.backward()
        self.adam.step()
        decay = min(EMA_DECAY, (1 + self.count) / (10 + self.count))
        with torch.no_grad():
            torch._foreach_lerp_(self.averages, self.parameters, 1 - decay)
        return loss.item()

    def predict(self, batch):
        with torch.inference_mode():
            return self.net(self.x[:batch], self.t[:batch])


def repeat(steps, step):
    times, results = [], []
    for _ in range(steps):
        began = time.perf_counter()
        results.append(step())
        times.append(1000 * (time.perf_counter() - began))
    return times, results


class Worker:
    def __init__(self):
        self.bench = None

    def describe(self):
        return f"PyTorch {torch.__version__}, CPU, {torch.get_num_threads()} threads"

    def build(self, config, file, entries):
        self.bench = Bench(config, file, entries)

    def train(self, steps):
        times, losses = repeat(steps, self.bench.train)
        return {"ms": times, "losses": losses}

    def predict(self, batch, steps):
        return {"ms": repeat(steps, lambda: self.bench.predict(batch))[0]}


def main(threads):
    torch.set_num_threads(int(threads))
    worker = Worker()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"result": getattr(worker, request.pop("do"))(**request)}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
