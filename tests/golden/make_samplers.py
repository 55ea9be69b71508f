"""
Golden values of lib/diffusion/samplers: diffusers' schedulers, run over the deterministic problem of their own tests
(a sample that counts up, a network sample * t / (t + 1)), with alphas_cumprod in float64. Noise is a formula. Run it with
a Python that has diffusers, torch and numpy.
"""

import warnings

import diffusers.schedulers.scheduling_ddpm as ddpm
import numpy as np
import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
    PNDMScheduler,
)

from common import write

warnings.filterwarnings("ignore")
T = 1000
N = 4 * 3 * 8 * 8


def start(wide):
    """
    dummy_sample_deter, row-major over [4, 3, 8, 8], kept as [4, 192, 1, 1]; wide: from -8 to 8, and half the network, so
    that clipping acts.
    """
    sample = torch.arange(N, dtype=torch.float64).reshape(3, 8, 8, 4) / N
    sample = sample.permute(3, 0, 1, 2).reshape(4, 192, 1, 1)
    return 16 * sample - 8 if wide else sample


def noise(index):
    return 1.4 * torch.sin(1.7 * torch.arange(N, dtype=torch.float64) + 0.3 * index).reshape(4, 192, 1, 1)


def network(x, t, wide):
    return x * (t / (t + 1)) * (0.5 if wide else 1)


def exact(scheduler):
    """The same noise schedule in float64."""
    betas = torch.linspace(1e-4, 0.02, T, dtype=torch.float64)
    scheduler.betas, scheduler.alphas = betas, 1 - betas
    scheduler.alphas_cumprod = torch.cumprod(scheduler.alphas, 0)
    if hasattr(scheduler, "final_alpha_cumprod") and scheduler.final_alpha_cumprod < 1:
        scheduler.final_alpha_cumprod = scheduler.alphas_cumprod[0]
    return scheduler


def run(kind, steps, learned=False, wide=False, **config):
    """The sample after all steps."""
    step_options = config.pop("step", {})
    scheduler = exact(kind(num_train_timesteps=T, beta_start=1e-4, beta_end=0.02, beta_schedule="linear", **config))
    scheduler.set_timesteps(steps)
    count = iter(range(10**6))
    ddpm.randn_tensor = lambda *_, **__: noise(next(count))
    scaled = kind in (EulerDiscreteScheduler, HeunDiscreteScheduler)
    x = start(wide) * (float(scheduler.sigmas[0] ** 2 + 1) ** 0.5 if scaled else 1)
    for i, t in enumerate(scheduler.timesteps):
        seen = scheduler.scale_model_input(x, t)
        output = network(seen, float(t), wide)
        if learned:
            output = torch.cat([output, torch.sin(3 * seen)], 1)
        options = dict(step_options)
        if kind is DDIMScheduler and options.get("eta", 0) > 0:
            options["variance_noise"] = noise(i)
        x = scheduler.step(output, t, x, **options).prev_sample
    return x.double()


def case(
    stepper, kind, steps, config=None, options=None, prediction="epsilon", inexact=False, **diffusers_config
):
    """A row; inexact: diffusers' own timesteps do not fit together there, so that only closeness is to be expected."""
    named = {"epsilon": "epsilon", "x0": "sample", "v": "v_prediction"}[prediction]
    x = run(kind, steps, prediction_type=named, **diffusers_config).reshape(-1)
    return {
        **({"inexact": True} if inexact else {}),
        "stepper": stepper,
        "config": config or {},
        "options": {"steps": steps, **(options or {})},
        "prediction": prediction,
        "learned": diffusers_config.get("learned", False),
        "wide": diffusers_config.get("wide", False),
        "sum": float(x.sum()),
        "meanAbsolute": float(x.abs().mean()),
        "entries": [float(f"{v:.9g}") for v in x[2::97].tolist()],
    }


