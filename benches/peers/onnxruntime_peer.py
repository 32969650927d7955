"""ONNX Runtime: a model of one `Conv` or `ConvTranspose`, bound once to the shared memory, on the CPU and one thread."""

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
        model = onnx_model.model(operator, {}, src.shape, dst.shape, tensors)
        time = fastest(bound(model, src, dst, onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL))
        times.append(f"{time / 1000:.2f} µs for `{operator}`")
    return f"ONNX Runtime `run_with_iobinding` through Python: {' and '.join(times)}"


def contestants(task, src, dst):
    attributes = dict(
        kernel_shape=task["weights_shape"][2:],
        strides=[task["stride"]] * 2,
        pads=[task["padding"]] * 4,
        group=task["groups"],
    )
    weights = numpy.array(task["weights"], "f4").reshape(task["weights_shape"])
    bias = numpy.array(task["bias"], "f4")
    operator = "ConvTranspose" if task["transposed"] else "Conv"
    model = onnx_model.model(operator, attributes, src.shape, dst.shape, [weights, bias])
    return [
        dict(peer=PEER, call=call, rounding=0.0, factor=None, run=bound(model, src, dst, level))
        for call, level in OPTIMISATIONS.items()
    ]


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
