"""Golden values of lib/datasets/corruptions: SciPy's Gaussian filter and scikit-image's swirl.

Run in an environment with numpy, scipy and scikit-image:  python tests/golden/make_corruptions.py
Two pictures of 9 x 11 pixels with 2 channels, made from sines so that they need no random numbers.
"""

import json
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter
from skimage.transform import swirl

SHAPE = (2, 9, 11, 2)
images = np.sin(np.arange(np.prod(SHAPE)) ** 1.3).reshape(SHAPE).astype(np.float32)


def each(f):
    out = np.empty(SHAPE)
    for i in range(SHAPE[0]):
        for c in range(SHAPE[3]):
            out[i, :, :, c] = f(images[i, :, :, c].astype(np.float64))
    return {"shape": list(SHAPE), "data": [round(float(x), 7) for x in out.ravel()]}


golden = {
    "images": {"shape": list(SHAPE), "data": [float(x) for x in images.ravel()]},
    "blur": [
        {"sigma": s, "result": each(lambda x: gaussian_filter(x, s, mode="nearest", truncate=4))}
        for s in (0.5, 1, 1.5, 3)
    ],
    "swirl": [
        {
            "angle": a,
            "result": each(
                # its default centre lies half a pixel off
                lambda x: swirl(x, (5, 4), strength=a, radius=min(SHAPE[1:3]), order=1, mode="edge")
            ),
        }
        for a in (-1, 1, 3, 6)
    ],
}
file = Path(__file__).with_name("corruptions.json")
file.write_text(json.dumps(golden) + "\n")
print(f"written {file.name}")
