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

use conv_kernel::prelude::*;
use image::{Rgb, RgbImage, imageops};
use plotters::prelude::{BitMapBackend, DrawingBackend, FontStyle, RGBColor, TextStyle};
use plotters::style::{IntoFont, register_font};
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

const BLACK: Rgb<u8> = Rgb([30, 30, 30]);
const GREY: Rgb<u8> = Rgb([200, 200, 200]);

/// Pixels are drawn in twice the size and averaged.
const FINE: u32 = 2;

/// The name that the font has here.
const FONT: &str = "sans-serif";

fn main() -> Result<(), std::boxed::Box<dyn std::error::Error>> {
    let font = epaint_default_fonts::UBUNTU_LIGHT;
    register_font(FONT, FontStyle::Normal, font).map_err(|_| "the font cannot be read")?;
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(PathBuf::new, PathBuf::from);
    save(&signals(), &directory, "response-signals.png")?;
    save(&planes(), &directory, "response-planes.png")?;
    Ok(())
}

fn save(picture: &RgbImage, directory: &Path, name: &str) -> image::ImageResult<()> {
    let (width, height) = (picture.width() / FINE, picture.height() / FINE);
    let path = directory.join(name);
    imageops::resize(picture, width, height, imageops::FilterType::Triangle).save(&path)?;
    println!("wrote {}", path.display());
    Ok(())
}

