"""One level of the library's Glow, lib/flows/glow.ts, with plain 1x1 convolutions."""

import math

import torch
import torch.nn.functional as F
from torch import nn

LAMBDA, MAX_LOG_SCALE = 1e-4, 2


class Pointwise(nn.Linear):
    """A linear layer over the channels of each position."""

    def forward(self, x):
        return F.conv2d(x, self.weight[:, :, None, None], self.bias)


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
        self.weight = nn.Parameter(torch.eye(channels))

    def forward(self, x):
        log_det = torch.linalg.slogdet(self.weight)[1] * x.shape[2] * x.shape[3]
        return F.conv2d(x, self.weight.t()[:, :, None, None]), log_det


class Coupling(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.conv1 = nn.Conv2d(channels // 2, hidden, 5, padding=2)
        self.conv2 = Pointwise(hidden, hidden)
        self.conv3 = Pointwise(hidden, channels)

    def forward(self, x):
        kept, moved = x.chunk(2, 1)
        raw, shift = self.conv3(F.relu(self.conv2(F.relu(self.conv1(kept))))).chunk(2, 1)
        log_scale = MAX_LOG_SCALE * torch.tanh(raw / MAX_LOG_SCALE)
        return torch.cat([kept, moved * log_scale.exp() + shift], 1), log_scale.sum((1, 2, 3))


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
            total = total + log_det
        return x, total


def logit(x):
    half = (0.5 - LAMBDA) * x
    log_a, log_b = (half + 0.5).log(), (0.5 - half).log()
    log_det = (math.log(0.5 - LAMBDA) - log_a - log_b).sum((1, 2, 3))
    return log_a - log_b, log_det


def squeeze(x):
    """[B,C,H,W] to [B,4C,H/2,W/2], the diagonal of each square first, as lib/flows/squeeze.ts."""
    b, c, h, w = x.shape
    squares = x.reshape(b, c, h // 2, 2, w // 2, 2).permute(0, 3, 5, 1, 2, 4).reshape(b, 4, c, h // 2, w // 2)
    return squares[:, [0, 3, 1, 2]].reshape(b, 4 * c, h // 2, w // 2)


class Glow(nn.Module):
    def __init__(self, channels, steps, hidden):
        super().__init__()
        self.level0 = nn.Module()
        self.count = steps
        for i in range(steps):
            self.level0.add_module(f"step{i}", Step(4 * channels, hidden))

    def forward(self, x):
        y, total = logit(x)
        z = squeeze(y)
        for i in range(self.count):
            z, log_det = getattr(self.level0, f"step{i}")(z)
            total = total + log_det
        return 0.5 * z.square().mean() - total.mean() / x[0].numel() + 0.5 * math.log(2 * math.pi)


def create(config):
    return Glow(config["channels"], config["steps"], config["hidden"])


def loss(net, x):
    return net(x)
