//! Kernels in rows, with titles, below the headings of their sections.

use super::Failure;
use super::card::{self, SIDE};
use super::kernels::Section;
use crate::plots::canvas::{Align, Canvas, WIDTH};
use crate::plots::letters::{self, HEADING, TEXT};
use crate::plots::theme::Theme;
use image::{GrayImage, RgbImage};

const MARGIN: u32 = 16;
/// Between two kernels of a row, and between two rows.
const GAP: u32 = 16;
/// Heights of a heading and of a line of a title.
const LINES: [u32; 2] = [28, 18];
/// The most lines of a title.
const LONGEST: usize = 4;

/// The sections below each other.
pub(crate) fn draw(
    theme: Theme,
    sections: &[&Section],
    picture: &GrayImage,
) -> Result<RgbImage, Failure> {
    let heights = sections.iter().map(|section| height(section));
    let bottom = MARGIN + heights.sum::<u32>();
    let mut canvas = Canvas::new(theme, bottom);
    // A page may be darker than the paper, or lighter.
    let edge = [WIDTH, bottom].map(f64::from);
    canvas.frame([0.0, 0.0], edge, theme.grid);
    let mut top = MARGIN;
    let mut explained = None;
    for section in sections {
        let [left, right, middle] = [MARGIN, WIDTH - MARGIN, top + 8].map(f64::from);
        let place = [left, middle];
        canvas.text(place, Align::Left, section.heading, HEADING, theme.ink);
        let words = caption(section);
        if explained != Some(words) {
            canvas.text([right, middle], Align::Right, words, TEXT, theme.ink);
            explained = Some(words);
        }
        top += LINES[0];
        for row in rows(section) {
            for (column, (lines, kernel)) in row.titles.iter().zip(row.kernels).enumerate() {
                let left = MARGIN + column as u32 * (width(section) + GAP);
                // Above the taps, whatever the lines of its neighbours.
                let first = top + (row.lines() - lines.len() as u32) * LINES[1];
                for (line, words) in (0..).zip(lines) {
                    let place = [left, first + line * LINES[1] + 7].map(f64::from);
                    canvas.text(place, Align::Left, words, TEXT, theme.ink);
                }
                let below = top + row.lines() * LINES[1];
                card::draw(&mut canvas, [left, below], &kernel.taps, picture)?;
            }
            top += row.height();
        }
    }
    Ok(in_few_shades(canvas.finish()))
}

/// A picture in every eighth shade, which halves its file.
fn in_few_shades(mut picture: RgbImage) -> RgbImage {
    for shade in picture.iter_mut() {
        *shade = if *shade > 251 { 255 } else { (*shade + 4) & !7 };
    }
    picture
}

/// Kernels in a row, and the lines of their titles.
struct Row<'a> {
    kernels: &'a [super::kernels::Kernel],
    titles: Vec<Vec<String>>,
}

impl Row<'_> {
    fn lines(&self) -> u32 {
        self.titles.iter().map(Vec::len).max().unwrap_or(0) as u32
    }

    fn height(&self) -> u32 {
        self.lines() * LINES[1] + SIDE + GAP
    }
}

/// Kernels in a row of a section.
fn columns(section: &Section) -> u32 {
    if section.axes() == 1 { 2 } else { 4 }
}

/// The room that a kernel of a section has.
fn width(section: &Section) -> u32 {
    let columns = columns(section);
    (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns
}

fn rows(section: &Section) -> impl Iterator<Item = Row<'_>> {
    let kernels = section.kernels.chunks(columns(section) as usize);
    kernels.map(|kernels| Row {
        kernels,
        titles: kernels
            .iter()
            .map(|kernel| letters::balanced(kernel.title, TEXT, f64::from(width(section)), LONGEST))
            .collect(),
    })
}

/// What each kernel of a section shows.
fn caption(section: &Section) -> &'static str {
    match section.axes() {
        1 => "taps; gain in dB, from 0 to half a cycle per sample",
        _ => "taps, blue below 0; the picture after the kernel",
    }
}

fn height(section: &Section) -> u32 {
    LINES[0] + rows(section).map(|row| row.height()).sum::<u32>()
}
