"""Golden values of lib/diffusion/unet.ts: the same network written in PyTorch, in float64, with the same weights.
Weights and inputs come from `noise` below, which the test computes as well, so that the file stays small."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from common import array, same_padding, time_embedding, write


def noise(k, count):
    """`count` numbers in [-1, 1), rounded to multiples of 2^-12: the fractional part of a large sine."""
    i = np.arange(count, dtype=np.float64)
    x = np.sin(12.9898 * (i + 1) + 78.233 * (k + 1)) * 43758.5453
    return np.floor((2 * (x - np.floor(x)) - 1) * 4096) / 4096


class Conv(nn.Module):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.weight = nn.Parameter(torch.zeros(kernel, kernel, inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        pad = (
            *same_padding(x.shape[3], self.kernel, self.stride),
            *same_padding(x.shape[2], self.kernel, self.stride),
        )
        return F.conv2d(F.pad(x, pad), self.weight.permute(3, 2, 0, 1), self.bias, self.stride)


class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight + self.bias


class Attention(nn.Module):
    def __init__(self, channels, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, channels)
        self.qkv = Linear(channels, 3 * channels)
        self.proj = Linear(channels, channels)

    def forward(self, x):
        tokens = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(tokens).chunk(3, 2)
        mixed = self.proj(F.scaled_dot_product_attention(q, k, v))
        return x + mixed.transpose(1, 2).reshape(x.shape)


class Block(nn.Module):
    def __init__(self, inputs, outputs, embedding, groups, attention):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, inputs)
        self.conv1 = Conv(inputs, outputs)
        self.time = Linear(embedding, outputs)
        self.norm2 = nn.GroupNorm(groups, outputs)
        self.conv2 = Conv(outputs, outputs)
        self.skip = Conv(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        self.attention = Attention(outputs, groups) if attention else nn.Identity()

    def forward(self, x, embedding):
        h = self.conv1(F.silu(self.norm1(x))) + self.time(embedding)[:, :, None, None]
        return self.attention(self.skip(x) + self.conv2(F.silu(self.norm2(h))))


class UNet(nn.Module):
    def __init__(self, size, channels, base, multipliers, blocks, attention, groups):
        super().__init__()
        self.base = base
        embedding = 4 * base
        self.time1, self.time2 = Linear(base, embedding), Linear(embedding, embedding)
        self.stem = Conv(channels, base)
        self.down, self.up = nn.ModuleDict(), nn.ModuleDict()
        widths, width, last = [base], base, len(multipliers) - 1
        for level, multiplier in enumerate(multipliers):
            here = self.down[str(level)] = nn.ModuleDict()
            for i in range(blocks):
                here[f"block{i}"] = Block(width, base * multiplier, embedding, groups, size >> level in attention)
                width = base * multiplier
                widths.append(width)
            if level < last:
                here["down"] = Conv(width, width, stride=2)
                widths.append(width)
        self.middle1 = Block(width, width, embedding, groups, True)
        self.middle2 = Block(width, width, embedding, groups, False)
        for level in reversed(range(last + 1)):
            here = self.up[str(level)] = nn.ModuleDict()
            for i in range(blocks + 1):
                outputs = base * multipliers[level]
                here[f"block{i}"] = Block(
                    width + widths.pop(), outputs, embedding, groups, size >> level in attention
                )
                width = outputs
            if level > 0:
                here["up"] = Conv(width, width)
        self.normOut = nn.GroupNorm(groups, base)
        self.out = Conv(base, channels)

    def time(self, t):
        return self.time2(F.silu(self.time1(time_embedding(t, self.base))))

    def forward(self, x, t):
        return self.denoise(x, F.silu(self.time(t)))

    def denoise(self, x, embedding):
        h = self.stem(x)
        skips = [h]
        for level in self.down.values():
            for name, module in level.items():
                h = module(h) if name == "down" else module(h, embedding)
                skips.append(h)
        h = self.middle2(self.middle1(h, embedding), embedding)
        for level in self.up.values():
            for name, module in level.items():
                if name == "up":
                    h = module(F.interpolate(h, scale_factor=2, mode="nearest"))
                else:
                    h = module(torch.cat([h, skips.pop()], 1), embedding)
        return self.out(F.silu(self.normOut(h)))


def set_weights(net):
    """Noise everywhere, smaller where many inputs meet; norms scale by about 1. k is the rank of the sorted name."""
    for k, (name, p) in enumerate(sorted(net.named_parameters())):
        scale = 1 / math.sqrt(p.numel() / p.shape[-1]) if p.dim() > 1 else 0.25
        centre = 1.0 if "norm" in name and name.endswith("weight") else 0.0
        p.data = torch.tensor(centre + scale * noise(k, p.numel())).reshape(p.shape)


def count(size, channels, base, multipliers, blocks, attention, groups):
    return sum(p.numel() for p in UNet(size, channels, base, multipliers, blocks, attention, groups).parameters())


def main():
    torch.set_default_dtype(torch.float64)
    net = UNet(8, 2, 8, [1, 2], 1, [4], 4)
    set_weights(net)
    x = torch.tensor(noise(1000, 3 * 8 * 8 * 2)).reshape(3, 8, 8, 2).permute(0, 3, 1, 2).requires_grad_()
    target = torch.tensor(noise(1001, 3 * 8 * 8 * 2)).reshape(3, 8, 8, 2).permute(0, 3, 1, 2)
    output = net(x, torch.tensor([0.0, 17.0, 999.0]))
    loss = F.mse_loss(output, target)
    loss.backward()
    write(
        "unet",
        {
            "parameters": count(8, 2, 8, [1, 2], 1, [4], 4),
            "parametersMnist": count(28, 1, 16, [1, 2, 4], 1, [7], 8),
            "parametersDefault": count(28, 1, 32, [1, 2, 2], 1, [7], 8),
            "loss": loss.item(),
            "output": array(output.permute(0, 2, 3, 1)[:, ::3, ::3, :]),
            "inputGradientNorm": x.grad.norm().item(),
            "gradientNorms": {n: float(f"{p.grad.norm().item():.9g}") for n, p in sorted(net.named_parameters())},
        },
    )


if __name__ == "__main__":
    main()
