"""Golden values of lib/nn, computed by PyTorch in float64: forward, and the gradient of sum(output * cotangent)
with respect to every input and parameter. Layout as in lib/: images [B,H,W,C], kernels [k,k,in,out]."""

import numpy as np
import torch
import torch.nn.functional as F

from common import array, quantised, same_padding, time_embedding, write

rng = np.random.default_rng(20240601)


def case(f, **inputs):
    """Evaluates f on the inputs and differentiates sum(f * cotangent) for all of them."""
    leaves = {k: v.clone().requires_grad_() for k, v in inputs.items()}
    output = f(**leaves)
    cotangent = quantised(rng, *output.shape)
    grads = torch.autograd.grad((output * cotangent).sum(), list(leaves.values()))
    return {
        "inputs": {k: array(v) for k, v in inputs.items()},
        "output": array(output),
        "cotangent": array(cotangent),
        "gradients": {k: array(g) for k, g in zip(leaves, grads)},
    }


def conv(stride):
    def f(x, weight, bias):
        _, H, W, _ = x.shape
        kernel = weight.shape[0]
        pad = (*same_padding(W, kernel, stride), *same_padding(H, kernel, stride))
        y = F.conv2d(F.pad(x.permute(0, 3, 1, 2), pad), weight.permute(3, 2, 0, 1), bias, stride)
        return y.permute(0, 2, 3, 1)

    return f


def conv_case(B, H, W, inputs, outputs, kernel, stride):
    weight = quantised(rng, kernel, kernel, inputs, outputs, scale=0.3)
    c = case(conv(stride), x=quantised(rng, B, H, W, inputs), weight=weight, bias=quantised(rng, outputs))
    return {**c, "kernelSize": kernel, "stride": stride}


def norm_case(B, H, W, C, groups, offset=0.0):
    def f(x, weight, bias):
        return F.group_norm(x.permute(0, 3, 1, 2), groups, weight, bias, 1e-5).permute(0, 2, 3, 1)

    x = quantised(rng, B, H, W, C) + offset
    return {**case(f, x=x, weight=quantised(rng, C) + 1, bias=quantised(rng, C)), "groups": groups}


def attention(q, k, v):
    return F.scaled_dot_product_attention(q, k, v)


def square(n):
    return quantised(rng, n, n) + 2 * torch.eye(n, dtype=torch.float64)


times = torch.tensor([0.0, 1.0, 7.0, 500.0, 999.0], dtype=torch.float64)
write(
    "layers",
    {
        "conv3x3": conv_case(2, 5, 6, 3, 4, 3, 1),
        "conv3x3Stride2Even": conv_case(2, 6, 4, 2, 3, 3, 2),
        "conv3x3Stride2Odd": conv_case(1, 7, 5, 2, 2, 3, 2),
        "conv1x1": conv_case(2, 3, 3, 4, 2, 1, 1),
        "linear": case(
            lambda x, weight, bias: x @ weight + bias,
            x=quantised(rng, 2, 3, 4),
            weight=quantised(rng, 4, 5, scale=0.5),
            bias=quantised(rng, 5),
        ),
        "groupNorm": norm_case(2, 3, 4, 6, 3),
        "groupNormOneGroup": norm_case(2, 2, 3, 4, 1),
        "groupNormPerChannel": norm_case(2, 3, 3, 4, 4),
        "groupNormShifted": norm_case(2, 3, 4, 6, 2, offset=5.0),
        "silu": case(lambda x: F.silu(x), x=quantised(rng, 4, 6, scale=2)),
        "attention": case(attention, q=quantised(rng, 2, 4, 3), k=quantised(rng, 2, 5, 3), v=quantised(rng, 2, 5, 2)),
        "attentionSharp": case(
            attention, q=quantised(rng, 1, 3, 4, scale=2.5), k=quantised(rng, 1, 3, 4, scale=2.5), v=quantised(rng, 1, 3, 4)
        ),
        "upsample2x": case(
            lambda x: F.interpolate(x.permute(0, 3, 1, 2), scale_factor=2, mode="nearest").permute(0, 2, 3, 1),
            x=quantised(rng, 2, 3, 2, 4),
        ),
        "downsample2x": case(
            lambda x: F.avg_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1), x=quantised(rng, 2, 4, 6, 3)
        ),
        "layerNorm": case(lambda x: F.layer_norm(x, (6,)), x=quantised(rng, 2, 3, 6) + 0.5),
        "layerNormAffine": case(
            lambda x, weight, bias: F.layer_norm(x, (6,), weight, bias),
            x=quantised(rng, 4, 6),
            weight=quantised(rng, 6) + 1,
            bias=quantised(rng, 6),
        ),
        "batchNorm": case(
            lambda x: F.batch_norm(x.permute(0, 3, 1, 2), None, None, training=True).permute(0, 2, 3, 1),
            x=quantised(rng, 3, 2, 4, 3) + 0.5,
        ),
        "batchNormFlat": case(lambda x: F.batch_norm(x, None, None, training=True), x=quantised(rng, 6, 3)),
        "gelu": case(F.gelu, input=quantised(rng, 4, 6, scale=2)),
        "geluTanh": case(lambda x: F.gelu(x, approximate="tanh"), x=quantised(rng, 4, 6, scale=2)),
        "logSoftmax": case(lambda x: F.log_softmax(x, -1), x=quantised(rng, 3, 5, scale=2)),
        "logSumExp": case(lambda x: torch.logsumexp(x, -1), x=quantised(rng, 2, 3, 5, scale=2)),
        "logAbsDet": case(lambda w: torch.linalg.slogdet(w)[1], w=square(5)),
        "inverse": case(torch.linalg.inv, A=square(4)),
        "mse": case(lambda a, b: F.mse_loss(a, b), a=quantised(rng, 2, 3, 4), b=quantised(rng, 2, 3, 4)),
        **{f"timeEmbedding{dim}": {"t": array(times), "output": array(time_embedding(times, dim))} for dim in (4, 8, 32)},
    },
)
