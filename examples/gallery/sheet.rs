//! Kernels in rows, with titles, below the headings of their sections.

use super::Failure;
use super::canvas::{self, Canvas, GRID, INK, WIDTH};
use super::card::{self, SIDE};
use super::kernels::Section;
use image::{GrayImage, RgbImage};

const MARGIN: u32 = 16;
/// Between two kernels of a row, and between two rows.
const GAP: u32 = 16;
/// Sizes of letters, and heights of their lines.
const HEADING: u32 = 19;
const TITLE: u32 = 14;
const LINES: [u32; 2] = [28, 18];

/// The sections below each other.
pub(crate) fn draw(sections: &[&Section], picture: &GrayImage) -> Result<RgbImage, Failure> {
    let heights = sections.iter().map(|section| height(section));
    let bottom = MARGIN + heights.sum::<u32>();
    let mut canvas = Canvas::new(bottom);
    // A page may be dark.
    let edge = [WIDTH, bottom].map(f64::from);
    canvas.frame([0.0, 0.0], edge, GRID);
    let mut top = MARGIN;
    for section in sections {
        let heading = [MARGIN, top].map(f64::from);
        canvas.text(heading, section.heading, HEADING, INK);
        let words = caption(section);
        let right = f64::from(WIDTH - MARGIN) - canvas::width(words, TITLE);
        canvas.text([right, f64::from(top + 4)], words, TITLE, INK);
        top += LINES[0];
        for row in rows(section) {
            for (column, (lines, kernel)) in row.titles.iter().zip(row.kernels).enumerate() {
                let left = MARGIN + column as u32 * (width(section) + GAP);
                // Above the taps, whatever the lines of its neighbours.
                let first = top + (row.lines() - lines.len() as u32) * LINES[1];
                for (line, words) in (0..).zip(lines) {
                    let place = [left, first + line * LINES[1]].map(f64::from);
                    canvas.text(place, words, TITLE, INK);
                }
                let below = top + row.lines() * LINES[1];
                card::draw(&mut canvas, [left, below], &kernel.taps, picture)?;
            }
            top += row.height();
        }
    }
    Ok(canvas.finish())
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
            .map(|kernel| wrapped(kernel.title, f64::from(width(section))))
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

/// A title in lines that are as wide as there is room, broken between words.
fn wrapped(title: &str, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in title.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        let longer = [line.as_str(), word].join(if line.is_empty() { "" } else { " " });
        if line.is_empty() || canvas::width(&longer, TITLE) <= room {
            *line = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
