"""PyTorch's side of the comparison; ours is worker.ts. JSON lines on stdin and stdout, see lineWorker.ts.

usage: worker.py THREADS eager|compiled
"""

import json
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tests" / "golden"))

import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

import dcgan  # noqa: E402
import dit  # noqa: E402
import glow  # noqa: E402
import maf  # noqa: E402
import mlp  # noqa: E402
import pixelcnn  # noqa: E402
import real_nvp  # noqa: E402
import unet  # noqa: E402
import vae  # noqa: E402

NETWORKS = {
    "dcgan": dcgan,
    "dit": dit,
    "glow": glow,
    "maf": maf,
    "mlp": mlp,
    "pixelCnn": pixelcnn,
    "realNvp": real_nvp,
    "unet": unet,
    "vae": vae,
}
LEARNING_RATE, EMA_DECAY = 1e-3, 0.999
TIMESTEPS = 1000


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


def load_weights(net, tensors):
    """Takes the network's weights out of `tensors`: kernels [k,k,in,out] become [out,in,k,k], matrices [out,in]."""
    for prefix, module in net.named_modules():
        for name, parameter in module.named_parameters(recurse=False):
            value = tensors.pop(f"{prefix}.{name}" if prefix else name)
            if isinstance(module, nn.Conv2d) and name == "weight":
                value = value.permute(3, 2, 0, 1)
            if isinstance(module, nn.Linear) and name == "weight":
                value = value.t()
            if value.shape != parameter.shape:
                raise ValueError(f"{prefix}.{name} came as {list(value.shape)}; expected {list(parameter.shape)}")
            parameter.data = value.contiguous()


def to_input(tensor):
    """Images [B,H,W,C] become [B,C,H,W]."""
    return tensor.permute(0, 3, 1, 2).contiguous() if tensor.dim() == 4 else tensor


class Bench:
    def __init__(self, mode, network, average, file, entries):
        tensors = read(file, entries)
        kind = NETWORKS[network["kind"]]
        self.net = kind.create(network["config"])
        load_weights(self.net, tensors)
        self.inputs = [to_input(tensor) for tensor in tensors.values()]
        run = (lambda f: torch.compile(f, dynamic=False)) if mode == "compiled" else (lambda f: f)
        self.loss, self.prediction = run(kind.loss), run(self.net)
        self.parameters = list(self.net.parameters())
        self.averages = [p.detach().clone() for p in self.parameters] if average else []
        self.adam = torch.optim.Adam(self.parameters, lr=LEARNING_RATE, eps=1e-8)
        self.count = 0

    def train(self, inputs):
        self.count += 1
        self.adam.zero_grad(set_to_none=True)
        loss = self.loss(self.net, *inputs)
        loss.backward()
        self.adam.step()
        if self.averages:
            decay = min(EMA_DECAY, (1 + self.count) / (10 + self.count))
            with torch.no_grad():
                torch._foreach_lerp_(self.averages, self.parameters, 1 - decay)
        return loss.item()

    def predict(self, inputs):
        with torch.inference_mode():
            self.prediction(*inputs[:-1])

    def sample(self, inputs, evaluations):
        """DDIM from the first input, with x_0 clipped; its mean absolute value."""
        x, _, *conditions = inputs[:-1]
        bars = torch.cumprod(1 - torch.linspace(1e-4, 0.02, TIMESTEPS, dtype=torch.float64), 0).tolist()
        stride = TIMESTEPS // evaluations
        with torch.inference_mode():
            for t in reversed(range(0, stride * evaluations, stride)):
                here, there = bars[t], bars[t - stride] if t >= stride else 1.0
                epsilon = self.prediction(x, torch.full((len(x),), float(t)), *conditions)
                x0 = ((x - (1 - here) ** 0.5 * epsilon) / here**0.5).clamp(-1, 1)
                x = there**0.5 * x0 + (1 - there) ** 0.5 * epsilon
            return x.abs().mean().item()

    def repeat(self, step, batch, steps):
        inputs = [x[:batch] for x in self.inputs]
        times, results = [], []
        for _ in range(steps):
            began = time.perf_counter()
            results.append(step(inputs))
            times.append(1000 * (time.perf_counter() - began))
        return times, results


class Worker:
    def __init__(self, mode):
        self.mode, self.bench = mode, None

    def describe(self):
        threads = torch.get_num_threads()
        return f"PyTorch {torch.__version__}, {self.mode}, CPU, {threads} thread{'s' if threads > 1 else ''}"

    def build(self, **request):
        self.bench = Bench(self.mode, **request)

    def train(self, batch, steps):
        times, losses = self.bench.repeat(self.bench.train, batch, steps)
        return {"ms": times, "losses": losses}

    def predict(self, batch, steps):
        return {"ms": self.bench.repeat(self.bench.predict, batch, steps)[0]}

    def sample(self, batch, steps, evaluations):
        times, values = self.bench.repeat(lambda x: self.bench.sample(x, evaluations), batch, steps)
        return {"ms": times, "values": values}


def main(threads, mode):
    torch.set_num_threads(int(threads))
    worker = Worker(mode)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"result": getattr(worker, request.pop("do"))(**request)}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
