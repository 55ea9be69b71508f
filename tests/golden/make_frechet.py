"""
Golden values of lib/math/traceSqrtProduct and lib/metrics: Fréchet distances in 40 digits (mpmath) and as the packages
pytorch-fid and torch-fidelity compute them (scipy); means and covariances (numpy). Run it with a Python that has
pytorch-fid, torch-fidelity, scipy, mpmath, numpy, safetensors and torch.
"""

import hashlib

import numpy as np
from mpmath import eigsy, matrix, mp, mpf, svd_r
from pytorch_fid.fid_score import calculate_frechet_distance
from safetensors.numpy import save_file
from torch_fidelity.metric_fid import fid_statistics_to_metric

from common import HERE, write

mp.dps = 40
rng = np.random.default_rng(17)


def grid(*shape, step=16):
    """Normal numbers on a grid so coarse that float64 holds the products exactly."""
    return np.round(rng.standard_normal(shape) * step) / step


def moments(factor, mean):
    return {"mean": mean.tolist(), "covariance": (factor.T @ factor).ravel().tolist()}


def nuclear(f, g):
    """Sum of the singular values of F Gᵀ = tr (FᵀF GᵀG)^½, in 40 digits."""
    product = matrix(f.tolist()) * matrix(g.tolist()).T
    return sum(svd_r(product, compute_uv=False)) if min(product.rows, product.cols) > 0 else mpf(0)


def pair(name, f, g):
    n = f.shape[1]
    m1, m2 = grid(n), grid(n)
    mean = sum((mpf(a) - mpf(b)) ** 2 for a, b in zip(m1, m2))
    trace = nuclear(f, g)
    covariance = sum(mpf(x) ** 2 for x in f.ravel()) + sum(mpf(x) ** 2 for x in g.ravel()) - 2 * trace
    return {
        "name": name,
        "a": moments(f, m1),
        "b": moments(g, m2),
        "trace": float(trace),
        "mean": float(mean),
        "covariance": float(covariance),
    }


full = grid(9, 5)
units = np.diag([2.0**12, 1, 2.0**-10, 2.0**-16])
pairs = [
    pair("full rank", full, grid(7, 5)),
    pair("the same", full, full),
    pair("fewer samples than dimensions", grid(3, 8), grid(4, 8)),
    pair("one of them singular", grid(3, 6), grid(9, 6)),
    pair("both of rank one", grid(1, 6), grid(1, 6)),
    pair("one of them zero", grid(8, 6), np.zeros((1, 6))),
    pair("units far apart", grid(7, 4, step=4) @ units, grid(7, 4, step=4) @ units),
    pair("orthogonal supports", np.array([[1.0, 2, 0, 0]]), np.array([[0.0, 0, 3, 1]])),
]

# Features of float32, compared by the two packages.
mixing = grid(24, 24)


def features(n, shift):
    return (grid(n, 24) @ mixing / 8 + shift).astype(np.float32)


def packages(x, y):
    a, b = [{"mu": z.mean(0), "sigma": np.cov(z, rowvar=False)} for z in (x.astype(float), y.astype(float))]
    return {
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "shapes": [list(x.shape), list(y.shape)],
        "pytorch-fid": float(calculate_frechet_distance(a["mu"], a["sigma"], b["mu"], b["sigma"])),
        "torch-fidelity": float(fid_statistics_to_metric(a, b, False)["frechet_inception_distance"]),
    }


x = features(60, 0)
statistics = {
    "x": x.ravel().tolist(),
    "shape": list(x.shape),
    "mean": x.astype(float).mean(0).tolist(),
    "covariance": np.cov(x.astype(float), rowvar=False).ravel().tolist(),
}

# Hilbert's matrix: eigenvalues over ten orders of magnitude.
hilbert = matrix(8, 8)
for i in range(8):
    for j in range(8):
        hilbert[i, j] = mpf(float(mpf(1) / (i + j + 1)))
indefinite = grid(6, 6) + grid(6, 6).T
indefinite = (indefinite + indefinite.T) / 2
rectangular = grid(4, 7)
spectra = {
    "symmetric": [
        {
            "matrix": [float(v) for v in m],
            "values": sorted((float(v) for v in eigsy(m, eigvals_only=True)), reverse=True),
        }
        for m in (hilbert, matrix(indefinite.tolist()))
    ],
    "rectangular": {
        "matrix": rectangular.ravel().tolist(),
        "values": sorted((float(v) for v in svd_r(matrix(rectangular.tolist()), compute_uv=False)), reverse=True),
    },
}

mean, covariance = np.array([0.1, -2 / 3]), np.array([[1 / 3, 0.1], [0.1, np.pi]])
digest = hashlib.sha256(mean.tobytes() + covariance.tobytes()).hexdigest()
metadata = {"format": "dgm feature statistics 1", "extractor": "from Python", "count": "7", "sha256": digest}
save_file({"mean": mean, "covariance": covariance}, HERE / "statistics.safetensors", metadata)

write(
    "frechet",
    {
        "pairs": pairs,
        "packages": [packages(x, features(70, 0.25))],
        "statistics": statistics,
        "spectra": spectra,
    },
)
