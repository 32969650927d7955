"""Small ONNX models, as the bytes of `onnx.proto` (https://onnx.ai/onnx/repo-docs/IR.html).

Protocol Buffers write a field as its number and type in one varint, then a varint or a length and bytes. That is
all that such a model needs, so no package has to be installed for it.
"""

import itertools

import numpy

IR_VERSION = 9
OPERATORS = 17  # The version of the operator set.
INTS, INT = 7, 2  # AttributeProto.INTS and .INT
TYPES = {"f4": 1, "u1": 2, "i1": 3, "i4": 6}  # TensorProto.FLOAT, .UINT8, .INT8, .INT32


def model(nodes, input, output):
    """A chain from `x` to `y`, arrays of these shapes and types.

    A node is an operator, its attributes, which are integers, and the arrays that come after its input.
    """
    graph = b""
    tensors = b""
    for number, (operator, attributes, arrays) in enumerate(nodes):
        names = [f"t{number}_{place}" for place in range(len(arrays))]
        first = f"m{number}" if number else "x"
        last = "y" if number + 1 == len(nodes) else f"m{number + 1}"
        node = (
            b"".join(field(1, name) for name in [first, *names])  # NodeProto.input
            + field(2, last)  # .output
            + field(4, operator)  # .op_type
            + b"".join(field(5, attribute(*pair)) for pair in attributes.items())  # .attribute
        )
        graph += field(1, node)  # GraphProto.node
        tensors += b"".join(field(5, tensor(*pair)) for pair in zip(names, arrays))  # .initializer
    graph += (
        field(2, "chain")  # .name
        + tensors
        + field(11, value("x", input))  # .input
        + field(12, value("y", output))  # .output
    )
    operators = field(2, OPERATORS)  # OperatorSetIdProto.version
    return field(1, IR_VERSION) + field(7, graph) + field(8, operators)  # ModelProto.graph, .opset_import


def attribute(name, content):
    if isinstance(content, int):
        return field(1, name) + field(3, content) + field(20, INT)  # AttributeProto.name, .i, .type
    return field(1, name) + b"".join(field(8, item) for item in content) + field(20, INTS)  # .ints


def tensor(name, array):
    dims = b"".join(field(1, size) for size in array.shape)
    kind = TYPES[array.dtype.str[1:]]
    data = numpy.ascontiguousarray(array).tobytes()
    return dims + field(2, kind) + field(8, name) + field(9, data)  # TensorProto.data_type, .name, .raw_data


def value(name, array):
    dims = b"".join(field(1, field(1, size)) for size in array.shape)  # TensorShapeProto.dim, Dimension.dim_value
    kind = field(1, TYPES[array.dtype.str[1:]]) + field(2, dims)  # TypeProto.Tensor.elem_type, .shape
    return field(1, name) + field(2, field(1, kind))  # ValueInfoProto.type, TypeProto.tensor_type


def field(number, content):
    """A field whose content is a number, a text or bytes."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    if isinstance(content, str):
        content = content.encode()
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number):
    """Seven bits a byte, the lowest first; the high bit says that more follow."""
    groups = list(itertools.takewhile(bool, (number >> shift for shift in itertools.count(0, 7)))) or [0]
    return bytes(group & 127 | 128 for group in groups[:-1]) + bytes([groups[-1] & 127])
