"""The U-Net of the golden values (tests/golden/make_unet.py), but made of PyTorch's own layers, with the padding done
inside the convolution where it is symmetric."""

import torch
import torch.nn.functional as F
from torch import nn

import make_unet


class Conv(nn.Conv2d):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(inputs, outputs, kernel, stride, padding=kernel // 2 if stride == 1 else 0)

    def forward(self, x):
        if self.stride[0] == 1:
            return super().forward(x)
        pad = (
            *make_unet.same_padding(x.shape[3], self.kernel_size[1], self.stride[1]),
            *make_unet.same_padding(x.shape[2], self.kernel_size[0], self.stride[0]),
        )
        return super().forward(F.pad(x, pad))


make_unet.Conv, make_unet.Linear = Conv, nn.Linear


class ConditionalUNet(make_unet.UNet):
    """With a vector for each class, and one for 'no class', added to that of the timestep."""

    def __init__(self, classes, *sizes):
        super().__init__(*sizes)
        self.label = nn.ParameterDict({"table": torch.zeros(classes + 1, self.time2.out_features)})

    def forward(self, x, t, labels):
        return self.denoise(x, F.silu(self.time(t) + F.embedding(labels.long(), self.label["table"])))


def create(config):
    names = "imageSize", "channels", "baseChannels", "channelMultipliers", "blocksPerLevel", "attentionResolutions", "groups"
    sizes = [config[name] for name in names]
    classes = config.get("classes", 0)
    return ConditionalUNet(classes, *sizes) if classes else make_unet.UNet(*sizes)


def loss(net, *inputs):
    return F.mse_loss(net(*inputs[:-1]), inputs[-1])
