"""Golden values of lib/autoregressive. The logistic mixture cut into levels: by the definition, differences of its distribution
function, with 1000 digits (mpmath). The gated network: the paper's form of it in PyTorch, float64, where both stacks are square
convolutions whose later half is masked, instead of smaller unmasked ones on shifted pictures."""

import numpy as np
import torch
import torch.nn.functional as F
from mpmath import exp, log, mp, mpf

from common import array, quantised, write

mp.dps = 1000
rng = np.random.default_rng(13)


def sigma(z):
    return 1 / (1 + exp(-z))


def bin_probability(k, levels, mean, log_scale):
    """Φ(right end) - Φ(left end) of the bin of level k; the outermost bins have no outer end."""
    x, half, s = mpf(2 * k) / (levels - 1) - 1, mpf(1) / (levels - 1), exp(mpf(log_scale))
    right = mpf(1) if k == levels - 1 else sigma((x + half - mpf(mean)) / s)
    left = mpf(0) if k == 0 else sigma((x - half - mpf(mean)) / s)
    return right - left


def mixture_case(levels, weights, means, log_scales, chosen):
    weights = [exp(mpf(w)) for w in weights]
    total = sum(weights)

    def log_p(k):
        each = (w / total * bin_probability(k, levels, m, s) for w, m, s in zip(weights, means, log_scales))
        return float(log(sum(each)))

    return {"levels": [int(k) for k in chosen], "logProbs": [log_p(int(k)) for k in chosen]}





def mixtures():
    cases = []
    spread = [0, 1, 2, 64, 127, 128, 200, 253, 254, 255]
    for name, levels, weights, means, log_scales, chosen in [
        ("one wide component", 256, [0], [0.25], [-1], spread),
        ("one narrow component, far from most levels", 256, [0], [-0.5], [-7], spread),
        ("means outside the range", 256, [0.5, -0.5], [-3, 2.5], [-2, -3], spread),
        ("three components", 256, [0.5, -1, 2], [-0.875, 0, 0.75], [-3, -2, -5], spread),
        ("a scale so wide that all bins are equal", 256, [0], [0], [6], spread),
        ("four levels", 4, [0.25, -0.25], [-0.5, 0.5], [-1, -0.5], range(4)),
        ("two levels", 2, [0.25, -0.25], [-0.5, 0.5], [-1, -0.5], range(2)),
    ]:
        case = {"name": name, "count": levels, "logits": weights, "means": means, "logScales": log_scales}
        cases.append({**case, **mixture_case(levels, weights, means, log_scales, chosen)})
    return cases


