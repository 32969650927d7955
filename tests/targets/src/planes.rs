//! Planes and pixels.

use crate::Row;
use crate::inputs::{Bits, Hash, elements};
use conv_kernel::prelude::*;
use conv_kernel::{Level, conv_kernel};

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: sobel_x, padding: same, border: reflect101 }
    struct Sharpen: u8 { taps: sharpen, padding: same, border: replicate, overflow: saturate }
    struct Binomial: u8 { taps: binomial([5, 5]), padding: same, border: reflect101 }
    struct Mean: u8 -> f32 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16, padding: same }
    struct Dense: u8 -> i32 { taps: [[1, -2, 3, 4, 5], [6, 7, -8, 9, 1], [2, 3, 4, 5, -6], [7, 8, 9, 1, 2], [3, 4, 5, 6, 7]], padding: full }
    struct Signed: i8 -> i16 { taps: [[1, 2], [-3, 4]], padding: [[0, 1], [1, 0]], border: constant(-7) }
    struct Words: u16 { taps: binomial([3, 3]), padding: same, border: wrap }
    struct Long: i16 -> i32 { taps: [[3, -1, 4], [1, -5, 9], [-2, 6, -5]], stride: [1, 2], padding: 1, border: reflect }
    struct Wide: i32 -> i32 { taps: [[1, 2, 1], [0, -3, 5]], padding: same, overflow: wrap }
    struct Strided: u8 { taps: binomial([5, 5]), stride: 2, padding: same, border: replicate }
    struct Dilated: u8 -> i16 { taps: laplacian(4), dilation: [2, 3], padding: same, border: [wrap, reflect] }
    struct Anchored: i16 -> i32 { taps: [[1, 2, 3]], padding: same, anchor: [0, 2], mode: convolve, border: constant(9) }
    struct Scaled: i16 { taps: [[1, 2], [3, -4]], scale: 3/7, overflow: saturate, padding: same }
    struct Float: f32 { taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], padding: same, border: reflect101 }
    struct Gaussian: f32 { taps: gaussian([7, 7], 1.3), padding: same, border: replicate }
    struct Large: f32 { taps: gaussian([5, 5], 1.0) - 0.5 * gaussian([5, 5], 0.6), padding: same }
    struct Strict: f32 { taps: [[0.1, 0.2, 0.3], [0.4, -0.5, 0.6], [0.7, 0.8, -0.9]], arithmetic: strict, padding: same }
    struct Double: f64 { taps: [[0.1, -0.2], [0.3, 0.7]], padding: full }
    struct FromFloats: f32 -> u8 { taps: [[60, 70.5, 1]], padding: same, overflow: saturate }
    struct ToFloats: u8 -> f64 { taps: [[0.1, 0.2], [0.3, -0.4]], padding: same }
    struct Magnitude: u8 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| hypot(gx, gy), padding: same, border: reflect101, overflow: saturate }
    struct Angle: u8 -> f32 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| atan2(gy, gx), padding: same }
    struct Raised: u8 { taps: emboss, map: |v| v / 2 + 128, padding: same, border: replicate, overflow: saturate }
    struct Luma: u8 -> i16 { taps: sobel_y, channels: [0.299, 0.587, 0.114], padding: same, border: reflect101 }
    struct Holes: f32 { taps: gaussian([3, 3], 0.8), padding: same, border: constant(nan), missing: renormalize }
}

const SIZES: [(usize, usize); 4] = [(1, 1), (5, 3), (37, 11), (130, 9)];

fn plane<F: Filter>(filter: &F, level: Level) -> u64
where
    F::In: Bits,
    F::Out: Bits,
{
    let mut hash = Hash::new();
    for (width, height) in SIZES {
        let input = elements::<F::In>(width * height);
        let (columns, rows) = filter.output_size(width, height).unwrap();
        let mut output = vec![F::Out::default(); columns * rows];
        let to = PlaneMut::new(&mut output, columns, rows).unwrap();
        let from = Plane::new(&input, width, height).unwrap();
        filter.apply_into_at(level, from, to).unwrap();
        hash.all(&output);
    }
    hash.value()
}

fn pixels<F: PixelFilter>(filter: &F, level: Level) -> u64
where
    F::In: Bits,
    F::Out: Bits,
{
    let mut hash = Hash::new();
    for (width, height) in SIZES {
        let input = elements::<F::In>(width * height * 3);
        let (columns, rows) = filter.output_size(width, height).unwrap();
        let mut output = vec![F::Out::default(); columns * rows * 3];
        let to = PixelsMut::<_, 3>::new(output.as_chunks_mut().0, columns, rows).unwrap();
        let from = Pixels::<_, 3>::new(input.as_chunks().0, width, height).unwrap();
        filter.apply_pixels_into_at(level, from, to).unwrap();
        hash.all(&output);
    }
    hash.value()
}

/// Asserts that pixels get the bits of the kernel's run-time twin.
fn pixels_agree<F: PixelFilter>(filter: &F)
where
    F::In: Bits,
    F::Out: Bits,
{
    let twin = filter.to_dyn();
    for level in Level::available() {
        assert_eq!(pixels(filter, level), pixels(&twin, level), "{level}");
    }
}

fn mixed(level: Level) -> u64 {
    let mut hash = Hash::new();
    for (width, height) in SIZES {
        let input = elements::<u8>(width * height * 3);
        let mut output = vec![0i16; width * height];
        let to = PlaneMut::new(&mut output, width, height).unwrap();
        let from = Pixels::<_, 3>::new(input.as_chunks().0, width, height).unwrap();
        Luma.apply_into_at(level, from, to).unwrap();
        hash.all(&output);
    }
    hash.value()
}

macro_rules! rows {
    ($($name:ident $float:literal),* $(,)?) => {
        /// Their rows.
        pub fn rows() -> Vec<Row> {
            vec![
                $(Row {
                    name: concat!("plane ", stringify!($name)),
                    float: $float,
                    hash: |level| plane(&$name, level),
                    verify: || conv_kernel::verify(&$name),
                },)*
                Row {
                    name: "pixels Sobel",
                    float: false,
                    hash: |level| pixels(&Sobel, level),
                    verify: || {
                        pixels_agree(&Sobel);
                        Ok(())
                    },
                },
                Row {
                    name: "pixels Gaussian",
                    float: true,
                    hash: |level| pixels(&Gaussian, level),
                    verify: || {
                        pixels_agree(&Gaussian);
                        Ok(())
                    },
                },
                Row {
                    name: "mixed Luma",
                    float: false,
                    hash: mixed,
                    verify: || conv_kernel::verify(&Luma),
                },
            ]
        }
    };
}

rows! {
    Sobel false, Sharpen false, Binomial false, Mean false, Dense false, Signed false, Words false,
    Long false, Wide false, Strided false, Dilated false, Anchored false, Scaled false, Float true,
    Gaussian true, Large true, Strict false, Double true, FromFloats true, ToFloats true, Magnitude false,
    Angle false, Raised false, Holes true,
}
