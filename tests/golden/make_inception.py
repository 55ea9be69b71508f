"""Golden values of lib/metrics/inception: the networks and resizings of pytorch-fid 0.3.0 and torch-fidelity 0.4.0 themselves.

Run it with a Python that has torch, torchvision, pytorch-fid and torch-fidelity. Nothing is downloaded: the weights come from
an integer hash that the test computes as well, so that only results are kept. Networks run in float64, resizings in float32.
"""

import numpy as np
import pytorch_fid.inception as pytorch_fid
import torch
import torch.nn.functional as F
import torch_fidelity.feature_extractor_inceptionv3 as torch_fidelity
from torch_fidelity.interpolate_compat_tensorflow import interpolate_bilinear_2d_like_tensorflow1x

from common import write

SIDE = 299


def uniform(name, count):
    """`count` numbers in [0, 1), multiples of 2^-24: murmur3's finaliser of FNV-1a(name) + index · 0x9E3779B1."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float64) / 2**24


def weight(name, shape):
    """Kernels keep the scale of what goes through (He et al. 2015); batch norms are far from the identity."""
    u = uniform(name, int(np.prod(shape)))
    if len(shape) > 1:
        values = (2 * u - 1) * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith("bn.weight") or name.endswith("running_var"):
        values = 0.5 + u
    else:
        values = u - 0.5
    return torch.tensor(values.astype(np.float32).reshape(shape))


def weights():
    """The state of pytorch-fid's network, made by formula."""
    pytorch_fid.load_state_dict_from_url = lambda *args, **kwargs: {}
    load, torch.nn.Module.load_state_dict = torch.nn.Module.load_state_dict, lambda *args, **kwargs: None
    try:
        network = pytorch_fid.fid_inception_v3()
    finally:
        torch.nn.Module.load_state_dict = load
    return network, {
        name: value if name.endswith("num_batches_tracked") else weight(name, tuple(value.shape))
        for name, value in network.state_dict().items()
    }


def pictures(n, height, width, channels):
    """Bytes [n,H,W,C]: the first picture is noise, the next are waves."""
    count = height * width * channels
    noise = np.floor(256 * uniform("picture", count)).reshape(height, width, channels)
    y, x, c = np.meshgrid(*map(np.arange, (height, width, channels)), indexing="ij")
    waves = [(7 * (k + 1) * y + 3 * x + 40 * c) % 256 for k in range(1, n)]
    return torch.tensor(np.stack([noise, *waves]).astype(np.uint8))


def rgb(images):
    """[n,H,W,C] → [n,3,H,W]"""
    return images.permute(0, 3, 1, 2).expand(-1, 3, -1, -1).contiguous()


def resized(images, resize):
    """What the network gets, by each tool's own code, in float32: [n,3,H,W] → [n,3,299,299]."""
    if resize == "pytorch-fid":
        x = F.interpolate(images.float() / 255, size=(SIDE, SIDE), mode="bilinear", align_corners=False)
        return 2 * x - 1
    x = interpolate_bilinear_2d_like_tensorflow1x(images.float(), size=(SIDE, SIDE), align_corners=False)
    return (x - 128) / 128


def nine(values):
    return [float(f"{v:.9g}") for v in values]


def resize_cases():
    sizes = [(2, 28, 28, 1), (1, 32, 32, 3), (1, 512, 512, 3), (1, 40, 61, 3), (1, 333, 20, 1), (1, 299, 299, 3), (1, 1, 1, 3)]
    for shape in sizes:
        for resize in ("pytorch-fid", "torch-fidelity"):
            out = resized(rgb(pictures(*shape)), resize).permute(0, 2, 3, 1).reshape(-1)
            yield {
                "shape": list(shape),
                "resize": resize,
                "every": 2003,
                "values": nine(out[::2003].tolist()),
                "squares": float(out.double().square().sum()),
            }


class Recorder:
    """Keeps the mean over everything and over squares of what each named block puts out."""

    def __init__(self, network, names):
        self.found = {}
        for name in names:
            getattr(network, name).register_forward_hook(self.hook(name))

    def hook(self, name):
        def keep(_, __, out):
            self.found[name] = {
                "shape": [out.shape[0], out.shape[2], out.shape[3], out.shape[1]],
                "mean": float(out.mean()),
                "square": float(out.square().mean()),
            }

        return keep


BLOCKS = [f"Mixed_{b}" for b in "5b 5c 5d 6a 6b 6c 6d 6e 7a 7b 7c".split()]


def by_torch_fidelity(state, images):
    torch_fidelity.load_state_dict_from_url = lambda *args, **kwargs: state
    layers = ["2048", "logits_unbiased", "logits"]
    network = torch_fidelity.FeatureExtractorInceptionV3("golden", layers, feature_extractor_internal_dtype="float64")
    recorder = Recorder(network, BLOCKS)
    features, unbiased, logits = network(rgb(images))
    return features.double(), unbiased.double(), logits.double(), recorder.found


def by_pytorch_fid(network, state, images):
    pytorch_fid.fid_inception_v3 = lambda: network
    network.load_state_dict(state)
    network = pytorch_fid.InceptionV3().eval().double()
    return network(rgb(images).double() / 255)[0].flatten(1)


def main():
    torch.set_grad_enabled(False)
    network, state = weights()
    print("parameters", sum(p.numel() for p in network.parameters()), "tensors", len(state))
    images = pictures(2, 32, 32, 3)
    grey = pictures(2, 28, 28, 1)[:1]
    features, unbiased, logits, blocks = by_torch_fidelity(state, images)
    grey_features = by_torch_fidelity(state, grey)[0]
    other = by_pytorch_fid(network, state, images)
    change = lambda a, b: float((a - b).abs().max() / a.abs().max())
    print("features", features.abs().max(), features.mean(), features.std())
    print("difference of pictures", change(features[0], features[1]), "of resizings", change(features, other))
    rows = lambda x: [nine(row.tolist()) for row in x[:, ::16]]
    norms = lambda x: nine(x.norm(dim=1).tolist())
    write(
        "inception",
        {
            "parameters": sum(p.numel() for p in network.parameters()),
            "statistics": sum(b.numel() for n, b in network.named_buffers() if "running" in n),
            "shapes": {n: list(v.shape) for n, v in state.items() if v.dim() > 0},
            "hash": nine(uniform("fc.bias", 5).tolist()),
            "every": 16,
            "torch-fidelity": {"rows": rows(features), "norms": norms(features)},
            "pytorch-fid": {"rows": rows(other), "norms": norms(other)},
            "grey": {"rows": rows(grey_features), "norms": norms(grey_features)},
            "logits": {"rows": rows(logits), "norms": norms(logits)},
            "unbiased": {"rows": rows(unbiased), "norms": norms(unbiased)},
            "blocks": blocks,
            "resizes": list(resize_cases()),
        },
    )


main()