def masked_conv(x, weight, mask):
    """[B,H,W,C], kernel [n,n,in,out] of odd size, zeros around."""
    n = weight.shape[0]
    kernel = (weight * mask).permute(3, 2, 0, 1)
    y = F.conv2d(x.permute(0, 3, 1, 2), kernel, padding=n // 2)
    return y.permute(0, 2, 3, 1)


def gate(x):
    a, b = x.chunk(2, -1)
    return a.tanh() * b.sigmoid()


def square(weight, n, row_of_last, column_of_last):
    """A small kernel put into an n x n one, its last entry at (row, column)."""
    full = torch.zeros(n, n, *weight.shape[2:], dtype=weight.dtype)
    h, w = weight.shape[:2]
    full[row_of_last - h + 1 : row_of_last + 1, column_of_last - w + 1 : column_of_last + 1] = weight
    return full


def gated_network(x, one_hot, p, kernels, colours, features):
    """Logits of 3 levels. Degrees: which colour each channel works for."""
    B, H, W, C = x.shape
    down = ((2 * torch.arange(H) + 1) / H - 1).double()[None, :, None, None].expand(B, H, W, 1)
    right = ((2 * torch.arange(W) + 1) / W - 1).double()[None, None, :, None].expand(B, H, W, 1)
    picture = torch.cat([x, down, right], -1)
    group = torch.arange(features) // (features // colours)
    inputs = torch.cat([torch.arange(colours), -torch.ones(2, dtype=torch.long)])
    v = h = picture
    for i, n in enumerate(kernels):
        name, middle = f"layer{i}", n // 2
        above, left = p[f"{name}.above.weight"], p[f"{name}.left.weight"]
        # the vertical stack stands on the row above in the first layer, on its own row later
        up = square(above, n, middle - 1 if i == 0 else middle, n - 1)
        seen = masked_conv(v, up, torch.ones_like(up))
        source = inputs if i == 0 else group
        to = torch.cat([group, group])
        centre = (source[:, None] < to if i == 0 else source[:, None] <= to).double()
        row = square(left, n, middle, middle)
        mask = torch.ones_like(row)
        mask[middle, middle] = centre
        class_h = (one_hot @ p[f"{name}.link.classes"])[:, None, None]
        link = seen @ p[f"{name}.link.weight"] + p[f"{name}.link.bias"] + class_h
        out_mask = (group[:, None] <= group).double()
        gated_h = gate(masked_conv(h, row, mask) + link)
        y = gated_h @ (p[f"{name}.out.weight"] * out_mask) + p[f"{name}.out.bias"]
        h = y if i == 0 else h + y
        if i < len(kernels) - 1:
            class_v = (one_hot @ p[f"{name}.vertical.classes"])[:, None, None]
            gated_v = gate(seen + p[f"{name}.vertical.bias"] + class_v)
            v = gated_v if i == 0 else v + gated_v
    hidden = p["head.first.weight"].shape[1]
    between = torch.arange(hidden) // (hidden // colours)
    levels = p["head.second.weight"].shape[1] // colours
    last = torch.arange(colours * levels) // levels
    y = F.relu(h) @ (p["head.first.weight"] * (group[:, None] <= between)) + p["head.first.bias"]
    y = F.relu(y) @ (p["head.second.weight"] * (between[:, None] <= last)) + p["head.second.bias"]
    return y.reshape(B, H, W, colours, levels)


def network():
    H, W, colours, features, hidden, classes, levels = 4, 5, 2, 4, 6, 3, 3
    kernels = [5, 3, 3]
    p = {}
    for i, n in enumerate(kernels):
        source, middle = (colours + 2 if i == 0 else features), n // 2
        shapes = {
            "above.weight": (middle if i == 0 else middle + 1, n, source, 2 * features),
            "left.weight": (1, middle + 1, source, 2 * features),
            "link.weight": (2 * features, 2 * features),
            "link.bias": (2 * features,),
            "out.weight": (features, features),
            "out.bias": (features,),
            "link.classes": (classes, 2 * features),
        }
        if i < len(kernels) - 1:
            shapes |= {"vertical.bias": (2 * features,), "vertical.classes": (classes, 2 * features)}
        for name, shape in shapes.items():
            p[f"layer{i}.{name}"] = quantised(rng, *shape, scale=0.3)
    p["head.first.weight"] = quantised(rng, features, hidden, scale=0.5)
    p["head.first.bias"] = quantised(rng, hidden, scale=0.3)
    p["head.second.weight"] = quantised(rng, hidden, colours * levels, scale=0.5)
    p["head.second.bias"] = quantised(rng, colours * levels, scale=0.3)
    level = torch.tensor(rng.integers(0, levels, (2, H, W, colours)))
    x = level.double() - 1
    labels = torch.tensor([2, 0])
    logits = gated_network(x, F.one_hot(labels, classes).double(), p, kernels, colours, features)
    log_p = F.log_softmax(logits, -1).gather(-1, level[..., None]).sum((1, 2, 3, 4))
    return {
        "kernels": kernels,
        "x": array(x),
        "labels": labels.tolist(),
        "parameters": {name: array(value) for name, value in p.items()},
        "logits": array(logits),
        "logProb": [float(v) for v in log_p],
    }


write("pixelcnn", {"mixtures": mixtures(), "network": network()})
