//! Plots of frequency responses: gains of signals as curves, gains of planes as maps.
//!
//! Everything is drawn [`FINE`] times as large; [`small`] makes the picture that is shown.

use image::{Rgb, RgbImage, imageops};
use plotters::prelude::{BitMapBackend, DrawingBackend, FontStyle, RGBColor, TextStyle};
use plotters::style::{IntoFont, register_font};

pub(crate) const BLACK: Rgb<u8> = Rgb([30, 30, 30]);
const GREY: Rgb<u8> = Rgb([200, 200, 200]);

/// Pixels are drawn in twice the size and averaged.
const FINE: u32 = 2;

/// The name that the font has here.
const FONT: &str = "sans-serif";

/// Makes the letters known, once.
pub(crate) fn with_font() -> Result<(), String> {
    let font = epaint_default_fonts::UBUNTU_LIGHT;
    register_font(FONT, FontStyle::Normal, font).map_err(|_| "the font cannot be read".to_owned())
}

/// The picture as it is shown.
pub(crate) fn small(picture: &RgbImage) -> RgbImage {
    let (width, height) = (picture.width() / FINE, picture.height() / FINE);
    imageops::resize(picture, width, height, imageops::FilterType::Triangle)
}

/// A name, a colour, and the gain in decibels by frequency.
pub(crate) type Curve<'a> = (&'a str, Rgb<u8>, &'a dyn Fn(f64) -> f64);

/// The gains of filters from 10 dB down to -90 dB.
pub(crate) fn curves(curves: &[Curve<'_>]) -> RgbImage {
    const TOP: f64 = 10.0;
    const BOTTOM: f64 = -90.0;
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
    for (index, &(name, colour, gain)) in curves.iter().enumerate() {
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
    }
    picture
}

/// A name, and the gain by both frequencies.
pub(crate) type Map<'a> = (&'a str, &'a dyn Fn([f64; 2]) -> f64);

/// The gains of kernels of planes, up to three maps in a row, and the most of each.
pub(crate) fn maps(maps: &[Map<'_>]) -> (RgbImage, Vec<f64>) {
    const SIDE: u32 = 200 * FINE;
    const BETWEEN: u32 = 36 * FINE;
    let columns = (maps.len() as u32).clamp(1, 3);
    let rows = (maps.len() as u32).div_ceil(columns).max(1);
    let (width, height) = (
        columns * (SIDE + BETWEEN) + BETWEEN,
        rows * (SIDE + BETWEEN) + BETWEEN / 2,
    );
    let mut picture = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    let mut largest = Vec::new();
    for (index, &(name, gain)) in maps.iter().enumerate() {
        let [column, row] = [index as u32 % columns, index as u32 / columns];
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
        largest.push(most);
    }
    (picture, largest)
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