rows = {}
none = {"clip_sample": False}
for S in (10, 50):
    for variance in ("fixed_small", "fixed_large"):
        config = {"variance": variance.replace("_", "-")}
        rows[f"DDPM {variance} {S}"] = case("ancestral", DDPMScheduler, S, config, variance_type=variance)
    for p in ("v", "x0"):
        rows[f"DDPM {p} {S}"] = case(
            "ancestral",
            DDPMScheduler,
            S,
            prediction=p,
            options={"clip": "none", "spacing": "trailing"},
            timestep_spacing="trailing",
            **none,
        )
    for spacing in ("linspace", "trailing"):
        rows[f"DDPM {spacing} {S}"] = case(
            "ancestral", DDPMScheduler, S, options={"spacing": spacing}, timestep_spacing=spacing
        )
    rows[f"DDPM learned {S}"] = case(
        "ancestral", DDPMScheduler, S, {"variance": "learned-range"}, variance_type="learned_range", learned=True
    )
    for eta in (0, 0.5, 1):
        rows[f"DDIM eta {eta} {S}"] = case("ddim", DDIMScheduler, S, {"eta": eta}, step={"eta": float(eta)})
    for spacing in ("linspace", "trailing"):
        rows[f"DDIM {spacing} {S}"] = case(
            "ddim", DDIMScheduler, S, options={"spacing": spacing}, timestep_spacing=spacing
        )
    rows[f"DDIM clipped {S}"] = case("ddim", DDIMScheduler, S, wide=True)
    rows[f"DDIM not clipped {S}"] = case("ddim", DDIMScheduler, S, options={"clip": "none"}, wide=True, **none)
    rows[f"DDIM rederived {S}"] = case(
        "ddim",
        DDIMScheduler,
        S,
        options={"clip": "rederive-epsilon"},
        wide=True,
        step={"use_clipped_model_output": True},
    )
    trailing = {"options": {"spacing": "trailing"}, "timestep_spacing": "trailing"}
    for p in ("v", "x0"):
        rows[f"DDIM {p} {S}"] = case("ddim", DDIMScheduler, S, prediction=p, wide=True, **trailing)
    rows[f"DDIM as in Stable Diffusion {S}"] = case(
        "ddim",
        DDIMScheduler,
        S,
        options={"offset": 1, "final": "first", "clip": "none"},
        steps_offset=1,
        set_alpha_to_one=False,
        **none,
    )
    for skip, stepper in ((True, "plms"), (False, "fPndm")):
        for one in (False, True):
            rows[f"PNDM {stepper} {one} {S}"] = case(
                stepper,
                PNDMScheduler,
                S,
                options={"final": "one" if one else "first"},
                skip_prk_steps=skip,
                set_alpha_to_one=one,
            )
        rows[f"PNDM {stepper} v {S}"] = case(
            stepper, PNDMScheduler, S, prediction="v", skip_prk_steps=skip
        )
        rows[f"PNDM {stepper} trailing {S}"] = case(
            stepper, PNDMScheduler, S, skip_prk_steps=skip, **trailing
        )
        rows[f"PNDM {stepper} linspace {S}"] = case(
            stepper,
            PNDMScheduler,
            S,
            options={"spacing": "linspace"},
            inexact=True,
            skip_prk_steps=skip,
            timestep_spacing="linspace",
        )
    rows[f"PNDM as in Stable Diffusion {S}"] = case(
        "plms", PNDMScheduler, S, options={"offset": 1}, skip_prk_steps=True, steps_offset=1
    )
    for p in ("epsilon", "v", "x0"):
        rows[f"DPM-Solver++ {p} {S}"] = case("dpmSolver2M", DPMSolverMultistepScheduler, S, prediction=p)
    for spacing in ("leading", "trailing"):
        rows[f"DPM-Solver++ {spacing} {S}"] = case(
            "dpmSolver2M",
            DPMSolverMultistepScheduler,
            S,
            options={"spacing": spacing},
            timestep_spacing=spacing,
        )
    for lower in (True, False):
        rows[f"DPM-Solver++ to sigma_min {lower} {S}"] = case(
            "dpmSolver2M",
            DPMSolverMultistepScheduler,
            S,
            {"lowerOrderFinal": lower},
            {"final": "first"},
            final_sigmas_type="sigma_min",
            lower_order_final=lower,
        )
    for spacing in ("leading", "trailing"):
        options = {"spacing": spacing}
        rows[f"Euler {spacing} {S}"] = case(
            "euler", EulerDiscreteScheduler, S, options=options, timestep_spacing=spacing
        )
        rows[f"Heun {spacing} {S}"] = case("heun", HeunDiscreteScheduler, S, options=options, timestep_spacing=spacing)
    for p in ("v", "x0"):
        rows[f"Heun {p} {S}"] = case("heun", HeunDiscreteScheduler, S, prediction=p, **trailing)
    rows[f"Heun clipped {S}"] = case(
        "heun",
        HeunDiscreteScheduler,
        S,
        options={"clip": "rederive-epsilon"},
        wide=True,
        timestep_spacing="leading",
        clip_sample=True,
    )

# A number of steps that does not divide T, and either side of the limit below which DPM-Solver ends with first order.
rows["DDIM trailing 30"] = case("ddim", DDIMScheduler, 30, options={"spacing": "trailing"}, timestep_spacing="trailing")
rows["PNDM plms 30"] = case("plms", PNDMScheduler, 30, skip_prk_steps=True)
rows["PNDM plms trailing 30"] = case(
    "plms", PNDMScheduler, 30, options={"spacing": "trailing"}, skip_prk_steps=True, timestep_spacing="trailing"
)
for S in (14, 15, 30):
    rows[f"DPM-Solver++ to sigma_min {S}"] = case(
        "dpmSolver2M", DPMSolverMultistepScheduler, S, options={"final": "first"}, final_sigmas_type="sigma_min"
    )

write("samplers", rows)
