"""The flow of maf.ts."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class MaskedLinear(nn.Linear):
    def __init__(self, senders, receivers, strict):
        super().__init__(len(senders), len(receivers))
        [m, k] = [torch.tensor(degrees) for degrees in (senders, receivers)]
        mask = k[:, None] > m if strict else k[:, None] >= m
        self.register_buffer("mask", mask.float())

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


class Made(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        inputs = list(range(1, dim + 1))
        spread = [[1 + k * (dim - 1) // width for k in range(width)] for width in hidden]
        degrees = [inputs, *spread]
        self.names = [f"hidden{i}" for i in range(len(hidden))]
        for name, senders, receivers in zip(self.names, degrees, degrees[1:]):
            self.add_module(name, MaskedLinear(senders, receivers, strict=False))
        self.out = MaskedLinear(degrees[-1], [*inputs, *inputs], strict=True)

    def forward(self, x):
        for name in self.names:
            x = F.relu(getattr(self, name)(x))
        return self.out(x).chunk(2, 1)


class Layer(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.made = Made(dim, hidden)


class Maf(nn.Module):
    def __init__(self, dim, layers, hidden, most):
        super().__init__()
        self.names, self.most = [f"layer{i}" for i in range(layers)], most
        for name in self.names:
            self.add_module(name, Layer(dim, hidden))

    def forward(self, x):
        total = 0
        for i, name in enumerate(self.names):
            x = x.flip(1) if i > 0 else x
            mu, raw = getattr(self, name).made(x)
            alpha = self.most * torch.tanh(raw / self.most)
            x = (x - mu) * torch.exp(-alpha)
            total = total + alpha.mean()
        return 0.5 * x.square().mean() + total + 0.5 * math.log(2 * math.pi)


def create(config):
    return Maf(config["dim"], config["layers"], config["hidden"], config["maxLogScale"])


def loss(net, x):
    return net(x)
