"""Signals in blocks have the bits of the whole."""

from typing import Any

import numpy as np
import pytest
from conv_kernel import Signal
from definition import noise

KEYS: list[dict[str, Any]] = [
    {},
    {"padding": "causal"},
    {"padding": "same", "border": "reflect101"},
    {"padding": "full", "border": "constant(3)"},
    {"padding": "same", "border": "replicate"},
    {"stride": 3, "padding": "causal"},
    {"interpolate": 2, "padding": "same"},
    {"dilation": 2},
]


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("types", [("f32", "f32"), ("i16", "i32")])
@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_joined_are_the_whole(keys: dict[str, Any], types: tuple[str, str], block: int) -> None:
    signal = Signal([1, -2, 3, 4, 5], *types, **keys)
    array = noise((200,), str(signal.input_dtype))
    if types[0] == "i16":
        array //= 16
    stream = signal.stream()
    for _ in range(2):
        blocks = [stream.push(array[at : at + block]) for at in range(0, array.size, block)]
        joined = np.concatenate([*blocks, stream.finish()])
        assert joined.tobytes() == signal.apply(array).tobytes()


def test_a_block_may_be_empty_or_have_steps() -> None:
    signal = Signal([1, 1], "u8", "u16", padding="causal")
    array = noise((99,), "uint8")
    stream = signal.stream()
    blocks = [stream.push(array[:0]), stream.push(array[::3]), stream.push(array[:0]), stream.finish()]
    assert np.array_equal(np.concatenate(blocks), signal.apply(array[::3]))


def test_a_stream_outlives_the_name_of_its_kernel() -> None:
    stream = Signal("box(3)", padding="same").stream()
    assert stream.latency == 1
    assert stream.push(np.array([3, 3, 3], np.float32)).tolist() == [2, 3]


def test_a_refused_block_is_not_taken() -> None:
    stream = Signal([1, 1], "u8", "u16").stream()
    with pytest.raises(TypeError, match="uint8"):
        stream.push(np.zeros(5, np.uint16))
    assert stream.push(np.array([1, 2], np.uint8)).tolist() == [3]
    stream.reset()
    assert stream.push(np.array([1, 2], np.uint8)).tolist() == [3]


def test_what_has_no_stream_says_why() -> None:
    with pytest.raises(ValueError, match="wrap"):
        Signal("box(3)", padding="same", border="wrap").stream()
