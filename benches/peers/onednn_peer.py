"""oneDNN: layers in the formats that it chooses and in `nchw`, through `shim/onednn.cpp`."""

import ctypes

import numpy

import native

BLOCKED = "oneDNN blocked"
PLAIN = "oneDNN nchw"
WAYS = [
    (BLOCKED, "blocked", "formats of its own"),
    (PLAIN, "reorders", "formats of its own, reorders timed"),
    (PLAIN, "plain", "nchw"),
]


# By the types of input and output: the numbers that the shim knows them by.
ARITHMETIC = {("f32", "f32"): 0, ("u8", "i32"): 1, ("u8", "u8"): 2}


class Layer(ctypes.Structure):
    SIZES = ("inputs", "height", "width", "outputs", "out_height", "out_width", "rows", "columns")
    OPTIONS = ("groups", "stride", "padding", "transposed", "arithmetic")
    _fields_ = [
        *((name, ctypes.c_int) for name in (*SIZES, *OPTIONS)),
        ("scale", ctypes.c_float),
        ("weights", ctypes.c_void_p),
        ("bias", ctypes.c_void_p),
    ]


shim = native.Shim("onednn", "oneapi/dnnl/dnnl.hpp", ["libdnnl.so.3"])
version = shim.text("onednn_open")


def versions():
    return [f"oneDNN {version} (wheels onednn-cpu-gomp and onednn-devel-cpu-gomp)"]


def overhead(_):
    src, dst = numpy.ones((1, 1, 1, 1), "f4"), numpy.zeros((1, 1, 1, 1), "f4")
    layer = dict(shape=[1] * 4, out_shape=[1] * 4, weights_shape=[1] * 4, weights=[1.0], bias=[0.0])
    layer.update(groups=1, stride=1, padding=0, transposed=False)
    task = dict(input="f32", output="f32", scale=None, layers=[layer])
    time = native.smallest(set_up(task, "plain", src, dst))
    return f"oneDNN, repeated by a shim: {time / 1000:.2f} µs"


def contestants(task, src, dst):
    return [
        dict(peer=peer, call=name, rounding=0.0, **native.ways(lambda: set_up(task, way, src, dst)))
        for peer, way, name in WAYS
        # Bytes in `nchw` are left to its reference loops, which take seconds.
        if task["input"] == "f32" or way != "plain"
    ]


def set_up(task, way, src, dst):
    layers = task["layers"]
    given = (Layer * len(layers))()
    arrays = []
    for layer, slot in zip(layers, given):
        weights, bias = (numpy.array(layer[name], "f4") for name in ("weights", "bias"))
        # Alive until the call is set up, which copies them.
        arrays += [weights, bias]
        _, inputs, height, width = layer["shape"]
        _, outputs, out_height, out_width = layer["out_shape"]
        sizes = (inputs, height, width, outputs, out_height, out_width, *layer["weights_shape"][2:])
        arithmetic = ARITHMETIC[task["input"], task["output"]]
        options = (layer["groups"], layer["stride"], layer["padding"], int(layer["transposed"]), arithmetic)
        for (name, _), value in zip(Layer._fields_, (*sizes, *options)):
            setattr(slot, name, value)
        slot.scale = task["scale"] or 1.0
        slot.weights = weights.ctypes.data
        slot.bias = bias.ctypes.data if len(bias) else None
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (src, dst)]
    return shim.call("onednn_call", given, len(layers), way.encode(), *pointers)
