"""SciPy and NumPy: FIR filters. Both return new arrays."""

import numpy
import scipy
import scipy.signal

PEER = "SciPy/NumPy"


def versions():
    return [f"SciPy {scipy.__version__}", f"NumPy {numpy.__version__}"]


def overhead(fastest):
    sample = numpy.ones(1, "f4")
    time = fastest(lambda: numpy.convolve(sample, sample, "valid"))
    return f"`numpy.convolve`: {time / 1000:.2f} µs"


def contestants(task, src, dst):
    if task["kind"] != "fir":
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

        def deliver(run=run):
            dst[:] = run()

        found.append(dict(peer=PEER, call=call, rounding=0.0, factor=None, run=run, deliver=deliver))
    return found


ONE = numpy.ones(1, "f4")
