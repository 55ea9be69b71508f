"""Golden values of lib/math: the variational bound as one Gaussian expectation, a linear VAE, Markov chains (mpmath)."""

from fractions import Fraction

from mpmath import det, exp, eye, inverse, log, matrix, mp, mpf, pi, sqrt, zeros
import sympy

from common import write

mp.dps = 40


def bound(betas, steps, x0):
    """
    E_q[log q(x_1..T|x_0) - log p(x_0..T)] from the mean vector and covariance matrix of the whole path: every log
    density is a constant minus half a squared linear form, whose expectation is its mean squared plus its variance.
    """
    T = len(betas)
    bars, product = [], mpf(1)
    for b in betas:
        product *= 1 - b
        bars.append(product)
    mean = [mpf(x0)] + [sqrt(b) * x0 for b in bars]
    bar = [mpf(1)] + bars
    cov = zeros(T + 1)
    for s in range(T + 1):
        for t in range(T + 1):
            low, high = min(s, t), max(s, t)
            cov[s, t] = sqrt(bar[high] / bar[low]) * (1 - bar[low])

    def square(form, shift):
        """E[(form . x - shift)²]"""
        m = sum(c * mean[i] for i, c in form.items()) - shift
        v = sum(a * b * cov[i, j] for i, a in form.items() for j, b in form.items())
        return m * m + v

    def cross(form, shift, variance):
        return (square(form, shift) / variance + log(2 * pi * variance)) / 2

    total = -sum(cross({t: 1, t - 1: -sqrt(1 - betas[t - 1])}, 0, betas[t - 1]) for t in range(1, T + 1))
    total += sum(cross({t - 1: 1, t: -a}, b, v) for t, (a, b, v) in enumerate(steps, start=1))
    return total + cross({T: 1}, 0, mpf(1))


def exact_steps(betas, mean, variance):
    """Conditioning the joint Gaussian of two neighbours."""
    steps, m, v = [], mpf(mean), mpf(variance)
    for beta in betas:
        a = sqrt(1 - beta)
        after = a * a * v + beta
        gain = a * v / after
        steps.append((gain, m - gain * a * m, v - gain * gain * after))
        m, v = a * m, after
    return steps


def marginal(steps):
    m, v = mpf(0), mpf(1)
    for a, b, s in reversed(steps):
        m, v = a * m + b, a * a * v + s
    return m, v


def numbers(x):
    return [float(v) for v in x]


bounds = []
for betas, data, x0 in [
    ([0.1, 0.2, 0.4, 0.7], (0.5, 0.25), 1.25),
    ([0.3], (0.0, 1.0), -0.5),
    ([0.01, 0.05, 0.2, 0.2, 0.5, 0.9], (-1.0, 2.0), 0.75),
]:
    exact = [mpf(b) for b in betas]
    steps = exact_steps(exact, *data)
    off = [(a * mpf("1.1"), b + mpf("0.05"), v * mpf("1.3")) for a, b, v in steps]
    off = [tuple(mpf(float(v)) for v in step) for step in off]
    m, v = marginal(off)
    bounds.append({
        "betas": betas, "data": data, "x0": x0, "exactSteps": [numbers(s) for s in steps],
        "steps": [numbers(s) for s in off], "bound": float(bound(exact, off, mpf(x0))),
        "negativeLogLikelihood": float(((mpf(x0) - m) ** 2 / v + log(2 * pi * v)) / 2),
    })

# linear VAE by dense algebra
w, bias, variance, x = [1.0, -0.5, 2.0], [0.25, 0.0, -1.0], 0.3, [0.5, 1.0, -2.0]
W, d = matrix([mpf(v) for v in w]), matrix([mpf(a) - b for a, b in zip(x, bias)])
C = W * W.T + mpf(variance) * eye(3)
log_p = -((d.T * inverse(C) * d)[0] + log(det(C)) + 3 * log(2 * pi)) / 2
post_v = 1 - (W.T * inverse(C) * W)[0]
post_m = (W.T * inverse(C) * d)[0]
q = (mpf("0.25"), mpf("0.125"))
kl = (q[1] / post_v - 1 - log(q[1] / post_v) + (q[0] - post_m) ** 2 / post_v) / 2
vae = {
    "vae": {"weights": w, "bias": bias, "variance": variance}, "x": x, "logLikelihood": float(log_p),
    "posterior": {"mean": float(post_m), "variance": float(post_v)},
    "q": {"mean": 0.25, "variance": 0.125}, "elbo": float(log_p - kl),
}

log_weights = [-3.5, -1.25, 0.5, -7.0, -2.0, 0.25]


def iwae(k):
    groups = [log_weights[i : i + k] for i in range(0, len(log_weights) - k + 1, k)]
    return float(sum(log(sum(exp(mpf(v)) for v in g) / k) for g in groups) / len(groups))


# Markov chains: stationary distributions by exact rational linear algebra
chains = []
for rows in (
    [["9/10", "1/10"], ["1/2", "1/2"]],
    [["1/2", "1/4", "1/4"], ["1/8", "3/4", "1/8"], ["0", "1/2", "1/2"]],
    [["0", "1", "0"], ["0", "0", "1"], ["1/2", "0", "1/2"]],
    [["1048575/1048576", "1/1048576"], ["1", "0"]],
):
    P = sympy.Matrix([[sympy.Rational(v) for v in row] for row in rows])
    n = P.shape[0]
    A = (P.T - sympy.eye(n)).col_join(sympy.ones(1, n))
    solution = A.gauss_jordan_solve(sympy.Matrix([0] * n + [1]))[0]
    eigen = [complex(sympy.N(e, 30)) for e, k in P.eigenvals().items() for _ in range(k)]
    power = P**7
    chains.append({
        "matrix": [[float(Fraction(v)) for v in row] for row in rows],
        "stationary": [float(v) for v in solution],
        "power7": [[float(power[i, j]) for j in range(n)] for i in range(n)],
        "moduli": sorted((abs(e) for e in eigen), reverse=True),
    })

write("bounds", {
    "bounds": bounds, "linearVae": vae, "logWeights": log_weights, "iwae": [[k, iwae(k)] for k in (1, 2, 3, 4, 6)],
    "chains": chains,
})
