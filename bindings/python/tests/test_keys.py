"""What a kernel is made from, what it says of itself, and what is refused."""

import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from conv_kernel import Kernel, Layer, Signal, levels, library, taps
from definition import noise

PLANE = noise((23, 31), "uint8")
# Calls that a type checker refuses.
WrongKernel: Any = Kernel
WrongLayer: Any = Layer


@pytest.mark.parametrize("value", ["1/16", Fraction(1, 16), 0.0625, np.float64(0.0625), "0.0625"])
def test_a_number_is_a_text_or_a_number_of_python(value: Any) -> None:
    kernel = Kernel([[16]], "u8", "f32", scale=value)
    assert np.array_equal(kernel.apply(PLANE), PLANE)


@pytest.mark.parametrize("value", ["[1, 2]", [1, 2], (1, 2), (np.int64(1), "2"), ["1", 2]])
def test_a_list_is_a_text_or_a_sequence(value: Any) -> None:
    assert Kernel("box([3, 3])", stride=value).output_shape((9, 9)) == (7, 4)


@pytest.mark.parametrize("types", [("u8", "i16"), ("uint8", "int16"), (np.uint8, np.int16), (np.dtype("u1"), np.dtype("i2"))])
def test_types_are_names_of_the_language_or_dtypes(types: tuple[Any, Any]) -> None:
    kernel = Kernel("sobel_x", *types)
    assert (kernel.input_dtype, kernel.output_dtype) == (np.dtype("uint8"), np.dtype("int16"))


def test_arrays_and_lists_are_taps_as_expressions_are() -> None:
    expected = Kernel("sobel_x", "u8", "i16").apply(PLANE)
    for given in (taps("sobel_x"), taps("sobel_x").astype(np.int8), np.asfortranarray(taps("sobel_x")), taps("sobel_x").tolist()):
        assert np.array_equal(Kernel(given, "u8", "i16").apply(PLANE), expected)


