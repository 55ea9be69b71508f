"""The flow of realNvp.ts."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Coupling(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.linear1 = nn.Linear(dim // 2, hidden)
        self.linear2 = nn.Linear(hidden, hidden)
        self.linear3 = nn.Linear(hidden, dim)

    def forward(self, kept):
        raw, shift = self.linear3(F.relu(self.linear2(F.relu(self.linear1(kept))))).chunk(2, 1)
        return torch.tanh(raw), shift


class RealNvp(nn.Module):
    def __init__(self, dim, couplings, hidden):
        super().__init__()
        self.couplings = nn.ModuleList(Coupling(dim, hidden) for _ in range(couplings))

    def forward(self, x):
        kept, moved = x.chunk(2, 1)
        log_det = 0
        for coupling in self.couplings:
            log_scale, shift = coupling(kept)
            log_det = log_det + log_scale
            kept, moved = moved * log_scale.exp() + shift, kept
        energy = 0.5 * (kept.square() + moved.square())
        return (energy - log_det).mean() + math.log(2 * math.pi)


def create(config):
    return RealNvp(config["dim"], config["couplings"], config["hidden"])


def loss(net, x):
    return net(x)
