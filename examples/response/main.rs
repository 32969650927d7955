//! What kernels do to waves, drawn in decibels: filters of signals as curves, kernels of planes as
//! maps.
//!
//! ```text
//! cargo run --release --example response [-- [--dark] [DIRECTORY]]
//! ```
//!
//! It writes `response-signals.png` and `response-planes.png` into the directory, or into the
//! current one; on dark paper with `--dark`.
//!
//! Signals: the gain of each filter at frequencies from 0 to half a cycle per sample. Planes: the
//! gain at every pair of frequencies, from minus half a cycle per pixel to half a cycle, vertical
//! downwards and horizontal to the right as in a picture, with a constant in the middle; white is
//! the largest gain of the kernel, black 40 dB less.

mod plot;
#[path = "../plots/mod.rs"]
mod plots;

use conv_kernel::prelude::*;
use image::RgbImage;
use plots::letters;
use plots::theme::Theme;
use std::path::Path;

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
    let (theme, directory) = plots::asked()?;
    letters::with_font()?;
    save(&signals(theme), &directory, "response-signals.png")?;
    save(&planes(theme), &directory, "response-planes.png")?;
    Ok(())
}

fn save(picture: &RgbImage, directory: &Path, name: &str) -> image::ImageResult<()> {
    let path = directory.join(name);
    picture.save(&path)?;
    println!("wrote {}", path.display());
    Ok(())
}

fn signals(theme: Theme) -> RgbImage {
    let curves: [plot::Curve<'_>; 5] = [
        ("low-pass, 63 taps, Hamming", &|f| {
            LowPass.response(f).decibels()
        }),
        ("band-pass, 63 taps, Blackman", &|f| {
            BandPass.response(f).decibels()
        }),
        ("binomial, 5 taps", &|f| Binomial.response(f).decibels()),
        ("mean of 5", &|f| Mean.response(f).decibels()),
        ("difference of neighbours", &|f| {
            Difference.response(f).decibels()
        }),
    ];
    for (name, gain) in curves {
        println!(
            "{name}: {:.1} dB at 0, {:.1} dB at 1/8",
            gain(0.0),
            gain(0.125)
        );
    }
    plot::curves(theme, &curves)
}

fn planes(theme: Theme) -> RgbImage {
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
    let (picture, largest) = plot::maps(theme, &maps);
    for ((name, _), most) in maps.iter().zip(largest) {
        println!("{name}: {most:.2} times at most");
    }
    picture
}
