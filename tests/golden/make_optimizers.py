"""Golden values of lib/train: PyTorch's optimizers over ten steps, in float64, and the moving average of the iterates."""

import numpy as np
import torch

from common import array, quantised, write

rng = np.random.default_rng(7)


def run(make, config, lr, scale, remembered, clip=None):
    """Ten steps of an optimizer; what it remembers at the end, under our names."""
    start = quantised(rng, 2, 3)
    gradients = [quantised(rng, 2, 3) * scale for _ in range(10)]
    p = start.clone().requires_grad_()
    optimizer = make(p)
    path = []
    for g in gradients:
        p.grad = g.clone()
        if clip:
            torch.nn.utils.clip_grad_norm_([p], clip)
        optimizer.step()
        path.append(p.detach().clone())
    state = optimizer.state[p]
    return {
        "config": config,
        "learningRate": lr,
        "clip": clip,
        "start": array(start),
        "gradients": [array(g) for g in gradients],
        "path": [array(p) for p in path],
        "state": {ours: array(state[theirs]) for ours, theirs in remembered.items()},
    }


MOMENTS = {"m": "exp_avg", "v": "exp_avg_sq"}


def adam(lr, betas, eps, scale, clip=None):
    config = {"beta1": betas[0], "beta2": betas[1], "epsilon": eps}
    return run(lambda p: torch.optim.Adam([p], lr=lr, betas=betas, eps=eps), config, lr, scale, MOMENTS, clip)


def adam_w(lr, decay):
    return run(lambda p: torch.optim.AdamW([p], lr=lr, weight_decay=decay), {"weightDecay": decay}, lr, 1.0, MOMENTS)


def sgd(lr, momentum, nesterov):
    config = {"momentum": momentum, "nesterov": nesterov}
    remembered = {"velocity": "momentum_buffer"} if momentum else {}
    return run(lambda p: torch.optim.SGD([p], lr=lr, momentum=momentum, nesterov=nesterov), config, lr, 1.0, remembered)


def average(decay, start, path):
    """average <- d average + (1 - d) x with d = min(decay, (1 + step) / (10 + step))."""
    mean = torch.tensor(start["data"], dtype=torch.float64)
    for step, p in enumerate(path, 1):
        d = min(decay, (1 + step) / (10 + step))
        mean = d * mean + (1 - d) * torch.tensor(p["data"], dtype=torch.float64)
    return {"decay": decay, "average": array(mean)}


usual = adam(1e-3, (0.9, 0.999), 1e-8, 1.0)
write(
    "optimizers",
    {
        "adam": usual,
        "adamFast": adam(0.1, (0.5, 0.9), 1e-4, 30.0),
        "adamTinyGradients": adam(1e-2, (0.9, 0.999), 1e-8, 2.0**-27),
        "adamClipped": adam(0.01, (0.9, 0.999), 1e-8, 1.0, clip=0.7),
        "adamW": adam_w(1e-2, 0.3),
        "sgd": sgd(0.1, 0.0, False),
        "sgdMomentum": sgd(0.1, 0.9, False),
        "sgdNesterov": sgd(0.1, 0.9, True),
        "ema": average(0.4, usual["start"], usual["path"]),
    },
)
