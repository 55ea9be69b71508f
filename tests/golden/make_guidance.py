"""Golden values of guidance, thresholding, the prediction targets and the terms of the learned variance, in PyTorch,
float64. Run with a Python that has torch and numpy: python tests/golden/make_guidance.py"""

import math

import numpy as np
import torch

from common import array, quantised, write


def rescale_noise_cfg(noise_cfg, noise_pred_text, guidance_rescale):
    """As in Lin et al. 2024, algorithm 2: torch's std, which is the unbiased one."""
    dims = list(range(1, noise_pred_text.ndim))
    std_text = noise_pred_text.std(dim=dims, keepdim=True)
    std_cfg = noise_cfg.std(dim=dims, keepdim=True)
    rescaled = noise_cfg * (std_text / std_cfg)
    return guidance_rescale * rescaled + (1 - guidance_rescale) * noise_cfg


def dynamic_threshold(sample, ratio, max_value):
    """Imagen, section 2.3; the quantile is torch's."""
    flat = sample.reshape(sample.shape[0], -1)
    s = torch.clamp(torch.quantile(flat.abs(), ratio, dim=1), min=1, max=max_value).unsqueeze(1)
    return (torch.clamp(flat, -s, s) / s).reshape(sample.shape)


def approx_cdf(x):
    return 0.5 * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def log_likelihood(x, mean, log_scales):
    """Ho et al. 2020, equation 13, with the constants of the published codes."""
    inv = torch.exp(-log_scales)
    plus, minus = approx_cdf(inv * (x - mean + 1 / 255)), approx_cdf(inv * (x - mean - 1 / 255))
    logs = [v.clamp(min=1e-12).log() for v in (plus, 1 - minus, plus - minus)]
    return torch.where(x < -0.999, logs[0], torch.where(x > 0.999, logs[1], logs[2]))


def kl(p, q):
    return torch.distributions.kl_divergence(p, q)


def main():
    rng = np.random.default_rng(20)
    c, u = quantised(rng, 3, 4, 4, 2), quantised(rng, 3, 4, 4, 2)
    guided = u + 3.5 * (c - u)
    wide = quantised(rng, 3, 4, 5, 1, scale=1.5) * torch.tensor([0.2, 1.0, 3.0]).reshape(3, 1, 1, 1)
    wide = torch.round(wide * 256) / 256
    levels = torch.tensor(rng.integers(0, 256, (2, 3, 3, 1)) / 127.5 - 1)
    levels[0, 0, 0, 0], levels[1, 0, 0, 0] = -1, 1
    guess = (levels + quantised(rng, 2, 3, 3, 1, scale=0.05)).requires_grad_()
    log_variance = (quantised(rng, 2, 3, 3, 1) - 6).requires_grad_()
    nll = log_likelihood(levels, guess, 0.5 * log_variance)
    nll.sum().backward()
    normal = torch.distributions.Normal
    mean_p, log_p = quantised(rng, 2, 3), quantised(rng, 2, 3)
    mean_q, log_q = quantised(rng, 2, 3), quantised(rng, 2, 3)
    write(
        "guidance",
        {
            "conditional": array(c),
            "unconditional": array(u),
            "guided": array(guided),
            "rescaled": array(rescale_noise_cfg(guided, c, 0.7)),
            "wide": array(wide),
            "threshold995": array(dynamic_threshold(wide, 0.995, math.inf)),
            "threshold80": array(dynamic_threshold(wide, 0.8, math.inf)),
            "threshold80max2": array(dynamic_threshold(wide, 0.8, 2)),
            "levels": array(levels),
            "guess": array(guess),
            "logVariance": array(log_variance),
            "logLikelihood": array(nll),
            "guessGradient": array(guess.grad),
            "logVarianceGradient": array(log_variance.grad),
            "meanP": array(mean_p),
            "logP": array(log_p),
            "meanQ": array(mean_q),
            "logQ": array(log_q),
            "kl": array(kl(normal(mean_p, (log_p / 2).exp()), normal(mean_q, (log_q / 2).exp()))),
        },
    )


if __name__ == "__main__":
    main()
