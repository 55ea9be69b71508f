"""Golden values of lib/math: divergences, mixtures and likelihoods, by dense 40-digit algebra and quadrature (mpmath)."""

import math

import numpy as np
import torch
from mpmath import diag, det, eye, exp, inf, inverse, log, matrix, mp, mpf, ncdf, npdf, pi, quad, sqrt

from common import write

mp.dps = 40


def f(x):
    return float(x)


def vec(x):
    return matrix([mpf(v) for v in x])


def mat(x):
    return matrix([[mpf(v) for v in row] for row in x])


def log_normal(x, mean, cov):
    d = x - mean
    return -((d.T * inverse(cov) * d)[0] + log(det(cov)) + len(x) * log(2 * pi)) / 2


def kl_full(m1, c1, m2, c2):
    d, ic = m1 - m2, inverse(c2)
    product = ic * c1
    trace = sum(product[i, i] for i in range(len(m1)))
    return (trace - len(m1) + log(det(c2) / det(c1)) + (d.T * ic * d)[0]) / 2


rng = np.random.default_rng(4)


def spd(n):
    a = np.round(rng.standard_normal((n, n)) * 16) / 16
    return (a @ a.T + np.eye(n) / 2).tolist()


def normals(*shape):
    return (np.round(rng.standard_normal(shape) * 64) / 64).tolist()


# KL
kl_normal = [
    [m1, v1, m2, v2, f((mpf(v1) / v2 - 1 - log(mpf(v1) / v2) + (mpf(m1) - m2) ** 2 / v2) / 2)]
    for m1, v1, m2, v2 in [
        (0.0, 1.0, 0.0, 1.0000001), (0.5, 2.0, -1.0, 0.25), (3.0, 1e-20, 0.0, 1.0), (1e-8, 1.0, 0.0, 1.0),
        (0.0, 0.7, 0.0, 1.0), (0.0, 5.0, 0.0, 4.0), (0.006, 0.99996, 0.0, 1.0), (2.0, 1e100, 1.0, 1e-100),
    ]
]
full = []
for n in (1, 2, 3, 5):
    m1, c1, m2, c2 = normals(n), spd(n), normals(n), spd(n)
    full.append({"p": {"mean": m1, "covariance": c1}, "q": {"mean": m2, "covariance": c2},
                 "kl": f(kl_full(vec(m1), mat(c1), vec(m2), mat(c2))),
                 "entropy": f((log(det(mat(c1))) + n * (log(2 * pi) + 1)) / 2),
                 "logDet": f(log(det(mat(c1)))), "solve": [f(v) for v in inverse(mat(c1)) * vec(m2)]})

# determinants of matrices that need row exchanges
dets = []
for rows in ([[0.0, 2.0], [3.0, 0.0]], [[0.0, 1.0, 2.0], [1.0, 0.0, 3.0], [4.0, -3.0, 8.0]], normals(4, 4), normals(6, 6)):
    value = det(mat(rows))
    dets.append({"matrix": rows, "logAbs": f(log(abs(value))), "sign": int(mp.sign(value))})

# divergences by quadrature
def density(m, v):
    return lambda x: npdf(x, m, sqrt(mpf(v)))


divergences = []
for m1, v1, m2, v2 in [(0, 1, 1, 1), (0, 1, 1, 2), (-1, 0.25, 2, 4), (0, 1, 0, 1.0001)]:
    p, q = density(m1, v1), density(m2, v2)
    points = [-30, -10, -4, -2, -1, 0, 1, 2, 4, 10, 30]

    def js(x):
        a, b = p(x), q(x)
        m = (a + b) / 2
        return (a * log(a / m) + b * log(b / m)) / 2

    # where the densities cross: a quadratic
    a, b, c = 1 / mpf(v2) - 1 / mpf(v1), 2 * (mpf(m1) / v1 - mpf(m2) / v2), None
    c = mpf(m2) ** 2 / v2 - mpf(m1) ** 2 / v1 + log(mpf(v2) / v1)
    roots = [-c / b] if a == 0 else sorted((-b + s * sqrt(b * b - 4 * a * c)) / (2 * a) for s in (1, -1))
    edges = [-inf, *roots, inf]
    cdf = lambda x, m, v: ncdf(x, m, sqrt(mpf(v)))
    tv = sum(abs((cdf(h, m1, v1) - cdf(l, m1, v1)) - (cdf(h, m2, v2) - cdf(l, m2, v2))) for l, h in zip(edges, edges[1:])) / 2
    divergences.append({"p": [m1, v1], "q": [m2, v2], "jensenShannon": f(quad(js, points)), "totalVariation": f(tv),
                        "crossings": [f(r) for r in roots]})

