"""Golden timesteps of lib/math: the lines with which each code chooses them, run by numpy, torch and Python."""

import numpy as np
import torch

from common import write


def leading(T, S, offset=0):
    """diffusers, leading"""
    return ((np.arange(0, S) * (T // S)).round().astype(np.int64) + offset).tolist()


def linspace(T, S):
    """diffusers, linspace"""
    return np.linspace(0, T - 1, S).round().astype(np.int64).tolist()


def trailing(T, S):
    """diffusers, trailing"""
    steps = np.round(np.arange(T, 0, -(T / S))).astype(np.int64) - 1
    return steps[::-1].tolist()[-S:]


def every(T, S, offset=0):
    """ermongroup (offset 0), CompVis (offset 1)"""
    return [t + offset for t in range(0, T, T // S)]


def stride(T, S):
    """OpenAI, ddimS"""
    for i in range(1, T):
        if len(range(0, T, i)) == S:
            return list(range(0, T, i))
    return None


def fractional(T, S):
    """OpenAI, one section of S"""
    step = 1 if S <= 1 else (T - 1) / (S - 1)
    out, at = [], 0.0
    for _ in range(S):
        out.append(round(at))
        at += step
    return out


def from_minus_one(T, S):
    """lucidrains"""
    times = torch.linspace(-1, T - 1, steps=S + 1)
    return times.int().tolist()[1:]


def quadratic(T, S, offset=0):
    """ermongroup (offset 0), CompVis (offset 1)"""
    return [int(s) + offset for s in np.linspace(0, np.sqrt(T * 0.8), S) ** 2]


cases = [(1000, S) for S in (1, 2, 5, 7, 10, 20, 30, 50, 100, 250, 999, 1000)] + [(4000, 25), (100, 33), (7, 3), (1, 1)]
some = [(T, S) for T, S in cases if S <= 250]
write(
    "timesteps",
    {
        "leading": [[T, S, 0, leading(T, S)] for T, S in some],
        "leadingOne": [[T, S, 1, leading(T, S, 1)] for T, S in some if S < T],
        "leading-all": [[T, S, 0, every(T, S)] for T, S in some],
        "leadingAllOne": [[T, S, 1, every(T, S, 1)] for T, S in [(1000, 10), (1000, 50), (1000, 30)]],
        "trailing": [[T, S, 0, trailing(T, S)] for T, S in some],
        "linspace": [[T, S, 0, linspace(T, S)] for T, S in some],
        "fractional": [[T, S, 0, fractional(T, S)] for T, S in some],
        "stride": [[T, S, 0, stride(T, S)] for T, S in some if stride(T, S)],
        "from-minus-one": [[T, S, 0, from_minus_one(T, S)] for T, S in some],
        "quadratic": [[T, S, 0, quadratic(T, S)] for T, S in some],
        "quadraticOne": [[T, S, 1, quadratic(T, S, 1)] for T, S in [(1000, 10), (1000, 50)]],
    },
)
