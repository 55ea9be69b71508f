"""The flow of glow.ts."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Actnorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.logScale = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        per_channel = [v[:, None, None] for v in (self.logScale.exp(), self.bias)]
        return x * per_channel[0] + per_channel[1], self.logScale.sum() * x.shape[2] * x.shape[3]


class Mixing(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.lower = nn.Parameter(torch.zeros(channels, channels))
        self.upper = nn.Parameter(torch.zeros(channels, channels))
        self.logScale = nn.Parameter(torch.zeros(channels))
        self.register_buffer("identity", torch.eye(channels))

    def forward(self, x):
        lower = self.lower.tril(-1) + self.identity
        upper = self.upper.triu(1) + torch.diag(self.logScale.exp())
        w = (lower @ upper).flip(0)
        return F.conv2d(x, w.t()[:, :, None, None]), self.logScale.sum() * x.shape[2] * x.shape[3]


class Coupling(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.conv1 = nn.Conv2d(channels // 2, hidden, 3, padding=1)
        self.conv2 = nn.Conv2d(hidden, hidden, 1)
        self.conv3 = nn.Conv2d(hidden, channels, 3, padding=1)

    def forward(self, x):
        kept, moved = x.chunk(2, 1)
        shift, raw = self.conv3(F.relu(self.conv2(F.relu(self.conv1(kept))))).chunk(2, 1)
        log_scale = F.logsigmoid(raw + 2)
        return torch.cat([kept, (moved + shift) * log_scale.exp()], 1), log_scale.sum((1, 2, 3))


class Step(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.actnorm = Actnorm(channels)
        self.mixing = Mixing(channels)
        self.coupling = Coupling(channels, hidden)

    def forward(self, x):
        total = 0
        for flow in (self.actnorm, self.mixing, self.coupling):
            x, log_det = flow(x)
            total = total + log_det.mean()
        return x, total


def squeeze(x):
    """[B,C,H,W] to [B,4C,H/2,W/2], with the channels in the order of glow.ts: row, column, channel."""
    b, c, h, w = x.shape
    squares = x.reshape(b, c, h // 2, 2, w // 2, 2).permute(0, 3, 5, 1, 2, 4)
    return squares.reshape(b, 4 * c, h // 2, w // 2)


class Glow(nn.Module):
    def __init__(self, channels, steps, hidden):
        super().__init__()
        self.steps = nn.ModuleList(Step(4 * channels, hidden) for _ in range(steps))

    def forward(self, x):
        z, total = squeeze(x), 0
        for step in self.steps:
            z, log_det = step(z)
            total = total + log_det
        return 0.5 * z.square().mean() - total / x[0].numel() + 0.5 * math.log(2 * math.pi)


def create(config):
    return Glow(config["channels"], config["steps"], config["hidden"])


def loss(net, x):
    return net(x)
