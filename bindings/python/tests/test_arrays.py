"""What arrays may be: their order, type, axes and memory."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from conv_kernel import Kernel, Layer, Signal
from definition import Array, noise

BLUR = Kernel("binomial([3, 3])", "u16", padding="same", border="reflect101")
WHOLE = noise((90, 120), "uint16")


def unaligned(array: Array) -> Array:
    held = np.zeros(array.nbytes + 1, np.uint8)
    view = held[1:].view(array.dtype).reshape(array.shape)
    view[...] = array
    return view


def read_only(array: Array) -> Array:
    view = array.copy()
    view.flags.writeable = False
    return view


# (what it is, the view, whether it is read where it lies)
VIEWS: list[tuple[str, Callable[[Array], Array], bool]] = [
    ("the whole", lambda a: a, True),
    ("read-only", read_only, True),
    ("some rows", lambda a: a[10:50], True),
    ("every second row", lambda a: a[::2], True),
    ("a rectangle", lambda a: a[5:70, 3:101], True),
    ("a rectangle of every third row", lambda a: a[5:70:3, 3:101], True),
    ("one column", lambda a: a[:, 7:8], True),
    ("every second column", lambda a: a[:, ::2], False),
    ("rows from below", lambda a: a[::-1], False),
    ("columns from the right", lambda a: a[:, ::-1], False),
    ("transposed", lambda a: a.T, False),
    ("Fortran order", np.asfortranarray, False),
    ("one row, repeated", lambda a: np.broadcast_to(a[3], a.shape), False),
    ("big-endian", lambda a: a.astype(">u2"), False),
    ("not aligned", unaligned, False),
]
NAMES = [name for name, _, _ in VIEWS]


@pytest.mark.parametrize(("name", "view", "_"), VIEWS, ids=NAMES)
def test_a_view_gives_the_bits_of_its_copy(name: str, view: Callable[[Array], Array], _: bool) -> None:
    array = view(WHOLE)
    assert np.array_equal(BLUR.apply(array), BLUR.apply(np.ascontiguousarray(array, "=u2")))


@pytest.mark.parametrize(("name", "view", "there"), VIEWS, ids=NAMES)
def test_a_copy_is_made_only_of_what_cannot_be_read_where_it_lies(name: str, view: Callable[[Array], Array], there: bool) -> None:
    array = view(noise((9000, 1200), "uint16"))
    out = np.empty(array.shape, np.uint16)
    BLUR.apply(array, out=out)
    tracemalloc.start()
    try:
        BLUR.apply(array, out=out)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (peak < array.nbytes / 2) == there or array.nbytes < 10_000


@pytest.mark.parametrize("view", [lambda a: a, lambda a: a[:, ::2], lambda a: a.T, unaligned], ids=["C order", "every second column", "transposed", "not aligned"])
def test_results_are_written_into_out_whatever_its_order(view: Callable[[Array], Array]) -> None:
    out = view(np.zeros((64, 64), np.uint16))
    array = noise(out.shape, "uint16")
    assert BLUR.apply(array, out=out) is out
    assert np.array_equal(out, BLUR.apply(array))


def test_rows_of_one_array_may_be_input_and_output() -> None:
    both = np.zeros((20, 40), np.uint16)
    both[:10] = noise((10, 40), "uint16")
    BLUR.apply(both[:10, 2:30], out=both[10:, 2:30])
    assert np.array_equal(both[10:, 2:30], BLUR.apply(both[:10, 2:30]))


@pytest.mark.parametrize(
    ("array", "out", "error", "message"),
    [
        (WHOLE.astype(np.float32), None, TypeError, r"elements of float32, and this takes uint16: pass .* `array.astype\(numpy.uint16\)`"),
        (WHOLE.astype(np.int16), None, TypeError, "elements of int16, and this takes uint16"),
        (WHOLE.tolist(), None, TypeError, r"not an array of NumPy, but of type list: pass `numpy.asarray\(..\)`"),
        (WHOLE[0], None, ValueError, "has 1 axis, and a plane kernel takes 2"),
        (WHOLE[None], None, ValueError, "has 3 axes, and a plane kernel takes 2"),
        (WHOLE[:0], None, ValueError, "no elements|empty|without elements|at least"),
        (WHOLE, np.zeros((90, 119), np.uint16), ValueError, r"the output has the shape \(90, 120\), and `out` \(90, 119\)"),
        (WHOLE, np.zeros((90, 120), np.uint8), TypeError, "`out` has elements of uint8, and this takes uint16"),
        (WHOLE, np.zeros((90, 120), ">u2"), TypeError, "`out` has elements of another byte order"),
        (WHOLE, read_only(np.zeros((90, 120), np.uint16)), ValueError, "`out` is read-only"),
        (WHOLE, WHOLE, ValueError, "`out` shares memory with the input"),
        (WHOLE, WHOLE.reshape(-1).reshape(90, 120), ValueError, "`out` shares memory with the input"),
        (WHOLE, [[1]], TypeError, "`out` is not an array of NumPy"),
    ],
)
def test_what_does_not_fit_is_an_error_that_says_what_to_pass(array: Array, out: Array | None, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        BLUR.apply(array, out=out)


def test_views_that_overlap_are_an_error() -> None:
    both = np.zeros((40, 40), np.uint16)
    with pytest.raises(ValueError, match="shares memory"):
        BLUR.apply(both[:20], out=both[10:30])


def test_an_array_below_the_kernel_is_an_error_without_padding() -> None:
    with pytest.raises(ValueError, match="2"):
        Kernel("box([3, 3])", "u8").apply(np.zeros((2, 9), np.uint8))


def test_signals_and_layers_take_their_own_axes() -> None:
    with pytest.raises(ValueError, match="has 2 axes, and a signal kernel takes 1"):
        Signal("box(3)").apply(np.zeros((2, 2), np.float32))
    with pytest.raises(ValueError, match="has 2 axes, and a layer takes 4"):
        Layer(np.zeros((1, 1, 3, 3), np.float32)).apply(np.zeros((9, 9), np.float32))


@pytest.mark.parametrize("view", [lambda a: a[::2], lambda a: a[::-1], lambda a: a.astype(">i2")], ids=["every second", "reversed", "big-endian"])
def test_a_signal_gives_the_bits_of_its_copy(view: Callable[[Array], Array]) -> None:
    kernel = Signal([1, 2, 1], "i16", "i32")
    array = view(noise((101,), "int16"))
    assert np.array_equal(kernel.apply(array), kernel.apply(np.ascontiguousarray(array, "=i2")))


def test_memory_that_cannot_be_had_is_a_memory_error() -> None:
    with pytest.raises(MemoryError):
        Kernel("box([3, 3])", padding="same").matrix((1 << 13, 1 << 13))
    with pytest.raises(MemoryError):
        Kernel("box([3, 3])", padding="same").matrix((1 << 20, 1 << 20))
    # Far more than any machine has, and more than can be counted.
    for side in (1 << 22, 1 << 31):
        with pytest.raises(MemoryError):
            Kernel("box([3, 3])", padding="same").offset((side, side))
