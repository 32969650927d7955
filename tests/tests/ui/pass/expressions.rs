//! Every kernel of the library as an expression, against the same function at run time.
#![allow(missing_docs)]

use conv_kernel::prelude::*;
use conv_kernel::taps::library::{self, Direction, Window, gaussians, smooth};
use conv_kernel::taps::{Angle, Tap, TapsError};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Declares kernels of one kind, and compares each with taps that are made at run time.
macro_rules! same {
    ($check:ident, $dynamic:ident, $kind:ident: $($name:ident = { $($taps:tt)* }, $library:expr;)*) => {
        conv_kernel! { $(#[derive(Debug)] struct $name: f64 { taps: $($taps)*, padding: full })* }

        fn $check() -> Result<()> {
            $(
                let taps: std::result::Result<Taps, TapsError> = $library;
                let known = $dynamic::builder(taps?).padding(Padding::Full).build()?;
                assert_eq!($kind(&$name)?, $kind(&known)?, stringify!($name));
            )*
            Ok(())
        }
    };
}

fn plane(kernel: &impl Filter<In = f64, Out = f64>) -> Result<(usize, Vec<f64>)> {
    let taps = kernel.apply(Plane::new(&[1.0], 1, 1)?)?;
    Ok((taps.width(), taps.into_vec()))
}

fn signal(kernel: &impl SignalFilter<In = f64, Out = f64>) -> Result<Vec<f64>> {
    Ok(kernel.apply(&[1.0])?)
}

fn tenths(count: i64) -> Tap {
    Tap::ratio(count, 10).unwrap_or(Tap::integer(0))
}

same! { planes, DynKernel, plane:
    SobelX = { sobel_x }, Ok(library::sobel_x());
    SobelY = { sobel_y }, Ok(library::sobel_y());
    PrewittX = { prewitt_x }, Ok(library::prewitt_x());
    PrewittY = { prewitt_y }, Ok(library::prewitt_y());
    ScharrX = { scharr_x }, Ok(library::scharr_x());
    ScharrY = { scharr_y }, Ok(library::scharr_y());
    RobertsX = { roberts_x }, Ok(library::roberts_x());
    RobertsY = { roberts_y }, Ok(library::roberts_y());
    Sharpen = { sharpen }, Ok(library::sharpen());
    Emboss = { emboss }, Ok(library::emboss());
    Kirsch = { kirsch(north) }, Ok(library::kirsch(Direction::North));
    Robinson = { robinson(north) }, Ok(library::robinson(Direction::North));
    Laplacian = { laplacian(4) }, library::laplacian(4);
    Box3 = { box([3, 3]) }, smooth::mean([3, 3]);
    Binomial = { binomial([3, 3]) }, smooth::binomial([3, 3]);
    Gaussian = { gaussian([5, 5], 1.0) }, smooth::gaussian([5, 5], 1);
    GaussianOf = { gaussian([1.0, 1.0]) }, smooth::gaussian_of([1, 1]);
    GaussianSlope = { gaussian([5, 7], [1.0, 1.5], order: [0, 1]) }, gaussians::derivative([5, 7], [1.0, 1.5], &[0, 1]);
    Log = { log([7, 7], 1.0) }, library::laplacian_of_gaussian([7, 7], 1);
    Dog = { dog([9, 9], 1.0, 1.6) }, library::difference_of_gaussians([9, 9], Tap::integer(1), tenths(16));
    Gabor = { gabor([21, 21], 4, pi/4, 10, 0.5, 0) }, library::gabor([21, 21], 4, &Angle::pi(1, 4), 10, 0.5, &Angle::radians(0));
    Motion = { motion(9, pi/4) }, library::motion(9, &Angle::degrees(45));
    Disk = { disk(2.5) }, library::disk(2.5);
    Impulse = { impulse([3, 3]) }, library::impulse([3, 3]);
    Outer = { outer([1, 2, 1], [-1, 0, 1]) }, Ok(library::sobel_x());
    Unsharp = { 2 * impulse([5, 5]) - gaussian([5, 5], 1.0) }, smooth::gaussian([5, 5], 1)?.scaled(-1).plus(&[[2]].into());
    Cascade = { box([2, 2]) * box([2, 2]) }, smooth::binomial([3, 3]);
    Turned = { sobel_x.flip().rotate90().transpose() / 8 }, library::sobel_x().flipped().rotated90().transposed().divided(8);
    Normalized = { sobel_x.normalize() }, library::sobel_x().divided(4);
    Repeated = { [[1; 3]; 2] }, Ok([[1; 3]; 2].into());
}

same! { signals, DynSignal, signal:
    SavitzkyGolay = { savitzky_golay(5, 2, 0) }, library::savitzky_golay(5, 2, 0);
    Lowpass = { lowpass(63, 0.25, hamming) }, library::lowpass(63, 0.25, &Window::Hamming, true);
    Highpass = { highpass(63, 0.25, hamming) }, library::highpass(63, 0.25, &Window::Hamming, true);
    Bandpass = { bandpass(63, [0.1, 0.4], hamming) }, library::bandpass(63, [tenths(1), tenths(4)], &Window::Hamming, true);
    Bandstop = { bandstop(63, [0.1, 0.4], hamming) }, library::bandstop(63, [tenths(1), tenths(4)], &Window::Hamming, true);
    Remez = { remez(63, [0, 0.2, 0.3, 1], [1, 0]) }, library::remez(63, [0, 2, 3, 10].map(tenths), [1, 0], [1, 1]);
    RemezWeighted = { remez(taps: 21, bands: [0, 0.2, 0.3, 1], gains: [1, 0], weights: [1, 10]) }, library::remez(21, [0, 2, 3, 10].map(tenths), [1, 0], [1, 10]);
    Kaiser = { lowpass(31, 0.5, kaiser(8.5), scale: false) }, library::lowpass(31, 0.5, &Window::Kaiser(8.5.into()), false);
    Blackman = { lowpass(31, 0.5, blackman) }, library::lowpass(31, 0.5, &Window::Blackman, true);
    Hann = { lowpass(31, 0.5, hann) }, library::lowpass(31, 0.5, &Window::Hann, true);
    Rectangular = { lowpass(31, 0.5, rectangular) }, library::lowpass(31, 0.5, &Window::Rectangular, true);
    Hilbert = { hilbert(31, hamming) }, library::hilbert(31, &Window::Hamming);
    Ramp = { ramp(31) }, library::ramp(31, &Window::Rectangular);
    Smooth = { gaussian(9, 1.5) }, smooth::gaussian(9, 1.5);
    Slope = { gaussian(9, 1.5, order: 1) }, gaussians::derivative(9, 1.5, &[1]);
    Mean = { box(5) }, smooth::mean(5);
    Single = { impulse(3) }, library::impulse(3);
    Fifths = { [1/5; 5] }, smooth::mean(5);
    Sum = { [1, 2] + -[1] }, Ok([0, 2].into());
}

/// An expression that a macro hands on stays one value.
macro_rules! twice {
    ($name:ident, $taps:expr) => {
        conv_kernel! { struct $name: f64 { taps: 2 * $taps } }
    };
}

twice!(TwiceSum, [1] + [2]);

conv_kernel! {
    /// In integers, as any other kernel.
    struct Edges: u8 -> i16 { taps: sobel_x, padding: same, border: replicate }

    /// The scale and the mode are those of the taps that the expression makes.
    struct Blurred: u8 { taps: 16 * binomial([3, 3]), scale: 1/16, mode: convolve }
}

fn main() -> Result<()> {
    planes()?;
    signals()?;
    assert_eq!(TwiceSum.apply(&[1.0])?, [6.0]);
    let pixels = [1, 2, 3, 5, 5, 5, 8, 8, 8];
    assert_eq!(Edges.apply(Plane::new(&pixels, 3, 3)?)?[(1, 1)], 2);
    assert_eq!(Blurred.apply(Plane::new(&pixels, 3, 3)?)?.data(), [5]);
    Ok(())
}
