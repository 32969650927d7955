//! Spy plots: a square for each entry, coloured by its value.
//!
//! Entries of 0 have the colour of the paper; others go from pale to dark, blue below 0 and red
//! above. Thin lines are the grid, thick ones the borders of blocks.

use crate::plots::canvas::{Align, Canvas, Place, WIDTH};
use crate::plots::letters::{self, HEADING, TEXT};
use crate::plots::theme::{self, Theme};
use conv_kernel::matrix::Dense;
use image::RgbImage;

const MARGIN: f64 = 24.0;
/// Between two matrices.
const GAP: f64 = 36.0;
/// Height of a line of words.
const LINE: f64 = 21.0;
/// The most lines of a title, which may be a list of taps.
const LINES: usize = 3;
/// The largest square of an entry, and the smallest that has a line around it.
const LARGEST: f64 = 64.0;
const LINED: f64 = 8.0;
/// How high a matrix may become, before its squares become smaller.
const HIGHEST: f64 = 1600.0;
/// The palest colour of an entry, as a part of the way from that of 0.
const PALEST: f64 = 0.15;
/// The most values of which each is explained.
const EXPLAINED: usize = 24;

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

/// How entries are drawn: the side of their squares, the largest of all, and the size of the
/// letters in them, if all values have room.
#[derive(Clone, Copy)]
struct Squares {
    side: f64,
    largest: f64,
    letters: Option<u32>,
}

impl View {
    pub(crate) const fn rows(&self) -> usize {
        self.entries.rows()
    }

    pub(crate) const fn columns(&self) -> usize {
        self.entries.columns()
    }

    fn draw(&self, canvas: &mut Canvas, [left, top]: Place, squares: Squares) {
        let Squares { side, largest, .. } = squares;
        let corner = |i: usize, j: usize| [left + j as f64 * side, top + i as f64 * side];
        let (rows, columns) = (self.rows(), self.columns());
        for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
            let value = self.entries.get(i, j).unwrap_or_default();
            let colour = canvas.theme.scale(value, largest, PALEST);
            canvas.fill(corner(i, j), corner(i + 1, j + 1), colour);
            if let Some(size) = squares.letters.filter(|_| value != 0.0) {
                let [x, y] = corner(i, j);
                let words = letters::number(value);
                let middle = [x + side / 2.0, y + side / 2.0];
                let ink = theme::letters_on(colour);
                canvas.text(middle, Align::Middle, &words, size, ink);
            }
        }
        // The borders of blocks last, so that they are above the grid.
        for on_border in [false, true] {
            let theme = canvas.theme;
            // Lines that are as thick as squares would hide them: blocks have those instead.
            let (colour, half) = match (on_border, side < LINED) {
                (false, true) => continue,
                (true, false) => (theme.ink, 1.0),
                _ => (theme.grid, 0.5),
            };
            let drawn = |at: usize, block: usize, count: usize| {
                let apart = if on_border { block as f64 * side } else { side };
                let edge = on_border && (at == 0 || at == count);
                at.is_multiple_of(block) == on_border && (edge || apart >= LINED)
            };
            for i in (0..=rows).filter(|&i| drawn(i, self.blocks[0], rows)) {
                let ([left, y], [right, _]) = (corner(i, 0), corner(i, columns));
                canvas.fill([left - half, y - half], [right + half, y + half], colour);
            }
            for j in (0..=columns).filter(|&j| drawn(j, self.blocks[1], columns)) {
                let ([x, top], [_, bottom]) = (corner(0, j), corner(rows, j));
                canvas.fill([x - half, top - half], [x + half, bottom + half], colour);
            }
        }
    }
}

impl Picture {
    pub(crate) fn draw(&self, theme: Theme) -> RgbImage {
        let squares = self.squares();
        let rows = self.views.iter().map(View::rows).max().unwrap_or(1);
        let facts = self.views.iter().map(|view| view.facts.len()).max();
        let right = f64::from(WIDTH) - MARGIN;
        let titles = letters::lines(&self.title, HEADING, right - MARGIN, LINES);
        let names = MARGIN + titles.len() as f64 * (LINE + 3.0) + 0.5 * LINE;
        // Squares between two pixels would be drawn into both.
        let top = (names + LINE).round();
        let under = top + rows as f64 * squares.side + LINE;
        let legend = under + facts.unwrap_or(0) as f64 * LINE + 0.7 * LINE;
        let explained = self.explained(right);
        let bottom = legend + explained.rows() * LINE;
        let mut canvas = Canvas::new(theme, bottom as u32);
        for (at, title) in titles.iter().enumerate() {
            let place = [MARGIN, MARGIN + at as f64 * (LINE + 3.0)];
            canvas.text(place, Align::Left, title, HEADING, theme.ink);
        }
        let mut left = MARGIN;
        for view in &self.views {
            canvas.text([left, names], Align::Left, &view.name, TEXT, theme.ink);
            view.draw(&mut canvas, [left, top], squares);
            let widths = view.facts.iter().map(|fact| letters::width(fact, TEXT));
            let start = left.min(right - widths.fold(0.0, f64::max));
            for (at, fact) in view.facts.iter().enumerate() {
                let place = [start, under + at as f64 * LINE];
                canvas.text(place, Align::Left, fact, TEXT, theme.ink);
            }
            left += view.columns() as f64 * squares.side + GAP;
        }
        explained.draw(&mut canvas, legend, squares.largest);
        canvas.finish()
    }

