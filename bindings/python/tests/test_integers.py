"""Integers have the bits of the definition."""

import numpy as np
import pytest
from conv_kernel import Kernel, Signal, taps
from definition import PADS, Array, correlate, noise

# (taps, input, output): the table of types.
EXACT = [
    ("sobel_x", "u8", "i16"),
    ("laplacian(8)", "u8", "i16"),
    ("[[1, 2, 1], [2, 4, 2], [1, 2, 1]]", "u8", "u16"),
    ("outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])", "u8", "i32"),
    ("sobel_y", "i8", "i16"),
    ("[[7, -3], [5, 2]]", "i8", "i32"),
    ("[[1, -1]]", "u16", "i32"),
    ("sobel_x", "i16", "i32"),
    ("[[1]]", "i32", "i32"),
    ("sobel_x", "u8", "f32"),
    ("sobel_x", "u16", "f64"),
    ("sobel_x", "i16", "f32"),
    ("sobel_x", "i32", "f64"),
    ("sobel_x", "i8", "f32"),
    ("sobel_x", "u8", "f64"),
]
SIZES = [(1, 1), (1, 7), (7, 1), (2, 2), (3, 3), (5, 4), (33, 65), (70, 131)]


@pytest.mark.parametrize("border", PADS)
@pytest.mark.parametrize(("expression", "input", "output"), EXACT)
def test_planes_have_the_bits_of_the_definition(expression: str, input: str, output: str, border: str) -> None:
    kernel = Kernel(expression, input, output, padding="same", border=border)
    for shape in SIZES:
        array = noise(shape, str(kernel.input_dtype))
        expected = correlate(array, taps(expression), border)
        found = kernel.apply(array)
        assert found.dtype == kernel.output_dtype
        assert np.array_equal(found, expected), shape


def half_even(sums: Array, divisor: int) -> Array:
    """Sums over a divisor, rounded ties to even."""
    quotient, rest = np.divmod(sums, divisor)
    above = (2 * rest > divisor) | ((2 * rest == divisor) & (quotient % 2 == 1))
    rounded: Array = quotient + above
    return rounded


@pytest.mark.parametrize("element", ["u8", "i8", "u16", "i16"])
@pytest.mark.parametrize("border", PADS)
def test_fractions_are_rounded_once_to_even(element: str, border: str) -> None:
    kernel = Kernel("binomial([3, 3])", element, padding="same", border=border)
    array = noise((31, 29), str(kernel.input_dtype))
    whole = np.outer([1, 2, 1], [1, 2, 1])
    assert np.array_equal(kernel.apply(array), half_even(correlate(array, whole, border), 16))


@pytest.mark.parametrize(("overflow", "result"), [("saturate", [255, 255, 0]), ("wrap", [254, 44, 0])])
def test_overflow_saturates_or_wraps(overflow: str, result: list[int]) -> None:
    kernel = Kernel([[2]], "u8", overflow=overflow)
    assert kernel.apply(np.array([[255, 150, 0]], np.uint8)).tolist() == [result]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"stride": 2}, lambda a, t: correlate(a, t)[::2, ::2]),
        ({"stride": [1, 3]}, lambda a, t: correlate(a, t)[:, ::3]),
        ({"dilation": (2, 1)}, lambda a, t: correlate(a, np.insert(t, [1, 2], 0, axis=0))),
        ({"padding": "full"}, lambda a, t: correlate(np.pad(a, 2), t)),
        ({"padding": 1}, lambda a, t: correlate(np.pad(a, 1), t)),
        ({"padding": [0, 2]}, lambda a, t: correlate(np.pad(a, [(0, 0), (2, 2)]), t)),
        ({"padding": [[1, 0], [0, 2]]}, lambda a, t: correlate(np.pad(a, [(1, 0), (0, 2)]), t)),
        ({"padding": 1, "border": "constant(9)"}, lambda a, t: correlate(np.pad(a, 1, constant_values=9), t)),
        ({"padding": 1, "border": ["wrap", "zero"]}, lambda a, t: correlate(np.pad(np.pad(a, [(1, 1), (0, 0)], "wrap"), [(0, 0), (1, 1)]), t)),
        ({"mode": "convolve"}, lambda a, t: correlate(a, t[::-1, ::-1])),
        ({"padding": "same", "anchor": [0, 2]}, lambda a, t: correlate(np.pad(a, [(0, 2), (2, 0)]), t)),
        ({"scale": 2}, lambda a, t: 2 * correlate(a, t)),
        ({"map": "|v| v.abs() + 3"}, lambda a, t: np.abs(correlate(a, t)) + 3),
    ],
)
def test_a_key_means_what_the_language_says(keys, expected) -> None:  # type: ignore[no-untyped-def]
    array, weights = noise((12, 17), "uint8"), np.array([[1, -2, 3], [4, 5, -6], [-7, 8, 9]])
    kernel = Kernel(weights, "u8", "i32", **keys)
    assert np.array_equal(kernel.apply(array), expected(array, weights))


def test_sums_of_several_kernels_are_combined() -> None:
    array = noise((20, 20), "uint8")
    kernel = Kernel("{ gx: sobel_x, gy: sobel_y }", "u8", "i16", combine="|gx, gy| gx.abs() + gy.abs()")
    sums = [np.abs(correlate(array, taps(name))) for name in ("sobel_x", "sobel_y")]
    assert np.array_equal(kernel.apply(array), sums[0] + sums[1])


@pytest.mark.parametrize("border", PADS)
@pytest.mark.parametrize(("weights", "input", "output"), [([1, -2, 3], "u8", "i16"), ([3, 1], "i16", "i32"), ([5], "u16", "i32")])
def test_signals_have_the_bits_of_the_definition(weights: list[int], input: str, output: str, border: str) -> None:
    kernel = Signal(weights, input, output, padding="same", border=border)
    for length in (1, 2, 3, 50, 1000):
        array = noise((length,), str(kernel.input_dtype))
        assert np.array_equal(kernel.apply(array), correlate(array, np.array(weights), border)), length


def test_a_signal_may_be_raised_in_rate() -> None:
    linear = Signal([1, 2, 1], "i16", "i32", interpolate=2, padding="same")
    assert linear.apply(np.array([3, 5, 10], np.int16)).tolist() == [6, 8, 10, 15, 20, 10]
