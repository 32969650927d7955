"""Halide: the taps are constants of a pipeline that is compiled for this CPU.

Every task gets a dozen schedules, on one thread; the host takes the fastest at each size. The border is
`BoundaryConditions.repeat_edge`. In most schedules it is inlined, and Halide's loop partitioning keeps it out
of the steady state; in some the padded rows of a strip are staged first.
"""

import halide as hl
import numpy
from importlib.metadata import version

PEER = "Halide"
TARGET = hl.get_jit_target_from_environment()
TYPES = {
    "u8": hl.UInt(8),
    "u16": hl.UInt(16),
    "i16": hl.Int(16),
    "f32": hl.Float(32),
}
# The types of sums, wide enough for the taps that are compared.
SUMS = {
    ("u8", "dense"): hl.Int(16),
    ("u8", "sobel"): hl.Int(16),
    ("u8", "laplacian"): hl.Int(16),
    ("u8", "gaussian"): hl.UInt(16),
    ("u16", "gaussian"): hl.UInt(32),
    ("i16", "dense"): hl.Int(32),
    ("f32", "dense"): hl.Float(32),
    ("f32", "gaussian"): hl.Float(32),
}
x, y, xi, yi = hl.Var("x"), hl.Var("y"), hl.Var("xi"), hl.Var("yi")
compiled = {}


def versions():
    return [f"Halide {version('halide')}"]


def overhead(fastest):
    parameter = hl.ImageParam(hl.Float(32), 2)
    copy = hl.Func("copy")
    copy[x, y] = parameter[x, y]
    call = copy.compile_to_callable([parameter], TARGET)
    src, dst = (hl.Buffer(numpy.zeros((1, 1), "f4")) for _ in range(2))
    return f"a compiled Halide pipeline through Python: {fastest(lambda: call(src, dst)) / 1000:.2f} µs"


def contestants(task, src, dst):
    if (task["input"], task["kind"]) not in SUMS or task["channels"] > 1:
        return []
    key = str([task[name] for name in ("kind", "input", "output", "taps", "scale")])
    if key not in compiled:
        compiled[key] = list(pipelines(task))
    src, dst = hl.Buffer(src), hl.Buffer(dst)
    rounding = 0.0 if task["scale"] == 1 else 1.0
    return [
        dict(peer=PEER, call=name, rounding=rounding, factor=None, run=lambda call=call: call(src, dst))
        for name, call in compiled[key]
    ]


def pipelines(task):
    """Names and compiled pipelines, one for each schedule."""
    widest = 16 if task["input"] == "f32" else 32
    for lanes in (widest // 2, widest, widest * 2):
        if task["kind"] == "gaussian":
            for rows in (1, 4, 8):
                yield separable(task, lanes, rows)
        if len(task["taps"]) > 25:
            # Inlined, these lose to the staged ones by half and compile for minutes.
            if task["kind"] != "gaussian":
                for rows in (2, 4, 8):
                    yield direct(task, lanes, rows, True)
        else:
            for rows in (1, 2, 4):
                yield direct(task, lanes, rows, False)
            yield direct(task, lanes, 4, True)


def source(task):
    """The input parameter, and the input with its border in the type of the sums."""
    parameter = hl.ImageParam(TYPES[task["input"]], 2)
    bordered = hl.BoundaryConditions.repeat_edge(parameter)
    return parameter, bordered


def summed(kind, terms):
    """The sum of taps times elements in a type, the taps that are 0 left out."""
    real = kind.is_float()
    products = [
        hl.cast(kind, element) * hl.cast(kind, hl.f32(tap) if real else int(tap))
        for tap, element in terms
        if tap
    ]
    total = products[0]
    for product in products[1:]:
        total = total + product
    return total


def finished(task, total, scale):
    """From the sum to the output."""
    out = TYPES[task["output"]]
    if SUMS[task["input"], task["kind"]].is_float():
        return hl.cast(out, total)
    shift = round(-numpy.log2(scale))
    if shift:
        total = (total + (1 << (shift - 1))) >> shift
    return hl.saturating_cast(out, total) if task["output"] != "f32" else hl.cast(out, total)


def overflows(task):
    """Whether the whole sum needs more than the 16 bits of `SUMS`."""
    return (task["input"], task["kind"]) == ("u8", "gaussian") and 255 * sum(task["taps"]) > 0xFFFF


def taps(task):
    """The taps in sums: scaled for floats."""
    scale = task["scale"] if task["input"] == "f32" else 1
    return [tap * scale for tap in task["taps"]]


def direct(task, lanes, rows, staged):
    parameter, bordered = source(task)
    height, width = task["rows"], task["columns"]
    places = [(r - height // 2, c - width // 2) for r in range(height) for c in range(width)]
    terms = [(tap, bordered[x + column, y + row]) for tap, (row, column) in zip(taps(task), places)]
    out = hl.Func("out")
    kind = SUMS[task["input"], task["kind"]]
    if overflows(task):
        kind = hl.UInt(32)
    out[x, y] = finished(task, summed(kind, terms), task["scale"])
    out.split(y, y, yi, rows).split(x, x, xi, lanes).reorder(xi, yi, x, y).vectorize(xi).unroll(yi)
    # The clamps of rows are cheap, once for each row; without this every body would be compiled nine times.
    out.partition(y, hl.Partition.Never)
    if staged:
        bordered.compute_at(out, y)
        bordered.vectorize(bordered.args()[0], lanes, hl.TailStrategy.RoundUp)
    name = f"{lanes} lanes, {rows} rows" + (", staged" if staged else "")
    return name, out.compile_to_callable([parameter], TARGET)


def separable(task, lanes, rows):
    """A vertical pass into a strip of rows, then a horizontal pass over it."""
    parameter, bordered = source(task)
    size = task["columns"]
    # Integers: the factor over its own denominator, the square root of the scale's.
    whole = 1 if task["input"] == "f32" else round(task["scale"] ** -0.5)
    factor = [tap * whole for tap in task["factor"]]
    vertical, out = hl.Func("vertical"), hl.Func("out")
    kind = SUMS[task["input"], task["kind"]]
    vertical[x, y] = summed(kind, [(tap, bordered[x, y + i - size // 2]) for i, tap in enumerate(factor)])
    # The first pass always fits; the second may need more bits.
    if overflows(task):
        kind = hl.UInt(32)
    total = summed(kind, [(tap, vertical[x + i - size // 2, y]) for i, tap in enumerate(factor)])
    out[x, y] = finished(task, total, task["scale"])
    out.split(y, y, yi, rows).split(x, x, xi, lanes).reorder(xi, x, yi, y).vectorize(xi)
    out.partition(y, hl.Partition.Never)
    vertical.compute_at(out, y).vectorize(x, lanes, hl.TailStrategy.RoundUp)
    vertical.reorder(x, y)
    return f"two passes, {lanes} lanes, strips of {rows} rows", out.compile_to_callable([parameter], TARGET)
