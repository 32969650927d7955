#!/usr/bin/env python3
"""The image of examples/large filtered by the workers of Dask, from STORE/in to STORE/dask.

    python blur.py STORE               on a cluster of two processes on this machine
    python blur.py STORE tcp://..      on the cluster of this scheduler

    chunks of `in` -> with the halo that the kernel reads -> apply_tile -> chunks of `dask`

Each tile has the bits of the whole, so it does not matter which worker computes it, or how often.
"""

from __future__ import annotations

import sys
from itertools import accumulate
from typing import Any

import dask.array as da
import numpy as np
import zarr
from conv_kernel import Kernel
from dask.distributed import Client, LocalCluster

# That of examples/large.
BLUR = Kernel("binomial([7, 7])", "u16", padding="same", border="reflect101")


def filtered(kernel: Kernel, image: da.Array) -> da.Array:
    """The image through a kernel of stride 1 and padding `same`, in the same chunks.

    Any border except `wrap` will do, whose edges read the other end of the image. Raises ValueError
    for chunks that are smaller than the halo.
    """
    shape = image.shape
    starts = [list(accumulate(sizes, initial=0)) for sizes in image.chunks]

    def tile(part: Any, block_info: Any) -> Any:
        places = block_info[0]["chunk-location"]
        rows, columns = (slice(at[place], at[place + 1]) for at, place in zip(starts, places))
        return kernel.apply_tile(part, shape, (rows, columns))

    # The image ends where it ends: what lies outside is the kernel's to say.
    depth = dict(enumerate(kernel.halo))
    parts = da.overlap.overlap(image, depth, {0: "none", 1: "none"}, allow_rechunk=False)
    element = kernel.output_dtype
    return parts.map_blocks(tile, chunks=image.chunks, dtype=element, meta=np.empty((0, 0), element))


def stored(store: str) -> Any:
    """What fills STORE/dask, which is made anew, when it is computed."""
    source = zarr.open_array(f"{store}/in", mode="r")
    target = zarr.create_array(
        f"{store}/dask",
        shape=source.shape,
        chunks=source.chunks,
        dtype=BLUR.output_dtype,
        overwrite=True,
        # A chunk of zeros is there too, so that chunks can be counted.
        config={"write_empty_chunks": True},
    )
    image = da.from_array(source, chunks=source.chunks)
    return da.store(filtered(BLUR, image), target, lock=False, compute=False)


def main() -> None:
    match sys.argv[1:]:
        case [store]:
            with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
                client.compute(stored(store)).result()
        case [store, scheduler]:
            with Client(scheduler) as client:
                client.compute(stored(store)).result()
        case _:
            sys.exit("usage: blur.py STORE [SCHEDULER]")


if __name__ == "__main__":
    main()