    fn squares(&self) -> Squares {
        let gaps = self.views.len().saturating_sub(1) as f64 * GAP;
        let columns: usize = self.views.iter().map(View::columns).sum();
        let rows = self.views.iter().map(View::rows).max().unwrap_or(1);
        let across = (f64::from(WIDTH) - 2.0 * MARGIN - gaps) / columns.max(1) as f64;
        let side = across.min(HIGHEST / rows.max(1) as f64).min(LARGEST);
        // Halves of a pixel are drawn, so that all squares have one size.
        let side = ((2.0 * side).floor() / 2.0).max(1.0);
        let values = self.distinct();
        let fits = |size: &u32| {
            let mut words = values.iter().map(|value| letters::number(*value));
            f64::from(*size) < side
                && words.all(|words| letters::width(&words, *size) + 4.0 <= side)
        };
        let largest = (0.45 * side + 2.0).clamp(f64::from(TEXT), 18.0) as u32;
        Squares {
            side,
            largest: self.values().fold(0.0, |most, value| value.abs().max(most)),
            letters: (TEXT..=largest).rev().find(fits),
        }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let views = self.views.iter();
        views.flat_map(|view| view.entries.entries().iter().copied())
    }

    /// Each value once, from the least to the most.
    fn distinct(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self.values().collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }

    /// Every value, or what lies between the least and the most, if they are many.
    fn explained(&self, right: f64) -> Explained {
        let values = self.distinct();
        if let (true, [least, .., most]) = (values.len() > EXPLAINED, values.as_slice()) {
            return Explained::Range([*least, *most]);
        }
        let mut place = [MARGIN, 0.0];
        let mut placed = Vec::new();
        for value in values {
            let words = letters::number(value);
            let width = 1.4 * SAMPLE + letters::width(&words, TEXT);
            if place[0] + width > right {
                place = [MARGIN, place[1] + 1.0];
            }
            placed.push((value, words, place));
            place[0] += width + 1.2 * SAMPLE;
        }
        Explained::Each(placed)
    }
}

/// The side of a square whose value is written next to it.
const SAMPLE: f64 = 16.0;

/// What colours mean: values with their words and their places, across in pixels and down in rows,
/// or all between two.
enum Explained {
    Each(Vec<(f64, String, Place)>),
    Range([f64; 2]),
}

impl Explained {
    fn rows(&self) -> f64 {
        match self {
            Self::Each(values) => 1.0 + values.last().map_or(0.0, |(_, _, place)| place[1]),
            Self::Range(_) => 1.0,
        }
    }

    fn draw(&self, canvas: &mut Canvas, top: f64, largest: f64) {
        let theme = canvas.theme;
        match self {
            Self::Each(values) => {
                for (value, words, [left, row]) in values {
                    let top = top + row * LINE - SAMPLE / 2.0;
                    let [from, to] = [[*left, top], [left + SAMPLE, top + SAMPLE]];
                    canvas.fill(from, to, theme.scale(*value, largest, PALEST));
                    canvas.frame(from, to, theme.grid);
                    let beside = [left + 1.4 * SAMPLE, top + SAMPLE / 2.0];
                    canvas.text(beside, Align::Left, words, TEXT, theme.ink);
                }
            }
            Self::Range([least, most]) => {
                const STEPS: u32 = 100;
                const LENGTH: f64 = 200.0;
                let words = [least, most].map(|value| letters::number(*value));
                let left = MARGIN + letters::width(&words[0], TEXT) + 8.0;
                let (from, to) = (top - SAMPLE / 2.0, top + SAMPLE / 2.0);
                for step in 0..STEPS {
                    let part = |step: f64| step / f64::from(STEPS);
                    let value = least + part(f64::from(step) + 0.5) * (most - least);
                    let place = |step: u32| left + LENGTH * part(f64::from(step));
                    let colour = theme.scale(value, largest, PALEST);
                    canvas.fill([place(step), from], [place(step + 1), to], colour);
                }
                canvas.frame([left, from], [left + LENGTH, to], theme.grid);
                canvas.text([MARGIN, top], Align::Left, &words[0], TEXT, theme.ink);
                let right = [left + LENGTH + 8.0, top];
                canvas.text(right, Align::Left, &words[1], TEXT, theme.ink);
            }
        }
    }
}