# mixture under the forward process
weights, means = [0.25, 0.5, 0.25], normals(3, 2)
covariances = [spd(2) for _ in range(3)]
mixture_cases = []
for bar, xt in [(0.9, [0.5, -0.25]), (0.3, [1.5, 2.0]), (0.001, [-0.75, 0.125]), (1.0, [0.5, 0.5])]:
    a, v = sqrt(mpf(bar)), 1 - mpf(bar)
    # joint Gaussian of (x0, xt) per component, conditioned by block algebra with explicit inverses
    joint, posterior_means, posterior_covs = [], [], []
    for w, m, c in zip(weights, means, covariances):
        m, c = vec(m), mat(c)
        seen = a * a * c + v * eye(2)
        gain = a * c * inverse(seen)
        joint.append(log(mpf(w)) + log_normal(vec(xt), a * m, seen))
        posterior_means.append(m + gain * (vec(xt) - a * m))
        posterior_covs.append(c - gain * seen * gain.T)
    total = log(sum(exp(j) for j in joint))
    share = [exp(j - total) for j in joint]
    mean = sum((s * m for s, m in zip(share, posterior_means)), matrix([0, 0]))
    score = (a * mean - vec(xt)) / v if v else None  # Tweedie
    mixture_cases.append({
        "alphaBar": bar, "scale": f(a), "variance": f(v), "xt": xt, "logDensity": f(total), "shares": [f(s) for s in share],
        "mean": [f(x) for x in mean], "score": [f(x) for x in score] if score else None,
        "covariance0": [[f(posterior_covs[0][i, j]) for j in range(2)] for i in range(2)],
    })

# the discretised Gaussian: exact with 40 digits, and OpenAI's own lines in float64
xs = [-1.0, -0.9995, -0.9921568627450981, -0.5, 0.0, 0.49803921568627450, 0.9921568627450981, 1.0]
discretised = []
for mean, log_scale in [(0.0, -1.0), (0.4, -4.0), (-0.9, -2.5), (0.5, -6.0)]:
    exact = []
    for x in xs:
        s, half = exp(-mpf(log_scale)), mpf(1) / 255
        up, down = s * (mpf(x) - mpf(mean) + half), s * (mpf(x) - mpf(mean) - half)
        p = ncdf(up) if x < -0.999 else ncdf(-down) if x > 0.999 else (ncdf(-down) - ncdf(-up) if down > 0 else ncdf(up) - ncdf(down))
        exact.append(max(f(log(p)), -1e300))
    x = torch.tensor(xs, dtype=torch.float64)
    cdf = lambda z: 0.5 * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (z + 0.044715 * z**3)))
    inv = math.exp(-log_scale)
    plus, minus = cdf(inv * (x - mean + 1 / 255)), cdf(inv * (x - mean - 1 / 255))
    log_p = torch.where(x < -0.999, torch.log(plus.clamp(min=1e-12)),
                        torch.where(x > 0.999, torch.log((1 - minus).clamp(min=1e-12)), torch.log((plus - minus).clamp(min=1e-12))))
    discretised.append({"x": xs, "mean": mean, "logDeviation": log_scale, "exact": exact, "tanh": log_p.tolist()})

write("gaussians", {
    "klNormal": kl_normal, "full": full, "determinants": dets, "divergences": divergences,
    "mixture": {"weights": weights, "means": means, "covariances": covariances}, "mixtureCases": mixture_cases,
    "discretised": discretised,
})
