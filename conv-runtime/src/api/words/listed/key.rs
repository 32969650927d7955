/// The kernel: numbers, `[1, 2, 1]` (a signal kernel) or `[[0, 1], [1, 0]]` (a plane kernel), an
/// expression, `gaussian([5, 5], 1.0)`, or several with names, `{ gx: sobel_x, gy: sobel_y }`.
pub const taps: () = ();

/// `[rows, columns]` of taps that are given to `new` at run time.
pub const shape: () = ();

/// The weights of a layer, read from a file when the program is compiled: `file("conv1.npy")`.
pub const weights: () = ();

/// Of a layer: 1 or 2.
pub const axes: () = ();

/// Of a layer: a number for each output channel; `true` with `shape`, which gives it to `new`.
pub const bias: () = ();

/// Of a layer: the order of the axes of input and output, `nchw`, `nhwc` or `nchw16`.
pub const layout: () = ();

/// Of a layer: groups of channels that do not see each other.
pub const groups: () = ();

/// Of a layer: what follows the sum, such as `relu`.
pub const activation: () = ();

/// Of a layer: whether Winograd's algorithm may be used, `auto`, `never` or `always`.
pub const winograd: () = ();

/// Of a layer: `true` for a transposed convolution, with weights `[in][out / groups][row][column]`.
pub const transposed: () = ();

/// Of a transposed layer: rows and columns added at the end of its output.
pub const output_padding: () = ();

/// Of an integer kernel with `shape`: the type of its sums, `i32` or `i64`.
pub const accumulator: () = ();

/// Inputs from one output to the next: `2`, or `[rows, columns]`. The default is 1.
pub const stride: () = ();

/// Inputs from one tap to the next: `2`, or `[rows, columns]`. The default is 1.
pub const dilation: () = ();

/// How far the input is extended: `valid` (not at all, the default), `same`, `same_lower`, `full`,
/// `causal` (signals), `1`, `[vertical, horizontal]` or `[[top, bottom], [left, right]]`.
pub const padding: () = ();

/// What lies outside of the input: `zero` (the default), `constant(1)`, `replicate`, `reflect`,
/// `reflect101` or `wrap`; or `[vertical, horizontal]`.
pub const border: () = ();

/// `correlate` (the default), or `convolve`, which flips the taps and the anchor first.
pub const mode: () = ();

/// How sums are computed: `direct` (the default), `fft` or `auto`.
pub const method: () = ();

/// What the sum is multiplied by: `1/16`, `0.5`.
pub const scale: () = ();

/// What happens to results that do not fit the output type: `saturate` or `wrap`. Without it, not
/// fitting is an error.
pub const overflow: () = ();

/// `[row, column]` of the tap that stands on the output's position.
pub const anchor: () = ();

/// Of floats: `fused` (the default), or `strict`, which has the same bits on every CPU.
pub const arithmetic: () = ();

/// Of floats: `propagate` (the default), or `renormalize`, where inputs that are NaN take no part.
pub const missing: () = ();

/// Of signals: `n - 1` zeros are inserted between samples.
pub const interpolate: () = ();

/// The weights that mix the channels of a pixel to one value, before the window.
pub const channels: () = ();

/// What becomes of each sum: `|v| v / 2 + 128`.
pub const map: () = ();

/// What is made of the sums of several kernels: `|gx, gy| gx.abs() + gy.abs()`.
pub const combine: () = ();

/// What must hold of the taps, else the program does not compile: `unit_gain`, `zero_gain`,
/// `non_negative`, `symmetric`, `causal`, `separable`, or a list of them.
pub const require: () = ();

/// Bits after the point of real taps that become integers: `8`, or `[8, lossy]`.
pub const quantize: () = ();

/// Which taps have two passes: `exact` (the default), or `approximate(1e-6)`.
pub const separable: () = ();

/// `test`: a test compares all ways of computing.
pub const verify: () = ();
