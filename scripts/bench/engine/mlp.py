"""The perceptron of lib/diffusion/mlp.ts, with PyTorch's own layers."""

import torch
import torch.nn.functional as F
from torch import nn

from common import time_embedding


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first, self.condition, self.second = (nn.Linear(width, width) for _ in range(3))

    def forward(self, h, embedding):
        return h + self.second(F.silu(self.first(F.silu(h)) + self.condition(embedding)))


class Mlp(nn.Module):
    def __init__(self, dim, width, depth, classes):
        super().__init__()
        self.width = width
        self.time1, self.time2 = nn.Linear(width, width), nn.Linear(width, width)
        self.label = nn.ParameterDict({"table": torch.zeros(classes + 1, width)} if classes else {})
        self.stem = nn.Linear(dim, width)
        for i in range(depth):
            self.add_module(f"block{i}", Residual(width))
        self.blocks = [self.get_submodule(f"block{i}") for i in range(depth)]
        self.out = nn.Linear(width, dim)

    def forward(self, x, t, labels=None):
        time = self.time2(F.silu(self.time1(time_embedding(t, self.width))))
        embedding = F.silu(time if labels is None else time + F.embedding(labels.long(), self.label["table"]))
        h = self.stem(x)
        for block in self.blocks:
            h = block(h, embedding)
        return self.out(F.silu(h))


def create(config):
    return Mlp(config["dim"], config["width"], config["depth"], config["classes"])


def loss(net, *inputs):
    return F.mse_loss(net(*inputs[:-1]), inputs[-1])
