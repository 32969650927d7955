"""Writes `upfirdn.txt`: what SciPy's `upfirdn` makes of small signals.

    python upfirdn.py > upfirdn.txt

Each line is `up down | taps | signal | outputs`. Lines of integers are exact; numbers with a point are
doubles of a sum in double precision.
"""

import numpy as np
from scipy.signal import firwin, upfirdn

random = np.random.default_rng(20261126)


def line(up, down, taps, signal):
    outputs = upfirdn(taps, signal, up, down).astype(np.result_type(taps, signal))
    shown = (" ".join(repr(x.item()) for x in array) for array in (taps, signal, outputs))
    print(f"{up} {down} |", " | ".join(shown))


for up in range(1, 6):
    for down in range(1, 5):
        for count, length in [(1, 1), (2, 7), (3, 1), (5, 4), (8, 13), (17, 3)]:
            taps = random.integers(-99, 100, count)
            line(up, down, taps, random.integers(-32768, 32768, length))
for up, down, count, length in [(2, 1, 63, 70), (1, 2, 31, 40), (3, 2, 61, 50), (160, 147, 641, 60)]:
    taps = firwin(count, 0.9 / max(up, down)) * up
    line(up, down, taps.astype(np.float32).astype(float), random.normal(size=length).astype(np.float32).astype(float))
