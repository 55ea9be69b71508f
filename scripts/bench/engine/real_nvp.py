"""The library's RealNVP of points, lib/flows/realNvp.ts."""

import math

import torch
import torch.nn.functional as F
from torch import nn

MAX_LOG_SCALE = 2


class Actnorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.logScale = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        return x * self.logScale.exp() + self.bias, self.logScale.sum()


class Coupling(nn.Module):
    def __init__(self, dim, width, first):
        super().__init__()
        self.first = first
        self.linear1 = nn.Linear(dim // 2, width)
        self.linear2 = nn.Linear(width, width)
        self.out = nn.Linear(width, dim)

    def forward(self, x):
        first, second = x.chunk(2, 1)
        kept, moved = (first, second) if self.first else (second, first)
        raw, shift = self.out(F.silu(self.linear2(F.silu(self.linear1(kept))))).chunk(2, 1)
        log_scale = MAX_LOG_SCALE * torch.tanh(raw / MAX_LOG_SCALE)
        moved = moved * log_scale.exp() + shift
        return torch.cat([kept, moved] if self.first else [moved, kept], 1), log_scale.sum(1)


class RealNvp(nn.Module):
    def __init__(self, dim, couplings, width):
        super().__init__()
        self.count = couplings
        for i in range(couplings):
            self.add_module(f"actnorm{i}", Actnorm(dim))
            self.add_module(f"coupling{i}", Coupling(dim, width, i % 2 == 0))

    def forward(self, x):
        log_det = 0
        for i in range(self.count):
            for name in "actnorm", "coupling":
                x, more = getattr(self, f"{name}{i}")(x)
                log_det = log_det + more
        return (0.5 * x.square().sum(1) - log_det).mean() + 0.5 * x.shape[1] * math.log(2 * math.pi)


def create(config):
    return RealNvp(config["dim"], config["couplings"], config["width"])


def loss(net, x):
    return net(x)
