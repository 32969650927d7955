"""Fixed convolutions of NumPy arrays: checked, proven exact, planned, and run with SIMD.

>>> import numpy
>>> from conv_kernel import Kernel
>>> blur = Kernel("gaussian([5, 5], 1.2)", "f32", padding="same", border="reflect101")
>>> picture = numpy.zeros((1080, 1920), numpy.float32)
>>> blur.apply(picture).shape
(1080, 1920)
"""

from ._native import Kernel, Layer, Signal, Stream, levels, library, taps

__all__ = ["Kernel", "Layer", "Signal", "Stream", "levels", "library", "taps"]
