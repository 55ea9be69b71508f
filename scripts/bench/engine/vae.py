"""The VAE of lib/vae with convolutions and discretised logistic pixels, with PyTorch's own layers."""

import torch
import torch.nn.functional as F
from torch import nn

HALF_BIN, EDGE, LOG_SCALES = 1 / 255, 0.999, (-7, 7)


def halved(conv, x):
    """A convolution of stride 2 on an even side, with TensorFlow's padding: one row and column after."""
    return conv(F.pad(x, (0, 1, 0, 1)))


def doubled(x):
    """Four channels become the four pixels of a square; TensorFlow's order, positions before channels."""
    b, c, h, w = x.shape
    return x.reshape(b, 2, 2, c // 4, h, w).permute(0, 3, 4, 1, 5, 2).reshape(b, c // 4, 2 * h, 2 * w)


class Encoder(nn.Module):
    def __init__(self, features, channels, base, hidden, latent):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, base, 3, stride=2)
        self.conv2 = nn.Conv2d(base, 2 * base, 3, stride=2)
        self.conv3 = nn.Conv2d(2 * base, 2 * base, 3, padding=1)
        self.linear1, self.linear2 = nn.Linear(features, hidden), nn.Linear(hidden, 2 * latent)

    def forward(self, x):
        h = F.silu(self.conv3(F.silu(halved(self.conv2, F.silu(halved(self.conv1, x))))))
        return self.linear2(F.silu(self.linear1(h.permute(0, 2, 3, 1).flatten(1)))).chunk(2, 1)


class Decoder(nn.Module):
    def __init__(self, side, channels, base, hidden, latent):
        super().__init__()
        self.side, self.base = side, base
        self.linear1, self.linear2 = nn.Linear(latent, hidden), nn.Linear(hidden, side * side * 2 * base)
        self.conv1 = nn.Conv2d(2 * base, 2 * base, 3, padding=1)
        self.conv2 = nn.Conv2d(2 * base, 4 * base, 3, padding=1)
        self.conv3 = nn.Conv2d(base, base, 3, padding=1)
        self.conv4 = nn.Conv2d(base, 8 * channels, 3, padding=1)

    def forward(self, z):
        h = F.silu(self.linear2(F.silu(self.linear1(z))))
        h = h.reshape(-1, self.side, self.side, 2 * self.base).permute(0, 3, 1, 2)
        h = F.silu(doubled(self.conv2(F.silu(self.conv1(h)))))
        return doubled(self.conv4(F.silu(self.conv3(h))))


class Vae(nn.Module):
    def __init__(self, size, channels, base, hidden, latent):
        super().__init__()
        side = size // 4
        self.encoder = Encoder(side * side * 2 * base, channels, base, hidden, latent)
        self.decoder = Decoder(side, channels, base, hidden, latent)

    def forward(self, noise):
        return self.decoder(noise)


def log_likelihood(x, raw):
    location, log_scale = raw.chunk(2, 1)
    precision = torch.exp(-log_scale.clamp(*LOG_SCALES))
    upper, lower = (x - location + HALF_BIN) * precision, (x - location - HALF_BIN) * precision
    not_white, not_black = (x < EDGE).float(), (x > -EDGE).float()
    inner = torch.log(-torch.expm1(-2 * HALF_BIN * precision)) * not_white * not_black
    return (inner - F.softplus(-upper) * not_white - F.softplus(lower) * not_black).flatten(1).sum(1)


def create(config):
    names = "imageSize", "channels", "baseChannels", "hidden", "latentDim"
    return Vae(*(config[name] for name in names))


def loss(net, noise, x):
    mean, log_variance = net.encoder(x)
    z = mean + torch.exp(0.5 * log_variance) * noise
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1)
    return (kl - log_likelihood(x, net.decoder(z))).mean()
