"""Tiles: computed from what they read, they have the bits of the whole."""

from typing import Any

import numpy as np
import pytest
from conv_kernel import Kernel
from definition import noise

BORDERS = ["zero", "constant(7)", "replicate", "reflect", "reflect101", "wrap"]


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("tile", [(1, 1), (8, 8), (7, 64), (64, 5), (100, 100)])
@pytest.mark.parametrize("keys", [{}, {"stride": 2}, {"dilation": 2}])
def test_tiles_joined_are_the_whole(tile: tuple[int, int], border: str, keys: dict[str, Any]) -> None:
    kernel = Kernel("gaussian([5, 3], 1.2)", "f32", padding="same", border=border, **keys)
    array = noise((29, 40), "float32")
    whole = kernel.apply(array)
    joined = np.full_like(whole, np.nan)
    for region, needed in kernel.tiles(array.shape, tile):
        assert needed == kernel.region_needed(array.shape, region)
        # A copy: nothing around the part can be read.
        kernel.apply_tile(array[needed].copy(), array.shape, region, out=joined[region])
    assert joined.tobytes() == whole.tobytes()


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ((slice(0, 0), slice(0, 4)), "empty"),
        ((slice(40, 50), slice(0, 4)), "empty"),
        ((slice(0, 9, 2), slice(0, 4)), "a region has no steps"),
    ],
)
def test_a_region_that_is_none_is_an_error(region: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Kernel("box([3, 3])", padding="same").region_needed((20, 20), region)


def test_a_part_of_another_shape_is_an_error() -> None:
    kernel = Kernel("box([3, 3])", padding="same")
    with pytest.raises(ValueError, match="the tile reads .* of the input"):
        kernel.apply_tile(np.zeros((4, 4), np.float32), (20, 20), (slice(4, 8), slice(4, 8)))


def test_a_region_may_be_written_as_slices_are() -> None:
    kernel = Kernel("box([3, 3])", padding="same")
    assert kernel.region_needed((20, 20), (slice(-4, None), slice(None))) == (slice(15, 20), slice(0, 20))
