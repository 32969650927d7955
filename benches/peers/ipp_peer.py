"""Intel IPP: every function that does a task, through `shim/ipp.cpp`."""

import ctypes
import os

import numpy

import native

PEER = "IPP"
HEADERS = "ipp/ipp.h"
LIBRARIES = [f"libipp{name}.so.12" for name in ("cv", "i", "s", "core")]


class Task(ctypes.Structure):
    SIZES = ("width", "height", "out_width", "out_height", "rows", "columns")
    POINTERS = ("taps", "factor", "src", "dst")
    _fields_ = [
        *((name, ctypes.c_int) for name in SIZES),
        ("scale", ctypes.c_double),
        *((name, ctypes.c_void_p) for name in POINTERS),
    ]


def linked():
    """The names under which the libraries load their code, which the wheel lacks."""
    for library in (native.PREFIX / "lib").glob("libipp*.so.12"):
        link = library.with_name(library.name + ".1")
        if not link.exists():
            link.symlink_to(library.name)


linked()
shim = native.Shim("ipp", HEADERS, LIBRARIES)
version = shim.text("ipp_open", int(os.environ.get("CONV_KERNEL_PEERS_LEVEL") == "avx2"))


def versions():
    return [f"Intel IPP {version} (wheel ipp-devel)"]


def overhead(_):
    src, dst = numpy.ones((1, 1), "f4"), numpy.zeros((1, 1), "f4")
    task = dict(kind="dense", input="f32", output="f32", rows=3, columns=3, taps=[1.0] * 9, scale=1.0, factor=[])
    task.update(width=1, height=1, out_width=1, out_height=1)
    call = set_up(task, src, dst, "FilterBorder (32f taps)", 0.0)
    time = native.smallest(call)
    return f"IPP `FilterBorder` 3x3, repeated by a shim: {time / 1000:.2f} µs"


def contestants(task, src, dst):
    found = []
    for name in calls(task):
        factor = sigma = None
        if name == "FilterGaussian":
            sigma, factor = gaussian(task["columns"])
            same = numpy.abs(factor - numpy.array(task["factor"])).max() < 1e-7
            factor = None if same else factor.tolist()
        found.append(
            dict(
                peer=PEER,
                call=name,
                rounding=0.0 if task["scale"] == 1 else 1.0,
                factor=factor,
                points=points(task) if "FFT" in name else None,
                **native.ways(lambda: set_up(task, src, dst, name, sigma or 0.0)),
            )
        )
    return found


def calls(task):
    """The names of the calls that do a task, as the shim knows them."""
    kind, input, output = task["kind"], task["input"], task["output"]
    integer = ["FilterBorder (16s taps)", "FilterBorder (16s taps, accurate)", "FilterBorder (32f taps)"]
    if task.get("channels", 1) > 1:
        return []
    if kind in ("fir", "long_fir"):
        direct = ["FIRSR (direct)"] if kind == "fir" else []
        return [*direct, "FIRSR (FFT)"] if (input, output) == ("f32", "f32") else []
    if kind == "sobel":
        if output == "f32":
            return ["FilterSobelNegVertBorder + Convert"]
        return ["FilterSobelNegVertBorder", "FilterSeparable (Sobel, 16s taps)"]
    if kind == "laplacian":
        return ["Convert + FilterBorder (16s taps)", "Convert + FilterBorder (32f taps)"]
    if kind == "pyramid":
        return ["PyramidLayerDown"]
    if kind not in ("dense", "gaussian"):
        return []
    if input == "f32" and task["rows"] > 15:
        return ["CopyReplicateBorder + Conv (FFT)"]
    dense = ["FilterBorder (32f taps)"] if input == "f32" else integer
    if kind == "dense":
        return dense
    taps = "16s taps" if input == "u8" else "32f taps"
    return [f"FilterSeparable ({taps})", "FilterGaussian", *(dense if task["rows"] == 3 else [])]


def set_up(task, src, dst, name, sigma):
    taps, factor = numpy.array(task["taps"]), numpy.array(task["factor"])
    values = [task[size] for size in Task.SIZES]
    pointers = [array.ctypes.data for array in (taps, factor, src, dst)]
    given = Task(*values, task["scale"], *pointers)
    return shim.call("ipp_call", ctypes.byref(given), task["input"].encode(), name.encode(), ctypes.c_double(sigma))


def gaussian(size):
    """`FilterGaussian` has weights of its own: samples of the bell, divided by their sum."""
    # The deviation that OpenCV would choose for the size.
    sigma = 0.3 * ((size - 1) * 0.5 - 1) + 0.8
    at = numpy.arange(size) - size // 2
    weights = numpy.exp(-at * at / (2 * sigma * sigma))
    return sigma, weights / weights.sum()


def points(task):
    """IPP does not say which blocks it transforms: the least that hold the taps twice."""
    sizes = (task["rows"], task["columns"])
    return int(numpy.prod([1 << (2 * size - 1).bit_length() for size in sizes if size > 1]))
