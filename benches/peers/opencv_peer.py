"""OpenCV: every function that does a task, with a given output and one thread."""

import cv2
import numpy

cv2.setNumThreads(1)

PEER = "OpenCV"
BORDER = cv2.BORDER_REPLICATE
MATCHING = {"coefficient_normed": cv2.TM_CCOEFF_NORMED, "sum_of_squares_normed": cv2.TM_SQDIFF_NORMED}
DEPTHS = {"u8": cv2.CV_8U, "i16": cv2.CV_16S, "u16": cv2.CV_16U, "f32": cv2.CV_32F}


def versions():
    return [f"OpenCV {cv2.__version__} (wheel opencv-python-headless)"]


def overhead(fastest):
    src = numpy.zeros((1, 1), "f4")
    dst = numpy.zeros((1, 1), "f4")
    kernel = numpy.ones((3, 3), "f4")
    time = fastest(lambda: cv2.filter2D(src, -1, kernel, dst=dst, borderType=BORDER))
    return f"OpenCV `filter2D` 3x3 through Python: {time / 1000:.2f} µs"


def contestants(task, src, dst):
    kind = task["kind"]
    if kind in MATCHING:
        return [matching(task, src, dst)]
    if kind in ("fir", "long_fir"):
        return []
    depth = DEPTHS[task["output"]]
    scaled = task["scale"] != 1
    found = []

    def add(call, run, factor=None):
        rounding = 1.0 if scaled or factor else 0.0
        points = block(task) if call == "filter2D" else None
        found.append(dict(peer=PEER, call=call, rounding=rounding, factor=factor, points=points, run=run))

    if kind in BANKS:
        for call, run in BANKS[kind](task, src, dst):
            add(call, run)
        return found

    if kind == "pyramid":
        size = (task["out_width"], task["out_height"])
        add("pyrDown", lambda: cv2.pyrDown(src, dst=dst, dstsize=size))
        return found

    taps = numpy.array(task["taps"]).reshape(task["rows"], task["columns"]) * task["scale"]
    taps = taps.astype("f4")
    if kind == "gaussian":
        factor = numpy.array(task["factor"], "f4")
        add(
            "sepFilter2D",
            lambda: cv2.sepFilter2D(src, depth, factor, factor, dst=dst, borderType=BORDER),
        )
        add(*gaussian(task, src, dst))
    elif kind == "sobel":
        add("Sobel", lambda: cv2.Sobel(src, depth, 1, 0, dst=dst, ksize=3, borderType=BORDER))
    elif kind == "laplacian":
        add("Laplacian", lambda: cv2.Laplacian(src, depth, dst=dst, ksize=1, borderType=BORDER))
    if kind in ("dense", "sobel", "laplacian") or task["rows"] == 3:
        add("filter2D", lambda: cv2.filter2D(src, depth, taps, dst=dst, borderType=BORDER))
    return found


def gradients(task, src, dst):
    x, y = dst
    yield "spatialGradient", lambda: cv2.spatialGradient(src, x, y, 3, BORDER)

    def both():
        cv2.Sobel(src, cv2.CV_16S, 1, 0, dst=x, ksize=3, borderType=BORDER)
        cv2.Sobel(src, cv2.CV_16S, 0, 1, dst=y, ksize=3, borderType=BORDER)

    yield "Sobel, Sobel", both


def magnitude_l1(task, src, dst):
    x, y = (numpy.empty(src.shape, "i2") for _ in range(2))
    across, down = (numpy.empty(src.shape, "u1") for _ in range(2))

    def run():
        cv2.Sobel(src, cv2.CV_16S, 1, 0, dst=x, ksize=3, borderType=BORDER)
        cv2.Sobel(src, cv2.CV_16S, 0, 1, dst=y, ksize=3, borderType=BORDER)
        cv2.convertScaleAbs(x, dst=across)
        cv2.convertScaleAbs(y, dst=down)
        cv2.add(across, down, dst=dst)

    yield "Sobel, Sobel, convertScaleAbs, convertScaleAbs, add", run


def magnitude_l2(task, src, dst):
    x, y = (numpy.empty(src.shape, "f4") for _ in range(2))

    def run():
        cv2.Sobel(src, cv2.CV_32F, 1, 0, dst=x, ksize=3, borderType=BORDER)
        cv2.Sobel(src, cv2.CV_32F, 0, 1, dst=y, ksize=3, borderType=BORDER)
        cv2.magnitude(x, y, magnitude=dst)

    yield "Sobel, Sobel, magnitude", run


def largest(task, src, dst):
    shape = task["rows"], task["columns"]
    first, *others = (numpy.array(taps, "f4").reshape(shape) for taps in task["kernels"])
    part = numpy.empty(src.shape, dst.dtype)

    def run():
        depth = DEPTHS[task["output"]]
        cv2.filter2D(src, depth, first, dst=dst, borderType=BORDER)
        for taps in others:
            cv2.filter2D(src, depth, taps, dst=part, borderType=BORDER)
            cv2.max(dst, part, dst=dst)

    yield "filter2D and max of each kernel", run


BANKS = {
    "gradients": gradients,
    "magnitude_l1": magnitude_l1,
    "magnitude_l2": magnitude_l2,
    "largest": largest,
}


def matching(task, src, dst):
    template = numpy.array(task["taps"]).reshape(task["rows"], task["columns"]).astype(src.dtype)
    method = MATCHING[task["kind"]]
    run = lambda: cv2.matchTemplate(src, template, method, dst)
    return dict(peer=PEER, call="matchTemplate", rounding=0.0, factor=None, points=block(task), run=run)


def block(task):
    """Elements of the largest block that is transformed, by the formula in OpenCV's `crossCorr`."""
    sizes = (max(round(4.5 * size), 257 - size) + size - 1 for size in (task["rows"], task["columns"]))
    return int(numpy.prod([cv2.getOptimalDFTSize(size) for size in sizes]))


def gaussian(task, src, dst):
    """GaussianBlur has weights of its own, which are ours only up to seven taps."""
    size = task["columns"]
    own = cv2.getGaussianKernel(size, 0, cv2.CV_64F).ravel()
    same = numpy.abs(own - numpy.array(task["factor"])).max() < 1e-7
    run = lambda: cv2.GaussianBlur(src, (size, size), 0, dst=dst, borderType=BORDER)
    return "GaussianBlur", run, None if same else own.tolist()
