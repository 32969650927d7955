//! What kernels do to waves, drawn in decibels: filters of signals as curves, kernels of planes as
//! maps.
//!
//! ```text
//! cargo run --release --example response [-- DIRECTORY]
//! ```
//!
//! It writes `response-signals.png` and `response-planes.png` into the directory, or into the
//! current one.
//!
//! Signals: the gain of each filter at frequencies from 0 to half a cycle per sample. Planes: the
//! gain at every pair of frequencies, from minus half a cycle per pixel to half a cycle, vertical
//! downwards and horizontal to the right as in a picture, with a constant in the middle; white is
//! the largest gain of the kernel, black 40 dB less.

mod plot;

use conv_kernel::prelude::*;
use image::{Rgb, RgbImage};
use std::path::{Path, PathBuf};

conv_kernel! {
    struct LowPass: f32 { taps: lowpass(63, 0.25), padding: same, require: [unit_gain, symmetric] }
    struct BandPass: f32 { taps: bandpass(63, [0.4, 0.6], blackman), padding: same }
    struct Binomial: f32 { taps: binomial(5), padding: same, require: unit_gain }
    struct Mean: u8 { taps: box(5), padding: same, require: unit_gain }
    struct Difference: i16 -> i32 { taps: [-1, 0, 1], padding: same, require: zero_gain }

    struct Blur: u8 { taps: gaussian([7, 7], 1.0), padding: same, quantize: 16 }
    struct SobelX: u8 -> i16 { taps: sobel_x, padding: same }
    struct Laplacian: u8 -> i16 { taps: laplacian(8), padding: same }
    struct Gabor: f32 { taps: gabor([15, 15], 3, pi/4, 5, 1, 0), padding: same }
    struct Box: u8 { taps: box([5, 5]), padding: same }
    struct Motion: u8 { taps: motion(9, degrees(30)), padding: same, quantize: [12, lossy] }
}

fn main() -> Result<(), std::boxed::Box<dyn std::error::Error>> {
    plot::with_font()?;
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(PathBuf::new, PathBuf::from);
    save(&signals(), &directory, "response-signals.png")?;
    save(&planes(), &directory, "response-planes.png")?;
    Ok(())
}

fn save(picture: &RgbImage, directory: &Path, name: &str) -> image::ImageResult<()> {
    let path = directory.join(name);
    plot::small(picture).save(&path)?;
    println!("wrote {}", path.display());
    Ok(())
}

fn signals() -> RgbImage {
    let curves: [plot::Curve<'_>; 5] = [
        ("low-pass, 63 taps, Hamming", Rgb([20, 100, 200]), &|f| {
            LowPass.response(f).decibels()
        }),
        ("band-pass, 63 taps, Blackman", Rgb([225, 110, 0]), &|f| {
            BandPass.response(f).decibels()
        }),
        ("binomial, 5 taps", Rgb([40, 140, 70]), &|f| {
            Binomial.response(f).decibels()
        }),
        ("mean of 5", Rgb([150, 60, 160]), &|f| {
            Mean.response(f).decibels()
        }),
        ("difference of neighbours", Rgb([120, 120, 120]), &|f| {
            Difference.response(f).decibels()
        }),
    ];
    for (name, _, gain) in curves {
        println!(
            "{name}: {:.1} dB at 0, {:.1} dB at 1/8",
            gain(0.0),
            gain(0.125)
        );
    }
    plot::curves(&curves)
}

fn planes() -> RgbImage {
    let maps: [plot::Map<'_>; 6] = [
        ("Gaussian, sigma 1", &|f| Blur.response(f).magnitude()),
        ("mean of 5 x 5", &|f| Box.response(f).magnitude()),
        ("motion of 9, 30 degrees", &|f| {
            Motion.response(f).magnitude()
        }),
        ("Sobel, horizontal", &|f| SobelX.response(f).magnitude()),
        ("Laplacian", &|f| Laplacian.response(f).magnitude()),
        ("Gabor, 45 degrees", &|f| Gabor.response(f).magnitude()),
    ];
    let (picture, largest) = plot::maps(&maps);
    for ((name, _), most) in maps.iter().zip(largest) {
        println!("{name}: {most:.2} times at most");
    }
    picture
}
