#!/usr/bin/env python3
"""Writes freqz.txt: frequency responses as SciPy computes them.

    pip install scipy==1.17.1
    python3 freqz.py > freqz.txt

A line is: taps, of a filter that convolves | cycles per sample | real and imaginary part.
"""

import math

import numpy as np
from scipy import signal

FILTERS = [
    [1.0],
    [0.5, 0.5],
    [1.0, -1.0],
    [0.25, 0.5, 0.25],
    [-1.0, 0.0, 1.0],
    [0.3, -1.7, 2.25, 0.125, -0.6],
    signal.firwin(21, 0.25, window="hamming"),
    signal.firwin(32, [0.2, 0.6], window="hann", pass_zero=False),
    signal.firwin(63, 0.1, window=("kaiser", 6.0)),
    signal.remez(25, [0, 0.15, 0.2, 0.5], [1, 0], fs=1.0),
]
FREQUENCIES = [0.0, 0.01, 0.0625, 0.125, 1 / 3, 0.37, 0.49, 0.5]


def words(values):
    return " ".join(repr(float(value)) for value in values)


for taps in FILTERS:
    for frequency in FREQUENCIES:
        _, (gain,) = signal.freqz(taps, worN=np.array([2 * math.pi * frequency]))
        print(f"{words(taps)} | {frequency!r} | {words([gain.real, gain.imag])}")
