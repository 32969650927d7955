#!/usr/bin/env python3
"""Times calls from Python against the same calls in a Rust program, in turns.

    cargo build --release --package timed
    python bench.py [TIMED]

TIMED is the program, by default target/release/timed. Every row is the median of as many calls on
each side, which alternate; `new` calls make their output, `out` calls have it.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from conv_kernel import Kernel, Signal
from numpy.typing import NDArray

SHAPE = (1080, 1920)
CALLS = 101

Array = NDArray[Any]


def ramp(modulus: int, dtype: str) -> Array:
    return (np.arange(SHAPE[0] * SHAPE[1], dtype=np.int64) * 31 % modulus).astype(dtype)


def planes(taps: str, element: str) -> tuple[Kernel, Array]:
    kernel = Kernel(taps, element, padding="same", border="reflect101")
    return kernel, ramp(251, str(kernel.input_dtype)).reshape(SHAPE)


def rows() -> dict[str, tuple[Kernel | Signal, Array]]:
    fir = Signal("lowpass(31, 0.25)", "i16", padding="same", quantize=15, overflow="saturate")
    return {
        "u8_3x3": planes("binomial([3, 3])", "u8"),
        "f32_5x5": planes("gaussian([5, 5], 1.2)", "f32"),
        "i16_fir": (fir, ramp(2003, "int16")),
    }


def nanoseconds(call: Callable[[], object]) -> int:
    start = time.perf_counter_ns()
    call()
    return time.perf_counter_ns() - start


def main() -> None:
    timed = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parent / "target/release/timed")
    with subprocess.Popen([timed], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None and program.stdout is not None
        to, back = program.stdin, program.stdout

        def rust(name: str, way: str) -> int:
            to.write(f"{name} {way}\n")
            to.flush()
            return int(back.readline())

        print("call            Python, µs    Rust, µs  ratio")
        for name, (kernel, array) in rows().items():
            out = kernel.apply(array)
            ways: dict[str, Callable[[], object]] = {
                "out": lambda: kernel.apply(array, out=out),
                "new": lambda: kernel.apply(array),
            }
            for way, call in ways.items():
                pairs = [(nanoseconds(call), rust(name, way)) for _ in range(CALLS + 5)][5:]
                here, there = (statistics.median(side) / 1000 for side in zip(*pairs))
                print(f"{name + ' ' + way:12}{here:14.1f}{there:12.1f}{here / there:7.3f}")
        to.close()


if __name__ == "__main__":
    main()
