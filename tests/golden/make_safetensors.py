"""A file written by the Python library `safetensors`, and what is in it."""

import numpy as np
from safetensors.numpy import save_file

from common import HERE, write

tensors = {
    "a.weight": np.array([[1.5, -2.25, 3.0], [0.1, 1e-30, -7e8]], dtype=np.float32),
    "b.bias": np.array([1 / 3, -0.0], dtype=np.float32),
    "c.empty": np.zeros((0, 2), dtype=np.float32),
    "d.scalar": np.array(42.0, dtype=np.float32),
}
halves = {
    "h.edges": np.array([1.0, -65504.0, 6e-8, 2.0**-14, 1 / 3, 0.1, -0.0], dtype=np.float16),
    "h.matrix": np.array([[0.5, 2048.0], [2050.0, -1.25]], dtype=np.float16),
}
save_file(tensors, HERE / "float32.safetensors", metadata={"note": "written by Python, häh?"})
save_file(halves, HERE / "float16.safetensors", metadata={"name": "halves"})

# Rounding of float32 to float16 by numpy: to nearest, ties to even, with subnormals.
rng = np.random.default_rng(3)
values = np.concatenate(
    [
        (rng.standard_normal(100) * 10.0 ** rng.integers(-9, 4, 100)).astype(np.float32),
        np.array([2049, 2051, 1 + 2**-11, 1 + 3 * 2**-11, 2**-24, 2**-25, 1.5 * 2**-24, 65504, 65519], dtype=np.float32),
    ]
)
described = {
    name: {"shape": list(t.shape), "data": [float(x) for x in t.reshape(-1)]} for name, t in {**tensors, **halves}.items()
}
rounding = {"float32": [float(x) for x in values], "float16": [float(x) for x in values.astype(np.float16)]}
write("safetensors", {**described, "rounding": rounding})
