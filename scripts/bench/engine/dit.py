"""The network of dit.ts, with PyTorch's own layers, attention and normalisation."""

import torch
import torch.nn.functional as F
from torch import nn

from common import time_embedding

FREQUENCIES = 256


def modulated(x, shift, scale):
    return F.layer_norm(x, x.shape[-1:]) * (1 + scale) + shift


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        b, t, width = x.shape
        q, k, v = self.qkv(x).reshape(b, t, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v)
        return self.proj(mixed.transpose(1, 2).reshape(b, t, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.modulation = nn.Linear(width, 6 * width)
        self.attention = Attention(width, heads)
        self.mlp1 = nn.Linear(width, 4 * width)
        self.mlp2 = nn.Linear(4 * width, width)

    def forward(self, x, condition):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.modulation(condition)[:, None].chunk(6, 2)
        x = x + gate1 * self.attention(modulated(x, shift1, scale1))
        return x + gate2 * self.mlp2(F.gelu(self.mlp1(modulated(x, shift2, scale2)), approximate="tanh"))


class DiT(nn.Module):
    def __init__(self, size, channels, patch, depth, width, heads):
        super().__init__()
        self.patch = patch
        features = patch * patch * channels
        self.embed = nn.Linear(features, width)
        self.position = nn.Parameter(torch.zeros(1, (size // patch) ** 2, width))
        self.time1, self.time2 = nn.Linear(FREQUENCIES, width), nn.Linear(width, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.modulation = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, features)

    def forward(self, x, t):
        b, c, height, width = x.shape
        p, rows, columns = self.patch, height // self.patch, width // self.patch
        condition = F.silu(self.time2(F.silu(self.time1(time_embedding(t, FREQUENCIES)))))
        squares = x.reshape(b, c, rows, p, columns, p).permute(0, 2, 4, 3, 5, 1)
        h = self.embed(squares.reshape(b, rows * columns, -1)) + self.position
        for block in self.blocks:
            h = block(h, condition)
        shift, scale = self.modulation(condition)[:, None].chunk(2, 2)
        tokens = self.out(modulated(h, shift, scale)).reshape(b, rows, columns, p, p, c)
        return tokens.permute(0, 5, 1, 3, 2, 4).reshape(x.shape)


def create(config):
    names = "imageSize", "channels", "patchSize", "depth", "width", "heads"
    return DiT(*(config[name] for name in names))


def loss(net, x, t, noise):
    return F.mse_loss(net(x, t), noise)
