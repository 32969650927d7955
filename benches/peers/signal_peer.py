"""SciPy and NumPy: FIR filters. Both return new arrays."""

import numpy
import scipy
import scipy.signal
from scipy.signal._signaltools import _calc_oa_lens

PEER = "SciPy/NumPy"


def versions():
    return [f"SciPy {scipy.__version__}", f"NumPy {numpy.__version__}"]


def overhead(fastest):
    sample = numpy.ones(1, "f4")
    time = fastest(lambda: numpy.convolve(sample, sample, "valid"))
    return f"`numpy.convolve`: {time / 1000:.2f} µs"


def contestants(task, src, dst):
    if task["kind"] not in ("fir", "long_fir"):
        return []
    src, dst = src[0], dst[0]
    # Both flip the taps.
    taps = numpy.array(task["taps"])[::-1] * task["scale"]
    integer = dst.dtype.kind == "i"
    exact = taps.astype(dst.dtype)
    calls = {
        "numpy.convolve": lambda: numpy.convolve(src, exact, "valid"),
        "scipy.signal.oaconvolve": lambda: scipy.signal.oaconvolve(src, exact, "valid"),
        "scipy.signal.lfilter": lambda: scipy.signal.lfilter(exact, ONE, src)[len(exact) - 1 :],
    }
    if task["kind"] == "long_fir":
        calls = {"scipy.signal.oaconvolve": calls["scipy.signal.oaconvolve"]}
    # What `oaconvolve` transforms at once.
    block = _calc_oa_lens(len(src), len(exact))[0]
    if integer:
        # Through doubles: they have the bits for sums of 16-bit samples, and SciPy does not round to integers.
        singles = taps.astype("f8")
        calls["scipy.signal.oaconvolve in f64"] = lambda: numpy.rint(
            scipy.signal.oaconvolve(src.astype("f8"), singles, "valid")
        ).astype(dst.dtype)
        calls.pop("scipy.signal.lfilter")
        calls.pop("scipy.signal.oaconvolve")
    found = []
    for call, run in calls.items():
        points = block if "oaconvolve" in call else None

        def deliver(run=run):
            dst[:] = run()

        found.append(
            dict(peer=PEER, call=call, rounding=0.0, factor=None, points=points, run=run, deliver=deliver)
        )
    return found


ONE = numpy.ones(1, "f4")
