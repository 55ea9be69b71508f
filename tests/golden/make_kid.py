"""
Golden values of lib/metrics/kid and mmd: the estimates of torch-fidelity, and leave-one-out estimates in numpy. Run it
with a Python that has torch-fidelity, numpy and torch.
"""

import numpy as np
from torch_fidelity.metric_kid import kernel_poly, kernel_rbf, mmd2

from common import write

rng = np.random.default_rng(23)


def grid(*shape):
    return np.round(rng.standard_normal(shape) * 256) / 256


POLY = {"kid_kernel_poly_degree": 3, "kid_kernel_poly_gamma": None, "kid_kernel_poly_coef0": 1}


def cubic(a, b):
    return kernel_poly(a, b, **POLY)


def gaussian(sigma):
    return lambda a, b: kernel_rbf(a, b, kid_kernel_rbf_sigma=sigma)


def unbiased(x, y, k):
    m, n = len(x), len(y)
    xx, yy = k(x, x), k(y, y)
    return (
        (xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1)) - 2 * k(x, y).mean()
    )


def case(x, y, k):
    """The estimate and the jackknife's standard error, by leaving out one sample after the other."""
    variance = 0.0
    for drop in (0, 1):
        size = len((x, y)[drop])
        left = []
        for i in range(size):
            sets = [x, y]
            sets[drop] = np.delete(sets[drop], i, axis=0)
            left.append(unbiased(*sets, k))
        variance += (size - 1) / size * ((np.array(left) - np.mean(left)) ** 2).sum()
    value = unbiased(x, y, k)
    if len(x) == len(y):
        package = mmd2(k(x, x), k(x, y), k(y, y))
        assert abs(package - value) < 1e-13 * max(1, abs(value)), (package, value)
        value = package
    return {"estimate": float(value), "standardError": float(np.sqrt(variance))}


def data(x, y):
    return {"shapes": [list(x.shape), list(y.shape)], "x": x.ravel().tolist(), "y": y.ravel().tolist()}


equal = (grid(21, 6), 1.25 * grid(21, 6) + 0.5)
unequal = (grid(13, 5), grid(9, 5) + 0.25)


def several(sigmas):
    return lambda a, b: sum(gaussian(s)(a, b) for s in sigmas) / len(sigmas)


distances = [np.linalg.norm(a - b) for pool in [np.concatenate(unequal)] for i, a in enumerate(pool) for b in pool[:i]]
write(
    "kid",
    {
        "equal": {**data(*equal), "kid": case(*equal, cubic), "mmd": case(*equal, gaussian(1.5))},
        "unequal": {
            **data(*unequal),
            "kid": case(*unequal, cubic),
            "mmd": case(*unequal, several([0.5, 2, 4])),
            "medianDistance": float(np.median(distances)),
        },
    },
)
