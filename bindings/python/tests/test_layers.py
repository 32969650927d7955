"""Layers: integers have the bits of the definition, floats are within the bounds of rounding."""

from typing import Any

import numpy as np
import pytest
from conv_kernel import Layer
from definition import Array, gamma, layer, noise

KEYS: list[dict[str, Any]] = [
    {},
    {"stride": 2},
    {"padding": 1},
    {"dilation": 2, "padding": 2},
    {"stride": 2, "padding": 1, "groups": 2},
    {"groups": 4},
]


def weights_of(keys: dict[str, Any], dtype: str) -> Array:
    return noise((8, 4 // keys.get("groups", 1), 3, 3), dtype, 3)


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("input", ["u8", "i8"])
def test_integers_have_the_bits_of_the_definition(keys: dict[str, Any], input: str) -> None:
    made = Layer(weights_of(keys, "int8"), input, "i32", bias=np.arange(8), **keys)
    array = noise((2, 4, 9, 11), str(made.input_dtype))
    expected = layer(array, weights_of(keys, "int8"), **keys) + np.arange(8)[:, None, None]
    assert np.array_equal(made.apply(array), expected)


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("input", ["f32", "f64"])
def test_floats_are_near_the_definition(keys: dict[str, Any], input: str) -> None:
    dtype = {"f32": "float32", "f64": "float64"}[input]
    weights = weights_of(keys, dtype)
    made = Layer(weights, input, **keys)
    array = noise((2, 4, 9, 11), dtype)
    expected = layer(array, weights, **keys)
    bound = 2 * gamma(weights[0].size + 1, dtype) * layer(np.abs(array), np.abs(weights), **keys)
    assert (np.abs(made.apply(array) - expected) <= bound).all()
    assert made.output_shape(array.shape) == expected.shape


@pytest.mark.parametrize("keys", KEYS)
def test_channels_last_are_channels_first_moved(keys: dict[str, Any]) -> None:
    weights = weights_of(keys, "float64")
    array = noise((2, 4, 9, 11), "float64")
    first, last = Layer(weights, "f64", **keys), Layer(weights, "f64", layout="nhwc", **keys)
    # The same tensor, which NumPy sees in another order, and a copy of it.
    for moved in (np.moveaxis(array, 1, 3), np.moveaxis(array, 1, 3).copy()):
        assert np.allclose(last.apply(moved), np.moveaxis(first.apply(array), 1, 3), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("relu", lambda v: np.maximum(v, 0)),
        ("relu6", lambda v: np.clip(v, 0, 6)),
        ("leaky(0.25)", lambda v: np.where(v > 0, v, v * 0.25)),
        ("clamp(-1/2, 0.5)", lambda v: np.clip(v, -0.5, 0.5)),
        ("tanh", np.tanh),
    ],
)
def test_activations_follow_the_sums(activation: str, function) -> None:  # type: ignore[no-untyped-def]
    weights, array = noise((2, 3, 3, 3), "float64"), noise((1, 3, 8, 8), "float64", 2)
    found = Layer(weights, "f64", activation=activation).apply(array)
    assert np.allclose(found, function(layer(array, weights)), rtol=1e-12, atol=1e-12)


def test_a_quantised_layer_is_rounded_once() -> None:
    made = Layer([[[[3]], [[5]]]], "u8", "u8", zero_points=(128, [1]), quantization=(0.5, [0.5], 1.0, 100))
    assert made.apply(np.array([[[[138]], [[129]]]], np.uint8)).tolist() == [[[[106]]]]


def test_a_transposed_layer_spreads_its_inputs() -> None:
    spread = Layer([[[1, 2, 3]]], transposed=True, stride=2)
    assert spread.apply(np.array([[[[1, 2]]]], np.float32)).tolist() == [[[[1, 2, 5, 4, 6]]]]


def test_gradients_are_products_with_the_transposed_matrix() -> None:
    keys: dict[str, Any] = {"stride": 2, "padding": 1}
    weights, shape = noise((2, 3, 3, 3), "float64"), (2, 3, 5, 6)
    made = Layer(weights, "f64", bias=[0, 0], **keys)
    array = noise(shape, "float64")
    gradient = noise(made.output_shape(shape), "float64", 7)
    back = made.matrix(shape).T @ gradient.ravel()
    assert np.allclose(made.input_gradient(gradient, shape).ravel(), back, rtol=1e-12)
    assert np.allclose(made.bias_gradient(gradient, shape), gradient.sum(axis=(0, 2, 3)), rtol=1e-12)
    of_weights = made.weight_gradient(array, gradient)
    assert of_weights.shape == weights.shape
    # The layer is linear in its weights.
    for place in [(0, 0, 0, 0), (1, 2, 1, 2), (0, 1, 2, 0)]:
        one = np.zeros_like(weights)
        one[place] = 1
        assert np.isclose(of_weights[place], (layer(array, one, **keys) * gradient).sum(), rtol=1e-12)


def test_a_layer_of_integers_has_no_gradient() -> None:
    made = Layer([[[[1]]]], "u8")
    with pytest.raises(ValueError, match="no gradient"):
        made.input_gradient(np.zeros((1, 1, 2, 2), np.int32), (1, 1, 2, 2))


def test_a_gradient_of_another_shape_is_an_error() -> None:
    made = Layer(np.ones((1, 1, 3, 3), np.float32))
    with pytest.raises(ValueError, match="the output has the shape"):
        made.input_gradient(np.zeros((1, 1, 4, 4), np.float32), (1, 1, 5, 5))
