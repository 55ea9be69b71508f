"""Golden values of lib/math: special functions and tails with 50 digits (mpmath), Kolmogorov-Smirnov by scipy."""

from mpmath import erf, erfc, exp, gammainc, log, log1p, loggamma, mp, mpf, ncdf, sqrt, factorial, findroot, floor, matrix
from scipy import special, stats

from common import write

mp.dps = 60


def table(f, *argument_lists):
    """Rows [arguments..., value]; the arguments are exactly the float64 numbers of the JSON."""
    return [[*row, float(f(*map(mpf, row)))] for row in argument_lists]


def one(f, values):
    return table(f, *[[v] for v in values])


def quantile(p):
    with mp.workdps(60):
        guess = -sqrt(-2 * log(p)) if p < 0.4 else mpf(0)
        if p < mpf("0.02"):
            return findroot(lambda z: log(ncdf(z)) - log(p), guess)
        return findroot(lambda z: ncdf(z) - p, mpf(stats.norm.ppf(float(p))))


def marsaglia(d, n):
    """P(D_n >= d), Marsaglia, Tsang & Wang 2003, with 40 digits; scipy approximates for many draws."""
    with mp.workdps(40):
        d = mpf(d)
        k = int(floor(n * d)) + 1
        m, h = 2 * k - 1, k - n * d
        H = matrix(m)
        for i in range(m):
            for j in range(m):
                if i - j + 1 < 0:
                    continue
                value = mpf(1)
                if j == 0:
                    value -= h ** (i + 1)
                if i == m - 1:
                    value -= h ** (m - j)
                if i == m - 1 and j == 0:
                    value += max(mpf(0), 2 * h - 1) ** m
                H[i, j] = value / factorial(i - j + 1)
        return 1 - (H**n)[k - 1, k - 1] * factorial(n) / mpf(n) ** n


xs = [1e-300, 1e-10, 0.01, 0.3, 0.5, 0.9999, 1.0, 1.0001, 1.5, 2.0, 2.5, 3.3, 4.7, 5.9]
far = [7.5, 10.0, 15.3, 20.1, 26.0]
ps = [1e-300, 1e-100, 1e-20, 5e-7, 1e-3, 0.02, 0.1, 0.3, 0.49, 0.5, 0.51, 0.75, 0.99, 0.999999]
shapes = [0.5, 1.0, 2.5, 9.5, 10.0, 30.0, 100.0, 999.5]
ratios = [0.01, 0.3, 0.9, 1.0, 1.02, 1.1, 1.5, 3.0]
pairs = [[a, a * r] for a in shapes for r in ratios]
degrees = [1, 2, 3, 10, 99, 1000]
ks = [[d, n] for n in (1, 2, 5, 10, 50, 140) for d in (0.03, 0.08, 0.15, 0.3, 0.6, 0.95)]
ks += [[d, 1000] for d in (0.01, 0.02, 0.03, 0.05, 0.054, 0.056, 0.08, 0.2)]
large = [[d, n] for n in (1001, 5000, 100000) for d in (0.5 / n**0.5, 0.8 / n**0.5, 1.2 / n**0.5, 1.7 / n**0.5)]

write(
    "special",
    {
        "erf": one(erf, xs + [-x for x in xs]),
        "erfc": one(erfc, xs + far + [-x for x in xs]),
        "erfcx": one(lambda x: exp(x * x) * erfc(x), xs + far + [-x for x in xs[1:]]),
        "erfcxFar": one(lambda x: exp(x * x) * erfc(x), [50.0, 300.0]),
        "normalCdf": one(ncdf, [-37.0, -20.0, -5.0, -1.0, 0.0, 0.3, 2.0, 8.0]),
        "normalLogCdf": one(lambda z: log(ncdf(z)) if z < 0 else log1p(-ncdf(-z)), [-50.0, -37.0, -5.1, -5.0, -4.9, -1.0, 0.0, 0.5, 1.5, 5.0, 20.0]),
        "normalQuantile": one(quantile, ps),
        "logGamma": one(loggamma, [1e-10, 0.1, 0.5, 0.999, 1.001, 1.5, 1.999, 2.001, 3.7, 9.99, 10.0, 57.3, 1e5, 1e300]),
        "gammaP": table(lambda a, x: gammainc(a, 0, x, regularized=True), *pairs),
        "gammaQ": table(lambda a, x: gammainc(a, x, mp.inf, regularized=True), *pairs),
        "chiSquareTail": table(
            lambda x, k: gammainc(k / 2, x / 2, mp.inf, regularized=True),
            *[[k * r, k] for k in degrees for r in (0.2, 0.8, 1.0, 1.3, 2.0)],
        ),
        "log1pMinus": one(lambda u: log1p(u) - u, [-0.99, -0.5, -0.3, -0.1, -1e-4, -1e-12, 1e-15, 1e-6, 0.05, 0.29, 0.31, 4.0]),
        "ratioExcess": table(
            lambda a, b: a / b - 1 - log(a / b),
            [1.0, 1.0000001], [1.0, 1.2], [3.0, 1.0], [1e-200, 1e200], [1e-20, 1.0], [0.7, 1.0], [2.6, 2.0],
        ),
        "kolmogorovTail": [
            [d, n, float(marsaglia(d, n) if n == 1000 and d < 0.056 else stats.kstwo.sf(d, n))] for d, n in ks
        ],
        "kolmogorovTailLarge": [[d, n, float(stats.kstwo.sf(d, n))] for d, n in large],
        "kolmogorovLimitTail": [[x, float(special.kolmogorov(x))] for x in (0.1, 0.3, 0.5, 0.99, 1.0, 1.01, 1.5, 2.5, 4.0)],
    },
)
