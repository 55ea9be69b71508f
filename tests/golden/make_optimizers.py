"""Golden values of lib/train: torch.optim.Adam over ten steps, in float64, and the moving average of its iterates."""

import numpy as np
import torch

from common import array, quantised, write

rng = np.random.default_rng(7)


def run(lr, betas, eps, scale):
    start = quantised(rng, 2, 3)
    gradients = [quantised(rng, 2, 3) * scale for _ in range(10)]
    p = start.clone().requires_grad_()
    adam = torch.optim.Adam([p], lr=lr, betas=betas, eps=eps)
    path = []
    for g in gradients:
        p.grad = g.clone()
        adam.step()
        path.append(p.detach().clone())
    state = adam.state[p]
    return {
        "learningRate": lr,
        "beta1": betas[0],
        "beta2": betas[1],
        "epsilon": eps,
        "start": array(start),
        "gradients": [array(g) for g in gradients],
        "path": [array(p) for p in path],
        "m": array(state["exp_avg"]),
        "v": array(state["exp_avg_sq"]),
    }


def average(decay, start, path):
    """average <- d average + (1 - d) x with d = min(decay, (1 + step) / (10 + step))."""
    mean = torch.tensor(start["data"], dtype=torch.float64)
    for step, p in enumerate(path, 1):
        d = min(decay, (1 + step) / (10 + step))
        mean = d * mean + (1 - d) * torch.tensor(p["data"], dtype=torch.float64)
    return {"decay": decay, "average": array(mean)}


usual = run(1e-3, (0.9, 0.999), 1e-8, 1.0)
write(
    "optimizers",
    {
        "usual": usual,
        "fast": run(0.1, (0.5, 0.9), 1e-4, 30.0),
        "tinyGradients": run(1e-2, (0.9, 0.999), 1e-8, 2.0**-27),
        "ema": average(0.4, usual["start"], usual["path"]),
    },
)
