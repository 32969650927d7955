//! The macro of the crate `conv-kernel`, which re-exports it and has the guide.
//!
//! What a call becomes is decided in the crate `conv-expand`.

#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use std::path::PathBuf;

/// A call holds one `struct Name: In -> Out { key: value, .. }` for each kernel.
///
/// Attributes, doc comments and a visibility may stand before a `struct`. `In` and `Out` are the
/// element types, each one of `u8`, `i8`, `u16`, `i16`, `i32`, `f32` and `f64`; `: f32` is short
/// for `: f32 -> f32`. Keys come in any order, each once; axes are rows, then columns. Taps of four
/// levels, or a shape of four sizes, make a layer, for which the crate needs its feature `layers`;
/// the keys that only layers have are in the second table.
///
/// | key | value | default |
/// |---|---|---|
/// | `taps` | an array of numbers (a signal kernel) or of rows (a plane kernel): `1`, `-0.5`, `1/16`, `[0.2; 5]`; or an expression, see below; or several with names, `{ gx: sobel_x, gy: sobel_y }`: a bank, of planes or signals, with an output for each | required, or `shape` |
/// | `shape` | `[3, 3]`: the taps are given to `Name::new` at run time | |
/// | `accumulator` | `i32` or `i64`: what an integer `shape` kernel sums in | `i32` |
/// | `stride`, `dilation` | `2` or `[rows, columns]` | 1 |
/// | `padding` | `valid`, `same`, `same_lower`, `full`, `causal` (signals), `1`, `[vertical, horizontal]` (signals: `[before, after]`), `[[top, bottom], [left, right]]` | `valid` |
/// | `border` | `zero`, `constant(1)`, `constant(nan)` (floats), `replicate`, `reflect`, `reflect101`, `wrap`; or `[vertical, horizontal]` | `zero` |
/// | `mode` | `correlate`, or `convolve`, which flips the taps and the anchor first | `correlate` |
/// | `method` | `direct`, `fft` or `auto`; the last two need the feature `fft` | `direct` |
/// | `scale` | `1/16` or `0.5`: what the sum is multiplied by | 1 |
/// | `overflow` | `saturate` or `wrap`: what happens to results that do not fit `Out` | not fitting is an error |
/// | `anchor` | `[row, column]` of the tap on the output position, for `padding: same` with stride 1 | the middle |
/// | `arithmetic` | `strict`: of floats, each product and each sum is rounded, for the same bits on every CPU; or `fused` | `fused` |
/// | `missing` | `renormalize`: inputs that are NaN take no part, and the sum is weighed by the taps of the others; or `propagate` | `propagate` |
/// | `interpolate` | `n`, of signals: `n - 1` zeros are inserted between samples, and never multiplied | 1 |
/// | `crate` | the path of the crate `conv-kernel`, if it has another name | `::conv_kernel` |
/// | `channels` | `[0.299, 0.587, 0.114]`: a plane kernel takes pixels, and mixes each to one value before the window | |
/// | `map` | `\|v\| v / 2 + 128`: what becomes of each sum | |
/// | `combine` | `\|gx, gy\| gx.abs() + gy.abs()`: what is made of the sums of several kernels, which are named: `taps: { gx: sobel_x, gy: sobel_y }` | |
/// | `require` | `unit_gain`, `zero_gain`, `non_negative`, `symmetric`, `causal` (signals), `separable` (planes), or a list of them: what must hold of the taps, else the program does not compile | |
/// | `quantize` | `8`, or `[8, lossy]`: real taps become integers over `2^8`, with the sum that they have | |
/// | `separable` | `approximate(1e-6)`, of planes of floats: taps that are within this of a column times a row, relative to the largest, are that product, with two passes where these are cheaper; or `exact` | `exact` |
/// | `verify` | `test`: a test of this name, `name_is_verified`, compares all ways of computing | |
///
/// Layers have all of these keys except `accumulator`, `method`, `scale`, `overflow`, `arithmetic`, `missing`,
/// `interpolate`, `channels`, `map`, `combine`, `require`, `quantize` and `separable`. Their types are `f32`, `f64`, `u8 -> i32` and `i8 -> i32`.
/// They need the feature `layers`; files also need `npy` or `safetensors`.
///
/// | key | value | default |
/// |---|---|---|
/// | `taps` | the weights, `[out][in / groups][row][column]`; with `axes: 1`, `[out][in / groups][tap]`; from ten thousand on, `weights: file(..)` builds faster | required, or `shape`, or `weights` |
/// | `shape` | `[32, 3, 3, 3]`: the weights are given to `Name::new` at run time | |
/// | `weights` | `file("conv1.npy")`, or `file("net.safetensors", tensor("conv1.weight"))`: they are read while the program compiles, from a path relative to the directory of `Cargo.toml` | |
/// | `axes` | `1`: a layer with one axis | 2 |
/// | `bias` | `[0.5, -1]` or `file("bias.npy")`: one number for each output channel; `true`, with `shape`: it is given to `Name::new` | none |
/// | `layout` | `nchw`, `nhwc` or `nchw16`: the order of the axes of input and output; `nchw16` has channels in blocks of 16, `[n][ceil(c / 16)][h][w][16]` | `nchw` |
/// | `groups` | the number of groups of channels that do not see each other | 1 |
/// | `activation` | `relu`, `relu6`, `leaky(0.1)`, `clamp(-1, 1)`, `sigmoid`, `tanh` or `hard_swish` | none |
/// | `transposed` | `true`: a transposed layer (ONNX `ConvTranspose`), with weights `[in][out / groups][row][column]` | `false` |
/// | `output_padding` | `1` or `[rows, columns]`: what a transposed layer adds at the end of its output | 0 |
/// | `winograd` | `auto`, `never` or `always`: whether Winograd's algorithm may be used, which rounds differently and overflows with smaller inputs, as `explain()` says | `never` |
///
/// Taps of signal and plane kernels may be an expression, which is evaluated exactly: a size `5`
/// makes one axis, `[5, 5]` two. Windows are `rectangular`, `hann`, `hamming`, `blackman` and
/// `kaiser(beta)`; directions `east`, `north_east` and so on; angles radians, such as `pi/4`, or
/// `degrees(45)`. The guide says what each kernel is.
///
/// | expression | meaning |
/// |---|---|
/// | `sobel_x`, `sobel_y`, `prewitt_x`, `prewitt_y`, `scharr_x`, `scharr_y`, `roberts_x`, `roberts_y`, `laplacian(4)`, `laplacian(8)`, `kirsch(north)`, `robinson(north)`, `sharpen`, `emboss` | edges, sharpening and relief |
/// | `box(size)`, `binomial(size)`, `gaussian(size, sigma)`, `gaussian(sigma)`, `savitzky_golay(window, order, derivative)` | smoothing |
/// | `gaussian(size, sigma, order: 1)`, `log(size, sigma)`, `dog(size, sigma1, sigma2)`, `gabor(size, sigma, theta, lambda, gamma, psi)` | derivatives and waves |
/// | `lowpass(taps, cutoff, window)`, `highpass(..)`, `bandpass(taps, [low, high], window)`, `bandstop(..)`, `hilbert(taps, window)`, `ramp(taps, window)` | filters; `scale: false` leaves their gain as it is |
/// | `remez(taps, bands, gains, weights)` | the filter whose greatest weighted error is least; edges rise from 0 to 1, with a gain and a weight for each band |
/// | `motion(length, angle)`, `disk(radius)`, `impulse(size)`, `outer(column, row)` | shapes and products |
/// | `[1, 2, 1]`, `[[1, 2], [3, 4]]`, `[0.2; 5]`, `file("kernel.npy")` | arrays; files need the feature `npy` or `safetensors` |
/// | `a * b`, `a + b`, `a - b`, `-a`, `2 * a`, `a / 16` | the full convolution; sums, middle on middle; multiples |
/// | `a.flip()`, `a.transpose()`, `a.rotate90()`, `a.normalize()` | all axes reversed; axes exchanged; a quarter turn against the clock; a sum of 1, or parts of 1 and -1 |
#[proc_macro]
pub fn conv_kernel(input: TokenStream) -> TokenStream {
    conv_expand::declarations(input.into(), directory().as_deref())
        .into_tokens()
        .into()
}

/// A constant of taps, and a filter of them: the constant stays as it is.
///
/// `#[conv_filter(Name: In -> Out, key: value)]` stands above a `const` whose value is an array of
/// numbers. The filter is the struct `Name` that [`conv_kernel!`] declares with these taps and
/// keys, with the same checks and messages; it has the visibility and the documentation of the
/// constant. All keys of `conv_kernel!` are possible except those that say where taps come from,
/// `taps`, `shape` and `weights`. The compiler checks the constant's type.
#[proc_macro_attribute]
pub fn conv_filter(arguments: TokenStream, constant: TokenStream) -> TokenStream {
    conv_expand::filter(arguments.into(), constant.into(), directory().as_deref())
        .into_tokens()
        .into()
}

/// Where paths of files begin.
fn directory() -> Option<PathBuf> {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)
}
