//! Spy plots: a square for each entry, coloured by its value.
//!
//! Entries of 0 are white; others go from pale to dark, blue below 0 and red above (the ends of
//! ColorBrewer's RdBu). Thin lines are the grid, thick ones the borders of blocks.
//!
//! The letters are those of Ubuntu Light, which the crate `epaint_default_fonts` carries under a
//! free licence: a picture looks the same on every machine, with fonts installed or without.

use conv_kernel::matrix::Dense;
use image::RgbImage;
use image::imageops::{self, FilterType};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;

const FONT: &str = "Ubuntu Light";
/// Everything is drawn twice as large and made smaller, which smooths letters and lines.
const FINE: i32 = 2;
const WIDTH: i32 = 800 * FINE;
const MARGIN: i32 = 24 * FINE;
/// Between two matrices.
const GAP: i32 = 36 * FINE;
/// Height of a line of text.
const LINE: i32 = 22 * FINE;
/// Heights of letters: the title, names of matrices, facts.
const SIZES: [i32; 3] = [18 * FINE, 17 * FINE, 16 * FINE];
/// The largest square of an entry, and the smallest that has its value written into it.
const LARGEST: i32 = 64 * FINE;
const WRITTEN: i32 = 16 * FINE;

const INK: RGBColor = RGBColor(30, 30, 30);
const GRID: RGBColor = RGBColor(215, 215, 215);
const BELOW: RGBColor = RGBColor(33, 102, 172);
const ABOVE: RGBColor = RGBColor(178, 24, 43);

type Failure = Box<dyn Error>;
type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// Makes the letters known, once.
pub(crate) fn with_font() -> Result<(), Failure> {
    let font = epaint_default_fonts::UBUNTU_LIGHT;
    register_font(FONT, FontStyle::Normal, font).map_err(|_| "the font cannot be read".into())
}

/// A matrix to draw.
pub(crate) struct View {
    pub(crate) name: String,
    pub(crate) entries: Dense,
    /// Rows and columns of a block.
    pub(crate) blocks: [usize; 2],
    pub(crate) facts: Vec<String>,
}

/// Matrices side by side.
pub(crate) struct Picture {
    pub(crate) title: String,
    pub(crate) views: Vec<View>,
}

impl View {
    pub(crate) const fn rows(&self) -> usize {
        self.entries.rows()
    }

    pub(crate) const fn columns(&self) -> usize {
        self.entries.columns()
    }

    fn draw(
        &self,
        area: &Area<'_>,
        at: (i32, i32),
        side: i32,
        largest: f64,
    ) -> Result<(), Failure> {
        let corner = |i: usize, j: usize| (at.0 + j as i32 * side, at.1 + i as i32 * side);
        let (rows, columns) = (self.rows(), self.columns());
        for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
            let value = self.entries.get(i, j).unwrap_or_default();
            square(area, corner(i, j), side, value, largest)?;
        }
        let line = |from, to, colour: RGBColor, width| {
            area.draw(&PathElement::new(
                vec![from, to],
                colour.stroke_width(width),
            ))
        };
        // The borders of blocks last, so that they are above the grid.
        for on_border in [false, true] {
            let (colour, width) = if on_border { (INK, 4) } else { (GRID, 2) };
            for i in (0..=rows).filter(|i| (i % self.blocks[0] == 0) == on_border) {
                line(corner(i, 0), corner(i, columns), colour, width)?;
            }
            for j in (0..=columns).filter(|j| (j % self.blocks[1] == 0) == on_border) {
                line(corner(0, j), corner(rows, j), colour, width)?;
            }
        }
        Ok(())
    }
}

