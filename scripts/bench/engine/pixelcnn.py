"""The gated PixelCNN of lib/autoregressive, for grey pictures, with PyTorch's own convolutions."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Told(nn.Module):
    """What a class adds before a gate."""

    def __init__(self, classes, width):
        super().__init__()
        self.classes = nn.Parameter(torch.zeros(classes, width))
        self.bias = nn.Parameter(torch.zeros(width))

    def shift(self, one_hot):
        return (one_hot @ self.classes + self.bias)[:, :, None, None]


class Link(Told):
    def __init__(self, classes, width):
        super().__init__(classes, width)
        self.weight = nn.Parameter(torch.zeros(width, width))

    def forward(self, seen, one_hot):
        return F.conv2d(seen, self.weight.t()[:, :, None, None]) + self.shift(one_hot)


class Pointwise(nn.Linear):
    def forward(self, x):
        return F.conv2d(x, self.weight[:, :, None, None], self.bias)


def gate(x):
    a, b = x.chunk(2, 1)
    return a.tanh() * b.sigmoid()


class Layer(nn.Module):
    def __init__(self, channels, features, reach, classes, first, last):
        super().__init__()
        width = 2 * features
        self.reach, self.first = reach, first
        self.above = nn.Conv2d(channels, width, (reach if first else reach + 1, 2 * reach + 1), bias=False)
        self.left = nn.Conv2d(channels, width, (1, reach + 1), bias=False)
        self.link = Link(classes, width)
        self.out = Pointwise(features, features)
        if not last:
            self.vertical = Told(classes, width)
        if first:  # mask A: the picture's own value at the pixel
            mask = torch.ones(width, channels, 1, reach + 1)
            mask[:, 0, :, -1] = 0
            self.register_buffer("mask", mask)

    def forward(self, v, h, one_hot):
        around = F.pad(v, (self.reach, self.reach, self.reach, 0))
        seen = self.above(around[:, :, :-1] if self.first else around)
        kernel = self.left.weight * self.mask if self.first else self.left.weight
        y = self.out(gate(F.conv2d(F.pad(h, (self.reach, 0)), kernel) + self.link(seen, one_hot)))
        if hasattr(self, "vertical"):
            gated = gate(seen + self.vertical.shift(one_hot))
            v = gated if self.first else v + gated
        return v, y if self.first else h + y


class Head(nn.Module):
    def __init__(self, features, hidden, levels):
        super().__init__()
        self.first, self.second = Pointwise(features, hidden), Pointwise(hidden, levels)

    def forward(self, x):
        return self.second(F.relu(self.first(F.relu(x))))


def coordinates(size):
    return (2 * torch.arange(size) + 1) / size - 1


class PixelCnn(nn.Module):
    def __init__(self, shape, levels, classes, features, layers, firstKernel, kernel, headFeatures):
        super().__init__()
        height, width, _ = shape
        self.levels, self.count = levels, layers + 1
        for i in range(layers + 1):
            reach = ((firstKernel if i == 0 else kernel) - 1) // 2
            layer = Layer(3 if i == 0 else features, features, reach, classes, i == 0, i == layers)
            self.add_module(f"layer{i}", layer)
        self.head = Head(features, headFeatures, levels)
        down, right = coordinates(height)[:, None], coordinates(width)[None]
        self.register_buffer("places", torch.stack([down.expand(height, width), right.expand(height, width)])[None])

    def forward(self, x, one_hot):
        v = h = torch.cat([x, self.places.expand(len(x), -1, -1, -1)], 1)
        for i in range(self.count):
            v, h = self.get_submodule(f"layer{i}")(v, h, one_hot)
        return self.head(h)  # [B,levels,H,W]


def create(config):
    return PixelCnn(**config)


def loss(net, x, one_hot):
    level = ((x[:, 0] + 1) * ((net.levels - 1) / 2)).round().long()
    return F.cross_entropy(net(x, one_hot), level) / math.log(2)
