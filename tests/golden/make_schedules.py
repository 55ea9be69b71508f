"""Golden values of lib/math: noise schedules and reverse posteriors, with 50 decimal digits (mpmath)."""

import json

from mpmath import cos, mp, mpf, pi, sqrt

from common import HERE

mp.dps = 50


def linear(T, first=mpf("1e-4"), last=mpf("0.02")):
    return [first + (last - first) * i / (T - 1) for i in range(T)]


def cosine(T, s=mpf("0.008"), limit=mpf("0.999")):
    def f(t):
        return cos((mpf(t) / T + s) / (1 + s) * pi / 2) ** 2

    return [min(1 - f(t + 1) / f(t), limit) for t in range(T)]


def bars(betas):
    out, product = [], mpf(1)
    for beta in betas:
        product *= 1 - beta
        out.append(product)
    return out


def entries(betas, timesteps):
    """Rows [t, beta, alphaBar, coefX0, coefXt, variance] at some 0-based steps."""
    alpha_bars = bars(betas)
    rows = []
    for t in timesteps:
        before = alpha_bars[t - 1] if t else mpf(1)
        beta, bar = betas[t], alpha_bars[t]
        rows.append(
            [t]
            + [
                float(x)
                for x in (
                    beta,
                    bar,
                    sqrt(before) * beta / (1 - bar),
                    sqrt(1 - beta) * (1 - before) / (1 - bar),
                    (1 - before) / (1 - bar) * beta,
                )
            ]
        )
    return rows


def respaced(betas, timesteps):
    """1 - alphaBar / (alphaBar at the kept step before)."""
    alpha_bars, before, out = bars(betas), mpf(1), []
    for t in timesteps:
        out.append(float(1 - alpha_bars[t] / before))
        before = alpha_bars[t]
    return out


some = [0, 1, 2, 10, 249, 500, 750, 998, 999]
kept = [0, 111, 222, 333, 444, 555, 666, 777, 888, 999]
golden = {
    "linear1000": entries(linear(1000), some),
    "cosine1000": entries(cosine(1000), some),
    "linear4": entries(linear(4), range(4)),
    "cosine4": entries(cosine(4), range(4)),
    "respacedLinear": {"timesteps": kept, "betas": respaced(linear(1000), kept)},
    "respacedCosine": {"timesteps": kept, "betas": respaced(cosine(1000), kept)},
}
lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()]
(HERE / "schedules.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
