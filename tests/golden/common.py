"""What the make_*.py scripts share. Run them with a Python that has torch, numpy, safetensors, mpmath, scipy and sympy."""

import json
import math
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent


def quantised(rng, *shape, scale=1.0):
    """Normal numbers, rounded to multiples of 1/256, so that JSON and float32 hold them exactly."""
    return torch.tensor(np.round(rng.standard_normal(shape) * scale * 256) / 256, dtype=torch.float64)


def array(tensor):
    """A float64 tensor as JSON: shape and row-major values with 9 significant digits."""
    values = tensor.detach().reshape(-1).tolist()
    return {"shape": list(tensor.shape), "data": [float(f"{v:.9g}") for v in values]}


def write(name, value):
    """Writes tests/golden/<name>.json, one line per top-level entry."""
    lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()]
    (HERE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def same_padding(size, kernel, stride):
    """TensorFlow's 'same': as little as needed, the odd one at the end."""
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def time_embedding(t, dim):
    """Ho et al. 2020: sines, then cosines, frequencies 10000^(-i/(dim/2 - 1))."""
    half = dim // 2
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / (half - 1))
    angles = t[:, None] * frequencies.to(t.dtype)
    return torch.cat([angles.sin(), angles.cos()], 1)