@pytest.mark.parametrize(
    ("made", "error", "message"),
    [
        (lambda: Kernel("laplacian(5)"), ValueError, r"\(at `5`, column 11\)"),
        (lambda: Kernel("gauss([5, 5], 1)"), ValueError, r"write `gaussian\(size, sigma\)`"),
        (lambda: Kernel("[[1, 2"), ValueError, "close every bracket"),
        (lambda: Kernel('file("taps.npy")'), ValueError, r"pass the array, as `numpy.load\(..\)` returns it"),
        (lambda: Kernel("box(3)"), ValueError, "one axis makes a signal kernel: use `Signal`"),
        (lambda: Signal("box([3, 3])"), ValueError, "two axes make a plane kernel: use `Kernel`"),
        (lambda: Kernel("sobel_x", "u8"), ValueError, "overflow"),
        (lambda: Kernel("sobel_x", "u9"), ValueError, "`u9` is not an element type: write one of u8"),
        (lambda: Kernel("sobel_x", np.uint64), ValueError, "`uint64` is not an element type"),
        (lambda: Kernel("sobel_x", "f64", "u8", overflow="saturate"), TypeError, "no loops of f64 -> u8"),
        (lambda: WrongKernel("sobel_x", stirde=2), TypeError, "unknown key `stirde`: did you mean `stride`?"),
        (lambda: WrongKernel("sobel_x", color=2), TypeError, "unknown key `color`: the keys are"),
        (lambda: WrongKernel("sobel_x", interpolate=2), TypeError, "unknown key `interpolate`"),
        (lambda: Kernel("sobel_x", padding="sam"), ValueError, "`sam` is not a padding: .*`same`"),
        (lambda: Kernel("sobel_x", border="reflect"), ValueError, "`border` has no effect without padding"),
        (lambda: Kernel("sobel_x", padding="same", border=["wrap", "mirrored"]), ValueError, r"column 8"),
        (lambda: Kernel("sobel_x", stride=0), ValueError, "`stride` cannot be 0"),
        (lambda: Kernel("sobel_x", stride=True), TypeError, "`stride` is a text of the language, a number, or a list"),
        (lambda: WrongKernel("sobel_x", stride={}), TypeError, "not of type dict"),
        (lambda: Kernel("sobel_x", padding="sam", mode="flip"), ValueError, "padding.*; .*mode"),
        (lambda: Kernel(np.zeros((2, 2, 2))), ValueError, "taps have one axis or two, and this array has 3"),
        (lambda: Kernel(np.broadcast_to(0.5, (2**20, 2**20))), ValueError, "this array has 1099511627776 taps, and a direct sum at most 4096: write fewer taps$"),
        (lambda: Kernel(np.array([[1j]])), TypeError, "complex"),
        (lambda: Kernel(np.array([[2**63]], np.uint64)), TypeError, "uint64"),
        (lambda: Kernel([[np.nan]]), ValueError, "finite|NaN"),
        (lambda: Kernel("{ a: sobel_x, b: sobel_y }", "u8", "i16"), ValueError, "write `combine`"),
        (lambda: taps("{ a: sobel_x, b: sobel_y }"), ValueError, "several kernels"),
        (lambda: Layer(np.zeros((1, 1, 3, 3))), ValueError, "`f64` values for a layer of `f32`"),
        (lambda: Layer([[[[1.5]]]], "u8"), ValueError, "float values for a layer of integers"),
        (lambda: Layer([[[[1]]]], "i16"), ValueError, "layers of `i16` are not supported"),
        (lambda: WrongLayer([[[[1]]]], layout="nchw16"), ValueError, "no blocks of channels"),
        (lambda: Layer([[[[1]]]], activation="gelu"), ValueError, "`gelu` is not supported: write `relu`"),
        (lambda: Layer([[[[1]]]], bias=[1, 2]), ValueError, "2 numbers, but there is 1 output channel"),
    ],
)
def test_what_is_wrong_is_an_error_that_says_what_to_write(made, error, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        made()


KERNELS = [
    Kernel("gaussian([5, 5], 1.2)", "u8", quantize=8, padding="same", border="constant(3)"),
    Kernel(np.array([[1, 2], [3, 4]]), "u8", "i32", stride=(2, 1)),
    Kernel("{ gx: sobel_x, gy: sobel_y }", "u8", "u8", combine="|gx, gy| gx.abs() + gy.abs()", overflow="saturate"),
]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_kernel_is_the_same(kernel: Kernel, protocol: int) -> None:
    again = pickle.loads(pickle.dumps(kernel, protocol))
    assert (repr(again), again.explain()) == (repr(kernel), kernel.explain())
    assert np.array_equal(again.apply(PLANE), kernel.apply(PLANE))


def test_pickled_signals_and_layers_are_the_same() -> None:
    signal = Signal("lowpass(15, 0.25)", "i16", quantize=[15, "lossy"], overflow="saturate")
    array = noise((100,), "int16")
    assert np.array_equal(pickle.loads(pickle.dumps(signal)).apply(array), signal.apply(array))
    layer = Layer(
        noise((3, 1, 2, 2), "uint8"), "u8", "u8", bias=[7, -8, 9], groups=3, activation="relu", zero_points=(7, [1, 2, 3]), quantization=(0.5, [0.25], 8.0, 3)
    )
    batch = noise((1, 3, 9, 9), "uint8")
    assert np.array_equal(pickle.loads(pickle.dumps(layer)).apply(batch), layer.apply(batch))


def test_a_kernel_keeps_its_taps_and_keys_when_lists_change() -> None:
    rows, stride = [[1, 2], [3, 4]], [1, 2]
    kernel = Kernel(rows, "u8", "i32", stride=stride)
    shown = repr(kernel)
    rows[0][0], stride[1] = 100, 1
    again = pickle.loads(pickle.dumps(kernel))
    assert repr(kernel) == repr(again) == shown
    assert np.array_equal(again.apply(PLANE), kernel.apply(PLANE))


def test_taps_that_are_not_formed_are_an_error() -> None:
    with pytest.raises(ValueError, match="16384 taps .* write a smaller size"):
        taps("binomial([128, 128])")


def test_a_kernel_keeps_its_taps_when_the_array_changes() -> None:
    weights = np.array([[1, 2]])
    kernel = Kernel(weights, "u8", "i32")
    weights[0, 0] = 100
    assert np.array_equal(pickle.loads(pickle.dumps(kernel)).apply(PLANE), kernel.apply(PLANE))


def test_a_kernel_is_shown_as_the_call_that_makes_it() -> None:
    kernel = Kernel("sobel_x", np.uint8, "i16", padding="same", stride=[1, 2])
    assert repr(kernel) == "Kernel('sobel_x', 'u8', 'i16', padding='same', stride=[1, 2])"
    assert repr(eval(repr(kernel))) == repr(kernel)


def test_facts_are_those_of_the_taps() -> None:
    kernel = Kernel("binomial([3, 5])", "u8", padding="same")
    facts = kernel.facts()
    assert np.allclose(np.reshape(facts["taps"], facts["shape"]), taps("binomial([3, 5])"))
    assert (facts["gain"], facts["rank"], facts["results"]) == (1.0, 1, [0.0, 255.0])
    assert kernel.halo == ((1, 1), (2, 2))
    assert tuple(map(tuple, facts["halo"])) == kernel.halo


def test_every_kernel_of_the_library_has_taps() -> None:
    examples = dict(library())
    assert {"sobel_x", "gaussian", "lowpass", "binomial"} <= set(examples)
    for name, example in library():
        if name != "file":
            assert taps(example).ndim in (1, 2), example


def test_taps_of_integers_are_integers_and_others_the_nearest_doubles() -> None:
    assert taps("sobel_x").tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert taps("sobel_x").dtype == np.int64
    assert taps("box(3)").tolist() == [1 / 3] * 3


def test_levels_are_those_of_the_cpu_the_best_last() -> None:
    assert levels() and set(levels()) <= {"scalar", "sse2", "sse4.2", "avx2", "avx512", "neon"}
