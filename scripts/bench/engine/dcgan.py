"""The networks of dcgan.ts, lib/gan's DCGAN."""

import torch
import torch.nn.functional as F
from torch import nn

WEIGHT = 1


class Label(nn.Module):
    def __init__(self, classes, features):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(classes, features))

    def forward(self, one_hot):
        return one_hot @ self.table


class Generator(nn.Module):
    def __init__(self, size, channels, width, groups, label_dim, latent_dim, classes):
        super().__init__()
        self.shape = (size // 4, size // 4, 2 * width)
        self.label = Label(classes, label_dim)
        self.start = nn.Linear(latent_dim + label_dim, size * size // 16 * 2 * width)
        self.norm1 = nn.GroupNorm(groups, 2 * width)
        self.conv = nn.Conv2d(2 * width, width, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, width)
        self.out = nn.Conv2d(width, 4 * channels, 3, padding=1)

    def forward(self, z, one_hot):
        h = self.start(torch.cat([z, self.label(one_hot)], 1)).reshape(-1, *self.shape)
        h = F.relu(self.norm1(h.permute(0, 3, 1, 2)))
        h = self.conv(F.interpolate(h, scale_factor=2))
        return torch.tanh(depth_to_space(self.out(F.relu(self.norm2(h)))))


def depth_to_space(x):
    """[B,4C,H,W] to [B,C,2H,2W], channels in TensorFlow's order: row, column, channel."""
    b, c, h, w = x.shape
    return x.reshape(b, 2, 2, c // 4, h, w).permute(0, 3, 4, 1, 5, 2).reshape(b, c // 4, 2 * h, 2 * w)


def same(x, kernel):
    """TensorFlow's padding 'same' for a stride of 2."""
    size = x.shape[2]
    total = max(0, 2 * ((size + 1) // 2 - 1) + kernel - size)
    before, after = total // 2, total - total // 2
    return F.pad(x, (before, after, before, after))


class Discriminator(nn.Module):
    def __init__(self, size, channels, width, classes):
        super().__init__()
        features = ((size + 7) // 8) ** 2 * 4 * width
        self.conv1 = nn.Conv2d(channels, width, 4, stride=2)
        self.conv2 = nn.Conv2d(width, 2 * width, 3, stride=2)
        self.conv3 = nn.Conv2d(2 * width, 4 * width, 3, stride=2)
        self.out = nn.Linear(features, 1)
        self.label = Label(classes, features)

    def forward(self, x, one_hot):
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.leaky_relu(conv(same(x, conv.kernel_size[0])), 0.2)
        h = x.permute(0, 2, 3, 1).flatten(1)
        return self.out(h)[:, 0] + (h * self.label(one_hot)).sum(1)


class Dcgan(nn.Module):
    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator

    def forward(self, z, one_hot):
        return self.generator(z, one_hot)


def create(config):
    size, channels, width = config["imageSize"], config["channels"], config["baseChannels"]
    classes = config["classes"]
    generator = Generator(
        size, channels, width, config["groups"], config["labelDim"], config["latentDim"], classes
    )
    return Dcgan(generator, Discriminator(size, channels, width, classes))


def loss(net, z, one_hot, x):
    x = x.detach().requires_grad_(True)
    real, fake = net.discriminator(x, one_hot), net.discriminator(net(z, one_hot), one_hot)
    (slopes,) = torch.autograd.grad(real.sum(), x, create_graph=True)
    penalty = slopes.square().flatten(1).sum(1).mean() * WEIGHT / 2
    return F.softplus(-real).mean() + F.softplus(fake).mean() + penalty