/// A gain by frequency.
type Curve = (&'static str, Rgb<u8>, fn(f64) -> f64);

/// The gains of filters from 10 dB down to -90 dB.
fn signals() -> RgbImage {
    const TOP: f64 = 10.0;
    const BOTTOM: f64 = -90.0;
    let curves: [Curve; 5] = [
        ("low-pass, 63 taps, Hamming", Rgb([20, 100, 200]), |f| {
            LowPass.response(f).decibels()
        }),
        ("band-pass, 63 taps, Blackman", Rgb([225, 110, 0]), |f| {
            BandPass.response(f).decibels()
        }),
        ("binomial, 5 taps", Rgb([40, 140, 70]), |f| {
            Binomial.response(f).decibels()
        }),
        ("mean of 5", Rgb([150, 60, 160]), |f| {
            Mean.response(f).decibels()
        }),
        ("difference of neighbours", Rgb([120, 120, 120]), |f| {
            Difference.response(f).decibels()
        }),
    ];
    let (left, top, width, height) = (52 * FINE, 14 * FINE, 760 * FINE, 420 * FINE);
    let mut picture = RgbImage::from_pixel(
        left + width + 20 * FINE,
        top + height + 40 * FINE,
        Rgb([255; 3]),
    );
    let across = |frequency: f64| f64::from(left) + 2.0 * frequency * f64::from(width);
    let down = |decibels: f64| {
        let part = (TOP - decibels.max(2.0 * BOTTOM)) / (TOP - BOTTOM);
        f64::from(top) + part * f64::from(height)
    };
    for step in 0..=10 {
        let (frequency, decibels) = (f64::from(step) / 20.0, TOP - 10.0 * f64::from(step));
        let (x, y) = (across(frequency), down(decibels));
        let frame = (left, top, width, height);
        line(
            &mut picture,
            frame,
            GREY,
            [(x, down(TOP)), (x, down(BOTTOM))],
        );
        line(
            &mut picture,
            frame,
            GREY,
            [(across(0.0), y), (across(0.5), y)],
        );
        text(
            &mut picture,
            BLACK,
            [8 * FINE, y as u32 - 9 * FINE],
            &format!("{decibels:4}"),
        );
        let under = [x as u32 - 12 * FINE, top + height + 4 * FINE];
        text(&mut picture, BLACK, under, &format!("{frequency:.2}"));
    }
    let under = [left + width / 2 - 60 * FINE, top + height + 20 * FINE];
    text(&mut picture, BLACK, under, "cycles per sample");
    text(&mut picture, BLACK, [left + 4 * FINE, top], "dB");
    for (index, (name, colour, gain)) in curves.into_iter().enumerate() {
        let mut before = None;
        for pixel in 0..=width {
            let frequency = 0.5 * f64::from(pixel) / f64::from(width);
            let point = (across(frequency), down(gain(frequency)));
            let last = before.replace(point).unwrap_or(point);
            line(
                &mut picture,
                (left, top, width, height),
                colour,
                [last, point],
            );
        }
        let corner = [left + 24 * FINE, top + (150 + 19 * index as u32) * FINE];
        text(&mut picture, colour, corner, name);
        println!(
            "{name}: {:.1} dB at 0, {:.1} dB at 1/8",
            gain(0.0),
            gain(0.125)
        );
    }
    picture
}

/// A gain by both frequencies.
type Map = (&'static str, fn([f64; 2]) -> f64);

/// The gains of kernels of planes, three maps in a row.
fn planes() -> RgbImage {
    const SIDE: u32 = 200 * FINE;
    const BETWEEN: u32 = 36 * FINE;
    let maps: [Map; 6] = [
        ("Gaussian, sigma 1", |f| Blur.response(f).magnitude()),
        ("mean of 5 x 5", |f| Box.response(f).magnitude()),
        ("motion of 9, 30 degrees", |f| {
            Motion.response(f).magnitude()
        }),
        ("Sobel, horizontal", |f| SobelX.response(f).magnitude()),
        ("Laplacian", |f| Laplacian.response(f).magnitude()),
        ("Gabor, 45 degrees", |f| Gabor.response(f).magnitude()),
    ];
    let (width, height) = (
        3 * (SIDE + BETWEEN) + BETWEEN,
        2 * (SIDE + BETWEEN) + BETWEEN / 2,
    );
    let mut picture = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    for (index, (name, gain)) in maps.into_iter().enumerate() {
        let [column, row] = [index as u32 % 3, index as u32 / 3];
        let (left, top) = (
            BETWEEN + column * (SIDE + BETWEEN),
            BETWEEN + row * (SIDE + BETWEEN),
        );
        let frequency = |pixel: u32| (f64::from(pixel) + 0.5) / f64::from(SIDE) - 0.5;
        let gains: Vec<f64> = (0..SIDE * SIDE)
            .map(|at| gain([at / SIDE, at % SIDE].map(frequency)))
            .collect();
        let most = gains.iter().copied().fold(0.0, f64::max);
        for (at, gain) in (0..).zip(&gains) {
            let decibels = 20.0 * (gain / most).log10();
            let colour = heat(1.0 + decibels.max(-40.0) / 40.0);
            picture.put_pixel(left + at % SIDE, top + at / SIDE, colour);
        }
        text(&mut picture, BLACK, [left, top - 22 * FINE], name);
        println!("{name}: {most:.2} times at most");
    }
    picture
}

/// From black through red and yellow to white.
fn heat(part: f64) -> Rgb<u8> {
    Rgb([0.0, 1.0, 2.0].map(|from| (255.0 * (3.0 * part - from).clamp(0.0, 1.0)) as u8))
}

/// A line as far as it is within a frame: left, top, width and height.
fn line(
    picture: &mut RgbImage,
    (left, top, width, height): (u32, u32, u32, u32),
    colour: Rgb<u8>,
    [from, to]: [(f64, f64); 2],
) {
    let radius = 0.8 * f64::from(FINE);
    let (across, down) = (to.0 - from.0, to.1 - from.1);
    let steps = across.hypot(down).ceil().max(1.0);
    for step in 0..=steps as u32 {
        let part = f64::from(step) / steps;
        let (x, y) = (from.0 + part * across, from.1 + part * down);
        let range = |middle: f64, start: u32, length: u32| {
            ((middle - radius).max(f64::from(start)) as u32)
                ..((middle + radius + 1.0).max(0.0) as u32).min(start + length + 1)
        };
        for row in range(y, top, height) {
            for column in range(x, left, width) {
                if (f64::from(column) - x).hypot(f64::from(row) - y) <= radius {
                    picture.put_pixel(column, row, colour);
                }
            }
        }
    }
}

/// A line of text whose upper left corner is at a pixel.
fn text(picture: &mut RgbImage, colour: Rgb<u8>, at: [u32; 2], text: &str) {
    let size = picture.dimensions();
    let [red, green, blue] = colour.0;
    let font = (FONT, f64::from(15 * FINE)).into_font();
    let colour = RGBColor(red, green, blue);
    let style = TextStyle::from(font).color(&colour);
    let [x, y] = at.map(|at| at as i32);
    // A picture without its letters is still a picture.
    let _ = BitMapBackend::with_buffer(picture, size).draw_text(text, &style, (x, y));
}
