//! The kernels that are measured, each declared twice: with its taps, and with their shape.

use conv_kernel::Error;
use criterion::Criterion;

/// A kernel as a module with the function `measure`.
macro_rules! kernel {
    ($name:ident: $in:ident -> $out:ident, $measure:ident,
     [$lane:ty; $($size:literal),+], $taps:expr, {$($options:tt)*}) => {
        mod $name {
            use conv_kernel::{Error, conv_kernel};
            use criterion::Criterion;

            conv_kernel! {
                struct Fixed: $in -> $out {
                    taps: $taps,
                    padding: same,
                    border: replicate,
                    $($options)*
                }

                struct Given: $in -> $out {
                    shape: [$($size),+],
                    padding: same,
                    border: replicate,
                    $($options)*
                }
            }

            pub(super) fn measure(criterion: &mut Criterion) -> Result<(), Error> {
                const TAPS: kernel!(@array $lane; $($size),+) = $taps;
                crate::$measure(criterion, stringify!($name), &Fixed, &Given::new(TAPS)?)
            }
        }
    };
    (@array $lane:ty; $columns:literal) => { [$lane; $columns] };
    (@array $lane:ty; $rows:literal, $columns:literal) => { [[$lane; $columns]; $rows] };
}

kernel!(dense_3x3_f32: f32 -> f32, planes, [f32; 3, 3], [
    [-0.39, 0.52, 0.40],
    [-0.66, -0.05, 0.55],
    [0.22, 0.61, 0.49],
], {});

kernel!(dense_5x5_f32: f32 -> f32, planes, [f32; 5, 5], [
    [-0.83, 0.56, -0.96, 0.21, -0.33],
    [0.42, -0.40, -0.50, 0.84, 0.96],
    [0.39, 0.41, 0.22, 0.02, 0.64],
    [-0.61, 0.93, 0.63, 0.91, 0.34],
    [1.00, 0.97, 0.72, 0.99, -0.59],
], {});

kernel!(dense_7x7_f32: f32 -> f32, planes, [f32; 7, 7], [
    [0.95, 0.52, -0.89, -0.22, -0.92, -0.31, 0.22],
    [0.53, 0.85, 1.00, 0.83, 0.10, 0.02, 0.48],
    [0.14, -0.65, -0.06, -0.75, -0.90, 0.84, 0.27],
    [-0.44, -0.33, 0.73, 0.12, 0.61, 0.96, 0.08],
    [0.30, -0.01, 0.47, -0.10, 0.37, 0.50, 0.05],
    [0.66, -0.40, -0.13, 0.99, -0.28, 0.56, -0.58],
    [-0.16, 0.39, 0.69, 0.46, -0.73, -0.45, 0.55],
], {});

kernel!(binomial_5x5_f32: f32 -> f32, planes, [f32; 5, 5], [
    [1.0, 4.0, 6.0, 4.0, 1.0],
    [4.0, 16.0, 24.0, 16.0, 4.0],
    [6.0, 24.0, 36.0, 24.0, 6.0],
    [4.0, 16.0, 24.0, 16.0, 4.0],
    [1.0, 4.0, 6.0, 4.0, 1.0],
], { scale: 1/256 });

kernel!(sobel_u8_i16: u8 -> i16, planes, [i32; 3, 3], [
    [-1, 0, 1],
    [-2, 0, 2],
    [-1, 0, 1],
], {});

kernel!(sharpen_u8: u8 -> u8, planes, [i32; 3, 3], [
    [0, -1, 0],
    [-1, 5, -1],
    [0, -1, 0],
], { overflow: saturate });

kernel!(binomial_5x5_u8: u8 -> u8, planes, [i32; 5, 5], [
    [1, 4, 6, 4, 1],
    [4, 16, 24, 16, 4],
    [6, 24, 36, 24, 6],
    [4, 16, 24, 16, 4],
    [1, 4, 6, 4, 1],
], { scale: 1/256 });

kernel!(fir_16_f32: f32 -> f32, signals, [f32; 16], [
    -0.003, -0.009, -0.012, 0.004, 0.048, 0.118, 0.19, 0.236,
    0.2365, 0.1905, 0.1185, 0.0485, 0.0045, -0.0115, -0.0085, -0.0025,
], {});

kernel!(fir_15_i16: i16 -> i16, signals, [i32; 15], [
    -3, -9, -14, 2, 48, 120, 201, 256, 201, 120, 48, 2, -14, -9, -3,
], { scale: 1/1024, overflow: saturate });

/// Measures every kernel.
pub(crate) fn measure(criterion: &mut Criterion) -> Result<(), Error> {
    dense_3x3_f32::measure(criterion)?;
    dense_5x5_f32::measure(criterion)?;
    dense_7x7_f32::measure(criterion)?;
    binomial_5x5_f32::measure(criterion)?;
    sobel_u8_i16::measure(criterion)?;
    sharpen_u8::measure(criterion)?;
    binomial_5x5_u8::measure(criterion)?;
    fir_16_f32::measure(criterion)?;
    fir_15_i16::measure(criterion)
}
