"""The matrix of a kernel, and its transpose."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse
from conv_kernel import Kernel, Layer, Signal
from definition import noise

KEYS: list[dict[str, Any]] = [
    {},
    {"padding": "same"},
    {"padding": "same", "border": "wrap"},
    {"padding": "full", "border": "reflect"},
    {"padding": 2, "border": "constant(3)"},
    {"stride": 2, "padding": "same", "border": "replicate"},
]
SHAPE = (5, 7)


@pytest.mark.parametrize("keys", KEYS)
def test_the_matrix_times_an_array_is_the_output(keys: dict[str, Any]) -> None:
    kernel = Kernel([[1, -2, 3], [4, 5, -6], [-7, 8, 9]], "u8", "i32", **keys)
    array = noise(SHAPE, "uint8")
    product = kernel.matrix(SHAPE) @ array.ravel() + kernel.offset(SHAPE)
    assert np.array_equal(product.reshape(kernel.output_shape(SHAPE)), kernel.apply(array))


def test_the_scale_is_part_of_the_matrix() -> None:
    kernel = Kernel("binomial([3, 3])", "u8", padding="full", border="constant(16)")
    product = kernel.matrix(SHAPE) @ np.full(35, 16) + kernel.offset(SHAPE)
    assert np.array_equal(product, np.full(63, 16))


@pytest.mark.parametrize("keys", KEYS)
def test_the_sparse_matrix_is_the_dense_one(keys: dict[str, Any]) -> None:
    kernel = Kernel("gaussian([3, 3], 0.8)", **keys)
    sparse = kernel.matrix(SHAPE, sparse=True)
    assert isinstance(sparse, scipy.sparse.csr_array) and sparse.has_canonical_format
    assert np.allclose(sparse.toarray(), kernel.matrix(SHAPE), rtol=1e-15)


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_adjoint_is_the_transposed_matrix(keys: dict[str, Any], dtype: str) -> None:
    kernel = Kernel([[1, -2, 3], [4, 5, -6], [-7, 8, 9]], "i8", "i32", **keys)
    array = noise(kernel.output_shape(SHAPE), dtype)
    found = kernel.adjoint(array, SHAPE)
    assert (found.dtype, found.shape) == (np.dtype(dtype), SHAPE)
    expected = (kernel.matrix(SHAPE).T @ array.ravel().astype(np.float64)).reshape(SHAPE)
    assert np.allclose(found, expected, rtol=1e-4 if dtype == "float32" else 1e-12, atol=1e-4 if dtype == "float32" else 1e-12)


def test_signals_and_layers_have_matrices_too() -> None:
    signal = Signal([1, 2, 3], "f64", padding="same", border="wrap")
    array = noise((9,), "float64")
    assert np.allclose(signal.matrix((9,)) @ array + signal.offset((9,)), signal.apply(array), rtol=1e-13)
    assert np.allclose(signal.adjoint(array, (9,)), signal.matrix((9,), sparse=True).T @ array, rtol=1e-13)
    made = Layer(noise((2, 3, 2, 2), "float64"), "f64", bias=[1.5, -2.5])
    batch = noise((2, 3, 3, 4), "float64")
    product = made.matrix(batch.shape) @ batch.ravel() + made.offset(batch.shape)
    assert np.allclose(product, made.apply(batch).ravel(), rtol=1e-12)


@pytest.mark.parametrize("array", [np.zeros(SHAPE, np.int32), np.zeros((3, 3), np.float64), np.zeros(3, np.float32)])
def test_an_adjoint_refuses_other_arrays(array: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        Kernel("box([3, 3])", padding="same").adjoint(array, SHAPE)


def test_a_kernel_that_combines_several_has_no_matrix() -> None:
    kernel = Kernel("{ a: sobel_x, b: sobel_y }", "u8", "i16", combine="|a, b| a.abs() + b.abs()")
    with pytest.raises(ValueError, match="combines the sums of 2 kernels"):
        kernel.matrix((9, 9))
