"""The definition of each result as loops of NumPy, in integers or doubles."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_PadMode = Literal["constant", "edge", "symmetric", "reflect", "wrap"]

# Borders of the language by the modes of `numpy.pad`.
PADS: dict[str, _PadMode] = {
    "zero": "constant",
    "replicate": "edge",
    "reflect": "symmetric",
    "reflect101": "reflect",
    "wrap": "wrap",
}


def correlate(array: Array, taps: Array, border: str | None = None) -> Array:
    """Sums of taps times elements: `same` with a border, else `valid`."""
    wide = array.astype(np.float64 if np.result_type(array, taps).kind == "f" else np.int64)
    if border is not None:
        sides = [((k - 1) // 2, k - 1 - (k - 1) // 2) for k in taps.shape]
        wide = np.pad(wide, sides, PADS[border])
    shape = tuple(n - k + 1 for n, k in zip(wide.shape, taps.shape))
    total = np.zeros(shape, wide.dtype)
    for place in np.ndindex(*taps.shape):
        part = tuple(slice(at, at + n) for at, n in zip(place, shape))
        total += taps[place].astype(wide.dtype) * wide[part]
    return total


def layer(array: Array, weights: Array, stride: int = 1, padding: int = 0, dilation: int = 1, groups: int = 1) -> Array:
    """Sums of a layer over `[n, c, h, w]`."""
    wide = array.astype(np.float64 if array.dtype.kind == "f" else np.int64)
    wide = np.pad(wide, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    n, _, h, w = wide.shape
    outputs, inputs, rows, columns = weights.shape
    across = [(size - dilation * (k - 1) - 1) // stride + 1 for size, k in ((h, rows), (w, columns))]
    total = np.zeros((n, outputs, *across), wide.dtype)
    for o in range(outputs):
        first = o // (outputs // groups) * inputs
        for i, r, c in np.ndindex(inputs, rows, columns):
            y, x = r * dilation, c * dilation
            part = wide[:, first + i, y : y + stride * across[0] : stride, x : x + stride * across[1] : stride]
            total[:, o] += weights[o, i, r, c].astype(wide.dtype) * part[:, : across[0], : across[1]]
    return total


def gamma(operations: int, dtype: str) -> float:
    """The bound of rounding errors of so many operations (Higham, "Accuracy and Stability", 3.1)."""
    unit = float(np.finfo(dtype).eps) / 2
    return operations * unit / (1 - operations * unit)


def noise(shape: tuple[int, ...], dtype: str, seed: int = 1) -> Array:
    """Elements of the whole range of integers, or floats of both signs."""
    random = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return random.uniform(-1, 1, shape).astype(dtype)
    limits = np.iinfo(dtype)
    return random.integers(limits.min, limits.max, shape, dtype, endpoint=True)
