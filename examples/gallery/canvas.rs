//! A white picture, 800 pixels wide: rectangles, pictures and letters.
//!
//! Everything is drawn [`FINE`] times as large and made smaller, which smooths letters and lines.
//! The letters are those of Ubuntu Light, which the crate `epaint_default_fonts` carries under a
//! free licence.

use super::Failure;
use image::imageops::{self, FilterType};
use image::{GrayImage, Rgb, RgbImage};
use plotters::prelude::{BitMapBackend, DrawingBackend, FontStyle, RGBColor, TextStyle};
use plotters::style::{IntoFont, register_font};

pub(crate) const WIDTH: u32 = 800;
pub(crate) const INK: Rgb<u8> = Rgb([30, 30, 30]);
pub(crate) const GRID: Rgb<u8> = Rgb([205, 205, 205]);
pub(crate) const WHITE: Rgb<u8> = Rgb([255; 3]);

/// Pixels that are drawn for one of the picture, on each axis.
const FINE: u32 = 2;
const FONT: &str = "Ubuntu Light";

/// Makes the letters known, once.
pub(crate) fn with_font() -> Result<(), Failure> {
    let font = epaint_default_fonts::UBUNTU_LIGHT;
    register_font(FONT, FontStyle::Normal, font).map_err(|_| "the font cannot be read".to_owned())
}

/// The width of a line of text, in pixels of the picture.
pub(crate) fn width(words: &str, size: u32) -> f64 {
    let mut none = [0; 3];
    let style = TextStyle::from((FONT, f64::from(size * FINE)).into_font());
    let measured = BitMapBackend::with_buffer(&mut none, (1, 1)).estimate_text_size(words, &style);
    measured.map_or(0.0, |(width, _)| f64::from(width) / f64::from(FINE))
}

pub(crate) struct Canvas(RgbImage);

impl Canvas {
    pub(crate) fn new(height: u32) -> Self {
        Self(RgbImage::from_pixel(WIDTH * FINE, height * FINE, WHITE))
    }

    /// Fills a rectangle, from a corner to the opposite one, as far as it is on the canvas.
    pub(crate) fn fill(&mut self, from: [f64; 2], to: [f64; 2], colour: Rgb<u8>) {
        let fine = |at: f64| (at * f64::from(FINE)).round().max(0.0) as u32;
        for y in fine(from[1])..fine(to[1]).min(self.0.height()) {
            for x in fine(from[0])..fine(to[0]).min(self.0.width()) {
                self.0.put_pixel(x, y, colour);
            }
        }
    }

    /// A frame of one pixel inside the edges of a rectangle.
    pub(crate) fn frame(&mut self, from: [f64; 2], to: [f64; 2], colour: Rgb<u8>) {
        let ([left, top], [right, bottom]) = (from, to);
        self.fill(from, [right, top + 1.0], colour);
        self.fill([left, bottom - 1.0], to, colour);
        self.fill(from, [left + 1.0, bottom], colour);
        self.fill([right - 1.0, top], to, colour);
    }

    /// A picture, pixel by pixel, with its upper left corner at a place.
    pub(crate) fn picture(&mut self, [left, top]: [u32; 2], picture: &GrayImage) {
        for (x, y, pixel) in picture.enumerate_pixels() {
            let [x, y] = [f64::from(left + x), f64::from(top + y)];
            self.fill([x, y], [x + 1.0, y + 1.0], Rgb([pixel.0[0]; 3]));
        }
    }

    /// A line of text whose upper left corner is at a place.
    pub(crate) fn text(&mut self, at: [f64; 2], words: &str, size: u32, colour: Rgb<u8>) {
        let dimensions = self.0.dimensions();
        let [red, green, blue] = colour.0;
        let font = (FONT, f64::from(size * FINE)).into_font();
        let colour = RGBColor(red, green, blue);
        let style = TextStyle::from(font).color(&colour);
        let [x, y] = at.map(|at| (at * f64::from(FINE)).round() as i32);
        // A picture without its letters is still a picture.
        let _ =
            BitMapBackend::with_buffer(&mut self.0, dimensions).draw_text(words, &style, (x, y));
    }

    /// The picture in every eighth shade, which halves its file.
    pub(crate) fn finish(self) -> RgbImage {
        let [width, height] = [self.0.width(), self.0.height()].map(|size| size / FINE);
        let mut small = imageops::resize(&self.0, width, height, FilterType::Triangle);
        for shade in small.iter_mut() {
            *shade = if *shade > 251 { 255 } else { (*shade + 4) & !7 };
        }
        small
    }
}
