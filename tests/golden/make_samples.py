"""Golden values of lib/metrics on samples: prdc 0.2 (the authors' package), SciPy, and NumPy formulas of the papers.
Needs prdc and scikit-learn besides what common.py names."""

import numpy as np
from prdc import compute_prdc
from scipy.optimize import linprog
from scipy.stats import binomtest, wasserstein_distance

from common import write

rng = np.random.default_rng(20240917)


def float32(x):
    return np.asarray(x, dtype=np.float32)


def points(x):
    """As JSON; 9 digits tell float32 values apart."""
    return {"shape": list(x.shape), "data": [float(f"{v:.9g}") for v in x.reshape(-1)]}


def neighbour_case(n, m, D, k, shift=0.0, spread=1.0):
    real = float32(rng.standard_normal((n, D)))
    fake = float32(rng.standard_normal((m, D)) * spread + shift)
    values = compute_prdc(real.astype(np.float64), fake.astype(np.float64), k)
    return {"k": k, "real": points(real), "generated": points(fake), **{key: float(v) for key, v in values.items()}}


def inception(p, splits):
    """Salimans et al.'s code: contiguous parts, population standard deviation."""
    n, scores = len(p), []
    for i in range(splits):
        part = p[i * n // splits : (i + 1) * n // splits]
        q = part.mean(0, keepdims=True)
        terms = np.where(part > 0, part * (np.log(np.where(part > 0, part, 1)) - np.log(q)), 0)
        scores.append(np.exp(terms.sum(1).mean()))
    return float(np.mean(scores)), float(np.std(scores))


def inception_case(n, K, splits, sharpness, zeros=False):
    logits = rng.standard_normal((n, K)) * sharpness
    p = np.exp(logits - logits.max(1, keepdims=True))
    if zeros:
        p[p < 0.05] = 0
    p = float32(p / p.sum(1, keepdims=True))
    mean, std = inception(p.astype(np.float64), splits)
    return {"probabilities": points(p), "splits": splits, "mean": mean, "std": std}


def transport(x, y, p):
    """W_p by the linear programme over all couplings."""
    n, m = len(x), len(y)
    cost = (np.abs(x[:, None] - y[None]) ** p).reshape(-1)
    rows = np.kron(np.eye(n), np.ones((1, m)))
    columns = np.kron(np.ones((1, n)), np.eye(m))
    marginals = np.concatenate([np.full(n, 1 / n), np.full(m, 1 / m)])
    solved = linprog(cost, A_eq=np.vstack([rows, columns]), b_eq=marginals, method="highs")
    return float(solved.fun ** (1 / p))


def wasserstein_case(n, m, p):
    x, y = rng.standard_normal(n), rng.standard_normal(m) * 1.5 + 0.3
    value = float(wasserstein_distance(x, y)) if p == 1 else transport(x, y, p)
    return {"x": x.tolist(), "y": y.tolist(), "p": p, "distance": value}


def wilson(count, total):
    interval = binomtest(count, total).proportion_ci(0.95, method="wilson")
    return [count, total, float(interval.low), float(interval.high)]


write(
    "samples",
    {
        "neighbours": [
            neighbour_case(40, 40, 2, 3),
            neighbour_case(50, 30, 5, 5, shift=0.5),
            neighbour_case(30, 60, 16, 1, spread=0.5),
            neighbour_case(33, 45, 3, 4, shift=1.0, spread=1.5),
        ],
        "inception": [
            inception_case(40, 10, 4, 3.0),
            inception_case(25, 5, 10, 1.0),
            inception_case(30, 6, 1, 4.0, zeros=True),
        ],
        "wasserstein": [
            wasserstein_case(12, 12, 1),
            wasserstein_case(15, 7, 1),
            wasserstein_case(8, 8, 2),
            wasserstein_case(9, 5, 2),
            wasserstein_case(6, 10, 3),
            wasserstein_case(1, 6, 2),
        ],
        "wilson": [wilson(*c) for c in [(0, 10), (10, 10), (1, 10), (7, 20), (985, 1000), (1, 1)]],
    },
)
