"""Golden values of lib/math: noise schedules and reverse posteriors, with 50 decimal digits (mpmath)."""

import json

from mpmath import cos, exp, log, mp, mpf, pi, sqrt

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


def roots(T, first, last):
    return [r**2 for r in linear(T, sqrt(mpf(first)), sqrt(mpf(last)))]


def sigmoid(x):
    return 1 / (1 + exp(-x))


def sigmoid_betas(T):
    first, last = mpf("1e-4"), mpf("0.02")
    return [first + (last - first) * sigmoid(u) for u in linear(T, mpf(-6), mpf(6))]


def sigmoid_alpha_bar(T, start=-3, end=3, tau=1):
    """Jabri et al. 2022, as printed: (v_end - sigmoid(...)) / (v_end - v_start)"""
    start, end, tau = mpf(start), mpf(end), mpf(tau)
    v0, v1 = sigmoid(start / tau), sigmoid(end / tau)
    out = [(v1 - sigmoid((start + (end - start) * t / T) / tau)) / (v1 - v0) for t in range(T + 1)]
    return [min(1 - b / a, mpf("0.999")) for a, b in zip(out, out[1:])]


def warmup(T, share):
    rising = int(T * share)
    return linear(rising) + [mpf("0.02")] * (T - rising)


def zero_terminal(betas):
    """Lin et al. 2024, algorithm 1, as printed: on the square roots of alphaBar."""
    r = [sqrt(b) for b in bars(betas)]
    shifted = [x - r[-1] for x in r]
    scaled = [x * r[0] / shifted[0] for x in shifted]
    b = [x**2 for x in scaled]
    return [1 - b[0]] + [1 - y / x for x, y in zip(b, b[1:])]


def numbers(values):
    return [float(v) for v in values]


def thin(values):
    """Every 37th of many."""
    return numbers(values[::37] if len(values) > 100 else values)


stable = roots(1000, "0.00085", "0.012")
plain = {
    "scaledLinear12": numbers(roots(12, "0.00085", "0.012")),
    "scaledLinear1000": thin(stable),
    "quadratic12": numbers(roots(12, "1e-4", "0.02")),
    "sigmoid12": numbers(sigmoid_betas(12)),
    "sigmoidAlphaBar12": numbers(sigmoid_alpha_bar(12)),
    "sigmoidAlphaBarSharp12": numbers(sigmoid_alpha_bar(12, 0, 3, mpf("0.3"))),
    "sigmoidAlphaBar1000": thin(sigmoid_alpha_bar(1000)),
    "warmup20": numbers(warmup(20, 0.5)),
    "openai50": numbers(linear(50, mpf("1e-4") * 20, mpf("0.02") * 20)),
    "zeroTerminalStable1000": thin(zero_terminal(stable)),
    "zeroTerminalLinear8": numbers(zero_terminal(linear(8))),
    "noiseVariancesLinear1000": thin([1 - b for b in bars(linear(1000))]),
    "noiseVariancesCosine1000": thin([1 - b for b in bars(cosine(1000))]),
    "logSnrLinear1000": thin([log(b / (1 - b)) for b in bars(linear(1000))]),
    "logPosteriorVarianceLinear1000": numbers(
        [log((1 - a) / (1 - b) * beta) for a, b, beta in list(zip(bars(linear(1000)), bars(linear(1000))[1:], linear(1000)[1:]))[:3]]
    ),
}

some = [0, 1, 2, 10, 249, 500, 750, 998, 999]
kept = [0, 111, 222, 333, 444, 555, 666, 777, 888, 999]
golden = {
    "linear1000": entries(linear(1000), some),
    "cosine1000": entries(cosine(1000), some),
    "linear4": entries(linear(4), range(4)),
    "cosine4": entries(cosine(4), range(4)),
    "respacedLinear": {"timesteps": kept, "betas": respaced(linear(1000), kept)},
    "respacedCosine": {"timesteps": kept, "betas": respaced(cosine(1000), kept)},
    **plain,
}
lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()]
(HERE / "schedules.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
