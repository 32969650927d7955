"""Results of SciPy and OpenCV: integers exactly, floats within the bounds of rounding.

Both sides round the sum of n products of f32 in some order, so they differ by at most
`2 * gamma(n + 1) * sum(|tap * x|)`, and by the rounding of the taps, which is one more.
"""

import cv2
import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from conv_kernel import Kernel, Signal, taps
from definition import Array, correlate, gamma, noise

SCIPY = [("reflect", "reflect"), ("reflect101", "mirror"), ("replicate", "nearest"), ("wrap", "wrap"), ("zero", "constant")]
OPENCV = [
    ("reflect", cv2.BORDER_REFLECT),
    ("reflect101", cv2.BORDER_REFLECT_101),
    ("replicate", cv2.BORDER_REPLICATE),
    ("zero", cv2.BORDER_CONSTANT),
]
SHAPES = [(1, 1), (2, 3), (40, 37), (64, 129)]


def near(found: Array, expected: Array, array: Array, weights: Array, border: str) -> bool:
    operations = weights.size + 2
    sums = correlate(np.abs(array), np.abs(weights.astype(np.float64)), border)
    bound = 2 * gamma(operations, str(array.dtype)) * sums
    return bool((np.abs(found.astype(np.float64) - expected) <= bound).all())


@pytest.mark.parametrize(("border", "mode"), SCIPY)
@pytest.mark.parametrize("expression", ["sobel_x", "laplacian(8)", "[[1, -2, 3, 4, 5]]"])
def test_integers_are_those_of_scipy_correlate(expression: str, border: str, mode: str) -> None:
    kernel = Kernel(expression, "u8", "i16", padding="same", border=border)
    for shape in SHAPES:
        array = noise(shape, "uint8")
        expected = scipy.ndimage.correlate(array.astype(np.int64), taps(expression), mode=mode)
        assert np.array_equal(kernel.apply(array), expected), shape


@pytest.mark.parametrize(("border", "mode"), SCIPY)
def test_floats_are_near_those_of_scipy_correlate(border: str, mode: str) -> None:
    weights = noise((5, 7), "float32", 2)
    kernel = Kernel(weights, "f32", padding="same", border=border)
    for shape in SHAPES:
        array = noise(shape, "float32")
        expected = scipy.ndimage.correlate(array.astype(np.float64), weights.astype(np.float64), mode=mode)
        assert near(kernel.apply(array), expected, array, weights, border), shape


@pytest.mark.parametrize(("border", "mode"), SCIPY)
@pytest.mark.parametrize(("sigma", "radius"), [(0.7, 2), (1.2, 4), (3.0, 9)])
def test_blurs_are_near_those_of_scipy_gaussian_filter(sigma: float, radius: int, border: str, mode: str) -> None:
    size = 2 * radius + 1
    expression = f"gaussian([{size}, {size}], {sigma})"
    kernel = Kernel(expression, "f32", padding="same", border=border)
    array = noise((64, 50), "float32")
    expected = scipy.ndimage.gaussian_filter(array.astype(np.float64), sigma, mode=mode, radius=radius)
    assert near(kernel.apply(array), expected, array, np.asarray(taps(expression)), border)


@pytest.mark.parametrize(("border", "flag"), OPENCV)
def test_integers_are_those_of_opencv_filter2d(border: str, flag: int) -> None:
    weights = np.array([[1, -2, 3], [4, 5, -6], [-7, 8, 9]])
    kernel = Kernel(weights, "u8", "i16", padding="same", border=border)
    for shape in SHAPES:
        array = noise(shape, "uint8")
        expected = cv2.filter2D(array, cv2.CV_16S, weights.astype(np.float32), borderType=flag)
        assert np.array_equal(kernel.apply(array), expected), shape


@pytest.mark.parametrize(("border", "flag"), OPENCV)
@pytest.mark.parametrize(("name", "order"), [("sobel_x", (1, 0)), ("sobel_y", (0, 1))])
def test_derivatives_are_those_of_opencv_sobel(name: str, order: tuple[int, int], border: str, flag: int) -> None:
    kernel = Kernel(name, "u8", "i16", padding="same", border=border)
    for shape in SHAPES:
        array = noise(shape, "uint8")
        expected = cv2.Sobel(array, cv2.CV_16S, *order, ksize=3, borderType=flag)
        assert np.array_equal(kernel.apply(array), expected), shape


@pytest.mark.parametrize(("border", "flag"), OPENCV)
def test_floats_are_near_those_of_opencv_filter2d(border: str, flag: int) -> None:
    weights = noise((5, 5), "float32", 3)
    kernel = Kernel(weights, "f32", padding="same", border=border)
    array = noise((64, 129), "float32")
    expected = cv2.filter2D(array, cv2.CV_32F, weights, borderType=flag)
    assert near(kernel.apply(array), expected.astype(np.float64), array, weights, border)


@pytest.mark.parametrize(("border", "flag"), OPENCV)
def test_products_are_near_those_of_opencv_sepfilter2d(border: str, flag: int) -> None:
    column, row = np.array([1, 4, 6, 4, 1], np.float32) / 16, np.array([-1, 0, 1], np.float32)
    kernel = Kernel("outer([1/16, 1/4, 3/8, 1/4, 1/16], [-1, 0, 1])", "f32", padding="same", border=border)
    array = noise((64, 129), "float32")
    expected = cv2.sepFilter2D(array, cv2.CV_32F, row, column, borderType=flag)
    assert near(kernel.apply(array), expected.astype(np.float64), array, np.outer(column, row), border)


def test_filters_are_near_those_of_scipy_lfilter() -> None:
    weights = scipy.signal.firwin(31, 0.25)
    kernel = Signal("lowpass(31, 0.25, hamming)", "f64", padding="causal", mode="convolve")
    array = noise((1000,), "float64")
    expected = scipy.signal.lfilter(weights, 1.0, array)
    assert np.abs(kernel.apply(array) - expected).max() <= 2 * gamma(33, "float64") * np.abs(weights).sum()


def test_taps_are_those_of_the_library_as_scipy_and_opencv_have_them() -> None:
    assert np.allclose(taps("gaussian(9, 1.5)"), cv2.getGaussianKernel(9, 1.5)[:, 0], rtol=1e-14)
    assert np.allclose(taps("lowpass(31, 0.25, hamming)"), scipy.signal.firwin(31, 0.25), rtol=1e-9, atol=1e-16)
