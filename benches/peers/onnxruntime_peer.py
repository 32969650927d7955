"""ONNX Runtime: a model of the layers, bound once to the shared memory, on one thread."""

import numpy
import onnxruntime

import onnx_model

PEER = "ONNX Runtime"
# "all" computes in blocks of channels and adds a reorder on each side, "extended" keeps the layout of the model.
OPTIMISATIONS = {
    "graph optimisation all": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL,
    "graph optimisation extended": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
}
ERRORS_ONLY = 3


def versions():
    return [f"ONNX Runtime {onnxruntime.__version__} (wheel onnxruntime, CPUExecutionProvider)"]


def overhead(fastest):
    src = numpy.ones((1, 1, 1, 1), "f4")
    dst = numpy.empty_like(src)
    times = []
    for operator, tensors in ("Identity", []), ("Conv", [src, src.ravel()]):
        model = onnx_model.model([(operator, {}, tensors)], src, dst)
        time = fastest(bound(model, src, dst, onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL))
        times.append(f"{time / 1000:.2f} µs for `{operator}`")
    return f"ONNX Runtime `run_with_iobinding` through Python: {' and '.join(times)}"


def contestants(task, src, dst):
    model = onnx_model.model([node(task, layer) for layer in task["layers"]], src, dst)
    return [
        dict(peer=PEER, call=call, rounding=0.0, run=bound(model, src, dst, level))
        for call, level in OPTIMISATIONS.items()
    ]


def node(task, layer):
    """The operator of a layer, its attributes, and the arrays that it reads besides its input."""
    attributes = dict(
        kernel_shape=layer["weights_shape"][2:],
        strides=[layer["stride"]] * 2,
        pads=[layer["padding"]] * 4,
        group=layer["groups"],
    )
    weights = numpy.array(layer["weights"], "f4").reshape(layer["weights_shape"])
    if task["input"] == "f32":
        operator = "ConvTranspose" if layer["transposed"] else "Conv"
        return operator, attributes, [weights, numpy.array(layer["bias"], "f4")]
    weights = weights.astype("i1")
    if task["output"] == "i32":
        return "ConvInteger", attributes, [weights]
    scale, one = (numpy.array(scale, "f4") for scale in (task["scale"], 1.0))
    zero, signed = numpy.array(0, "u1"), numpy.array(0, "i1")
    # The scale and zero of the input, the weights with theirs, those of the output.
    return "QLinearConv", attributes, [one, zero, weights, scale, signed, one, zero]


def bound(model, src, dst, level):
    """The call that reads `src` and writes `dst`, where they lie."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = level
    options.log_severity_level = ERRORS_ONLY
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", onnxruntime.OrtValue.ortvalue_from_numpy(src))
    binding.bind_ortvalue_output("y", onnxruntime.OrtValue.ortvalue_from_numpy(dst))
    run = session.run_with_iobinding
    return lambda: run(binding)