impl Picture {
    /// The drawing, 800 pixels wide.
    pub(crate) fn draw(&self) -> Result<RgbImage, Failure> {
        let count = self.views.len() as i32;
        let columns: usize = self.views.iter().map(View::columns).sum();
        let rows = self.views.iter().map(View::rows).max().unwrap_or(1) as i32;
        let free = WIDTH - 2 * MARGIN - (count - 1) * GAP;
        let side = (free / columns.max(1) as i32).clamp(1, LARGEST);
        let lines = self.views.iter().map(|view| view.facts.len()).max();
        let facts = (lines.unwrap_or(0) as i32 + 1) * LINE;
        let top = MARGIN + 2 * LINE + 3 * LINE / 4;
        let legend = top + rows * side + facts + LINE / 2;
        let height = (legend + LINE + MARGIN) / FINE * FINE;
        let size = (WIDTH as u32, height as u32);

        let mut pixels = vec![255; (WIDTH * height * 3) as usize];
        {
            let area = BitMapBackend::with_buffer(&mut pixels, size).into_drawing_area();
            text(&area, &self.title, (MARGIN, MARGIN), SIZES[0])?;
            let largest = self.largest();
            let mut left = MARGIN;
            for view in &self.views {
                text(&area, &view.name, (left, MARGIN + 3 * LINE / 2), SIZES[1])?;
                view.draw(&area, (left, top), side, largest)?;
                let mut below = top + view.rows() as i32 * side + LINE / 2;
                let mut facts = left;
                for fact in &view.facts {
                    let (width, _) = area.estimate_text_size(fact, &letters(SIZES[2]))?;
                    facts = facts.min(WIDTH - MARGIN - width as i32);
                }
                for fact in &view.facts {
                    text(&area, fact, (facts, below), SIZES[2])?;
                    below += LINE;
                }
                left += view.columns() as i32 * side + GAP;
            }
            self.legend(&area, (MARGIN, legend), largest)?;
            area.present()?;
        }
        let fine = RgbImage::from_raw(size.0, size.1, pixels).ok_or("the picture is incomplete")?;
        let [width, height] = [size.0, size.1].map(|pixels| pixels / FINE as u32);
        Ok(imageops::resize(&fine, width, height, FilterType::Triangle))
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let views = self.views.iter();
        views.flat_map(|view| view.entries.entries().iter().copied())
    }

    fn largest(&self) -> f64 {
        self.values()
            .fold(0.0, |largest, value| value.abs().max(largest))
    }

    /// Every value with its colour.
    fn legend(&self, area: &Area<'_>, at: (i32, i32), largest: f64) -> Result<(), Failure> {
        let mut values: Vec<f64> = self.values().collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let (mut left, side) = (at.0, SIZES[2]);
        for value in values {
            let edge = [(left, at.1), (left + side, at.1 + side)];
            area.draw(&Rectangle::new(edge, colour(value, largest).filled()))?;
            area.draw(&Rectangle::new(edge, GRID))?;
            let beside = (left + 4 * side / 3, at.1 + 3 * FINE);
            text(area, &value.to_string(), beside, SIZES[2])?;
            left += 3 * side;
        }
        Ok(())
    }
}

/// The square of a value, with the value in it if there is room.
fn square(
    area: &Area<'_>,
    (x, y): (i32, i32),
    side: i32,
    value: f64,
    largest: f64,
) -> Result<(), Failure> {
    let corners = [(x, y), (x + side, y + side)];
    area.draw(&Rectangle::new(corners, colour(value, largest).filled()))?;
    if side < WRITTEN || value == 0.0 {
        return Ok(());
    }
    // Dark squares take white letters.
    let letters = if value.abs() > 0.6 * largest {
        WHITE
    } else {
        INK
    };
    let size = (side / 2 + 2 * FINE).min(20 * FINE);
    let style = (FONT, size).into_font().color(&letters);
    let style = style.pos(Pos::new(HPos::Center, VPos::Center));
    area.draw_text(&value.to_string(), &style, (x + side / 2, y + side / 2))?;
    Ok(())
}

/// White for 0; otherwise the paler, the smaller.
fn colour(value: f64, largest: f64) -> RGBColor {
    if value == 0.0 {
        return WHITE;
    }
    let end = if value < 0.0 { BELOW } else { ABOVE };
    // The palest differs from white.
    let part = 0.15 + 0.85 * value.abs() / largest;
    let mixed = |end: u8| (255.0 + part * (f64::from(end) - 255.0)).round() as u8;
    RGBColor(mixed(end.0), mixed(end.1), mixed(end.2))
}

fn letters(size: i32) -> TextStyle<'static> {
    (FONT, size).into_font().color(&INK)
}

fn text(area: &Area<'_>, words: &str, at: (i32, i32), size: i32) -> Result<(), Failure> {
    Ok(area.draw_text(words, &letters(size), at)?)
}
