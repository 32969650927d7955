//! Paper of a theme to draw on: rectangles, lines, pixels and words.
//!
//! Everything is drawn [`FINE`] times as large and made smaller, which smooths letters and lines.
//! Places are in pixels of the picture that is shown, from its upper left corner.

use super::letters::{self, BOX, CAPITALS};
use super::theme::Theme;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use plotters::prelude::{BitMapBackend, DrawingBackend, RGBColor, TextStyle};

/// How wide drawings are.
pub(crate) const WIDTH: u32 = 800;

/// Pixels that are drawn for one that is shown, on each axis.
pub(crate) const FINE: u32 = 2;

/// Across, then down.
pub(crate) type Place = [f64; 2];

/// What of a line of words is at their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Middle,
    Right,
}

pub(crate) struct Canvas {
    fine: RgbImage,
    pub(crate) theme: Theme,
}

impl Canvas {
    /// Paper that is [`WIDTH`] pixels wide.
    pub(crate) fn new(theme: Theme, height: u32) -> Self {
        Self {
            fine: RgbImage::from_pixel(WIDTH * FINE, height * FINE, theme.paper),
            theme,
        }
    }

    /// Fills a rectangle, from a corner to the opposite one, as far as it is on the paper.
    pub(crate) fn fill(&mut self, from: Place, to: Place, colour: Rgb<u8>) {
        let fine = |at: f64| (at * f64::from(FINE)).round().max(0.0) as u32;
        for y in fine(from[1])..fine(to[1]).min(self.fine.height()) {
            for x in fine(from[0])..fine(to[0]).min(self.fine.width()) {
                self.fine.put_pixel(x, y, colour);
            }
        }
    }

    /// A frame of one pixel inside the edges of a rectangle.
    pub(crate) fn frame(&mut self, from: Place, to: Place, colour: Rgb<u8>) {
        let ([left, top], [right, bottom]) = (from, to);
        self.fill(from, [right, top + 1.0], colour);
        self.fill([left, bottom - 1.0], to, colour);
        self.fill(from, [left + 1.0, bottom], colour);
        self.fill([right - 1.0, top], to, colour);
    }

    /// A picture, pixel by pixel, with its upper left corner at a place.
    pub(crate) fn picture(&mut self, [left, top]: Place, picture: &RgbImage) {
        for (x, y, pixel) in picture.enumerate_pixels() {
            let [x, y] = [left + f64::from(x), top + f64::from(y)];
            self.fill([x, y], [x + 1.0, y + 1.0], *pixel);
        }
    }

    /// A disc, as far as it is within a rectangle.
    pub(crate) fn disc(
        &mut self,
        [from, to]: [Place; 2],
        colour: Rgb<u8>,
        middle: Place,
        radius: f64,
    ) {
        let fine = f64::from(FINE);
        let [x, y] = middle.map(|at| at * fine);
        let radius = radius * fine;
        let range = |middle: f64, axis: usize, size: u32| {
            let [first, last] = [from, to].map(|corner| corner[axis] * fine);
            let first = (middle - radius).max(first).max(0.0).floor() as u32;
            let last = (middle + radius + 1.0).min(last + 1.0).max(0.0) as u32;
            first..last.min(size)
        };
        for row in range(y, 1, self.fine.height()) {
            for column in range(x, 0, self.fine.width()) {
                if (f64::from(column) - x).hypot(f64::from(row) - y) <= radius {
                    self.fine.put_pixel(column, row, colour);
                }
            }
        }
    }

    /// A line through points, as far as it is within a rectangle.
    pub(crate) fn line(
        &mut self,
        within: [Place; 2],
        colour: Rgb<u8>,
        thick: f64,
        points: impl IntoIterator<Item = Place>,
    ) {
        let mut before: Option<Place> = None;
        for to in points {
            let from = before.replace(to).unwrap_or(to);
            let (across, down) = (to[0] - from[0], to[1] - from[1]);
            let steps = (f64::from(FINE) * across.hypot(down)).ceil().max(1.0);
            for step in 0..=steps as u32 {
                let part = f64::from(step) / steps;
                let at = [from[0] + part * across, from[1] + part * down];
                self.disc(within, colour, at, thick / 2.0);
            }
        }
    }

    /// A line of words, whose capitals have their middle at the height of a place.
    pub(crate) fn text(
        &mut self,
        [x, y]: Place,
        align: Align,
        words: &str,
        size: u32,
        colour: Rgb<u8>,
    ) {
        let part = match align {
            Align::Left => 0.0,
            Align::Middle => 0.5,
            Align::Right => 1.0,
        };
        let left = x - part * letters::width(words, size);
        // plotters has the baseline in the middle of the font's box.
        let top = y + (CAPITALS - BOX) / 2.0 * f64::from(size);
        let place = [left, top].map(|at| (at * f64::from(FINE)).round() as i32);
        let colour = rgb(colour);
        let style = TextStyle::from(letters::font(f64::from(size * FINE))).color(&colour);
        let dimensions = self.fine.dimensions();
        // A picture without its letters is still a picture.
        let _ = BitMapBackend::with_buffer(&mut self.fine, dimensions).draw_text(
            words,
            &style,
            place.into(),
        );
    }

    /// The picture as it is shown.
    pub(crate) fn finish(&self) -> RgbImage {
        smaller(&self.fine)
    }
}

/// What was drawn [`FINE`] times as large, as it is shown.
pub(crate) fn smaller(fine: &RgbImage) -> RgbImage {
    let [width, height] = [fine.width(), fine.height()].map(|size| size / FINE);
    imageops::resize(fine, width, height, FilterType::Triangle)
}

/// A colour, as plotters takes it.
pub(crate) fn rgb(colour: Rgb<u8>) -> RGBColor {
    let [red, green, blue] = colour.0;
    RGBColor(red, green, blue)
}
