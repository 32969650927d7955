from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal, TypeAlias, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Kernel", "Layer", "Signal", "Stream", "levels", "library", "taps"]

# A name of the language, such as "u8", a name of NumPy, such as "uint8", or a dtype.
_Element: TypeAlias = str | np.dtype[Any] | type[np.generic]
_Number: TypeAlias = int | float | Fraction | np.integer[Any] | np.floating[Any]
# The text of a value, or the numbers and lists of Python that look like it.
_Count: TypeAlias = str | int | np.integer[Any]
_Axes: TypeAlias = _Count | Sequence[_Count]
_Padding: TypeAlias = _Axes | Sequence[Sequence[_Count]]
_Words: TypeAlias = str | Sequence[str]
_Shape2: TypeAlias = tuple[int, int]
_Shape4: TypeAlias = tuple[int, int, int, int]
_Slice: TypeAlias = slice[Any, Any, Any]
_Region: TypeAlias = tuple[_Slice, _Slice]
_Array: TypeAlias = NDArray[Any]

@final
class Kernel:
    def __new__(
        cls,
        taps: str | ArrayLike,
        input: _Element | None = "f32",
        output: _Element | None = None,
        *,
        stride: _Axes | None = None,
        dilation: _Axes | None = None,
        padding: _Padding | None = None,
        border: _Words | None = None,
        mode: str | None = None,
        method: str | None = None,
        scale: str | _Number | None = None,
        overflow: str | None = None,
        anchor: _Axes | None = None,
        arithmetic: str | None = None,
        missing: str | None = None,
        map: str | None = None,
        combine: str | None = None,
        require: _Words | None = None,
        quantize: str | int | Sequence[str | int] | None = None,
        separable: str | None = None,
    ) -> Kernel: ...
    def apply(self, array: _Array, out: _Array | None = None, threads: int | None = None) -> _Array: ...
    def output_shape(self, shape: _Shape2) -> _Shape2: ...
    def region_needed(self, shape: _Shape2, region: _Region) -> _Region: ...
    def apply_tile(
        self, part: _Array, shape: _Shape2, region: _Region, out: _Array | None = None
    ) -> _Array: ...
    def tiles(self, shape: _Shape2, tile: _Shape2) -> list[tuple[_Region, _Region]]: ...
    def adjoint(self, array: _Array, shape: _Shape2) -> _Array: ...
    def matrix(self, shape: _Shape2, sparse: bool = False) -> Any: ...
    def offset(self, shape: _Shape2) -> NDArray[np.float64]: ...
    def explain(self) -> str: ...
    def facts(self) -> dict[str, Any]: ...
    @property
    def halo(self) -> tuple[_Shape2, _Shape2]: ...
    @property
    def input_dtype(self) -> np.dtype[Any]: ...
    @property
    def output_dtype(self) -> np.dtype[Any]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Signal:
    def __new__(
        cls,
        taps: str | ArrayLike,
        input: _Element | None = "f32",
        output: _Element | None = None,
        *,
        stride: _Count | None = None,
        dilation: _Count | None = None,
        padding: _Axes | None = None,
        border: _Words | None = None,
        mode: str | None = None,
        method: str | None = None,
        scale: str | _Number | None = None,
        overflow: str | None = None,
        anchor: _Axes | None = None,
        arithmetic: str | None = None,
        missing: str | None = None,
        interpolate: _Count | None = None,
        map: str | None = None,
        combine: str | None = None,
        require: _Words | None = None,
        quantize: str | int | Sequence[str | int] | None = None,
        separable: str | None = None,
    ) -> Signal: ...
    def apply(self, array: _Array, out: _Array | None = None, threads: int | None = None) -> _Array: ...
    def stream(self) -> Stream: ...
    def output_shape(self, shape: tuple[int]) -> tuple[int]: ...
    def adjoint(self, array: _Array, shape: tuple[int]) -> _Array: ...
    def matrix(self, shape: tuple[int], sparse: bool = False) -> Any: ...
    def offset(self, shape: tuple[int]) -> NDArray[np.float64]: ...
    def explain(self) -> str: ...
    def facts(self) -> dict[str, Any]: ...
    @property
    def input_dtype(self) -> np.dtype[Any]: ...
    @property
    def output_dtype(self) -> np.dtype[Any]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

@final
class Stream:
    def push(self, block: _Array) -> _Array: ...
    def finish(self) -> _Array: ...
    def reset(self) -> None: ...
    @property
    def latency(self) -> int: ...

@final
class Layer:
    def __new__(
        cls,
        weights: ArrayLike,
        input: _Element | None = "f32",
        output: _Element | None = None,
        bias: ArrayLike | None = None,
        transposed: bool = False,
        zero_points: tuple[int, Sequence[int]] | None = None,
        quantization: tuple[float, Sequence[float], float, int] | None = None,
        *,
        stride: _Axes | None = None,
        dilation: _Axes | None = None,
        padding: _Padding | None = None,
        border: _Words | None = None,
        mode: str | None = None,
        anchor: _Axes | None = None,
        groups: _Count | None = None,
        layout: Literal["nchw", "nhwc"] | None = None,
        activation: str | None = None,
        winograd: Literal["auto", "never", "always"] | None = None,
        output_padding: _Axes | None = None,
    ) -> Layer: ...
    def apply(self, array: _Array, out: _Array | None = None, threads: int | None = None) -> _Array: ...
    def output_shape(self, shape: _Shape4) -> _Shape4: ...
    def input_gradient(self, gradient: _Array, shape: _Shape4) -> _Array: ...
    def weight_gradient(self, array: _Array, gradient: _Array) -> _Array: ...
    def bias_gradient(self, gradient: _Array, shape: _Shape4) -> _Array: ...
    def matrix(self, shape: _Shape4, sparse: bool = False) -> Any: ...
    def offset(self, shape: _Shape4) -> NDArray[np.float64]: ...
    def explain(self) -> str: ...
    @property
    def input_dtype(self) -> np.dtype[Any]: ...
    @property
    def output_dtype(self) -> np.dtype[Any]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]: ...

def taps(expression: str) -> NDArray[np.int64] | NDArray[np.float64]: ...
def library() -> list[tuple[str, str]]: ...
def levels() -> list[str]: ...
