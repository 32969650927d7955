//! Plots of frequency responses: gains of signals as curves, gains of planes as maps.

use crate::plots::canvas::{Align, Canvas, Place, WIDTH};
use crate::plots::letters::{self, HEADING, TEXT};
use crate::plots::theme::Theme;
use image::{Rgb, RgbImage};

const MARGIN: f64 = 24.0;
/// Height of a line of words.
const LINE: f64 = 20.0;
/// A name may be a list of taps.
const LINES: usize = 3;

/// A name, and the gain in decibels by frequency.
pub(crate) type Curve<'a> = (&'a str, &'a dyn Fn(f64) -> f64);

/// Decibels from the upper edge to the lower one.
const SHOWN: f64 = 100.0;

/// The gains of filters from 10 dB down to -90 dB, or as far down from where they are.
pub(crate) fn curves(theme: Theme, curves: &[Curve<'_>]) -> RgbImage {
    const HEIGHT: f64 = 400.0;
    const STEPS: u32 = 1500;
    let frequency = |step: u32| 0.5 * f64::from(step) / f64::from(STEPS);
    let gains = |&(_, gain): &Curve<'_>| (0..=STEPS).map(|step| gain(frequency(step))).collect();
    let gains: Vec<Vec<f64>> = curves.iter().map(gains).collect();
    let highest = highest(gains.iter().flatten().copied());
    let (entries, under) = entries(curves);
    let [left, right] = [62.0, f64::from(WIDTH) - MARGIN];
    let top = under + 1.5 * LINE;
    let bottom = top + HEIGHT;
    let mut canvas = Canvas::new(theme, (bottom + 2.6 * LINE) as u32);
    let across = |frequency: f64| left + 2.0 * frequency * (right - left);
    let down = |decibels: f64| {
        // A gain of 0 has no place.
        top + ((highest - decibels) / SHOWN).min(2.0) * HEIGHT
    };
    let ink = theme.ink;
    canvas.text([MARGIN, top - LINE], Align::Left, "gain in dB", TEXT, ink);
    for step in 0..=10 {
        let (frequency, decibels) = (f64::from(step) / 20.0, highest - 10.0 * f64::from(step));
        let (x, y) = (across(frequency), down(decibels));
        canvas.fill([x - 0.5, top], [x + 0.5, bottom], theme.grid);
        canvas.fill([left, y - 0.5], [right, y + 0.5], theme.grid);
        let words = letters::number(decibels);
        canvas.text([left - 10.0, y], Align::Right, &words, TEXT, ink);
        let words = format!("{frequency:.2}");
        canvas.text([x, bottom + 0.8 * LINE], Align::Middle, &words, TEXT, ink);
    }
    let middle = [f64::midpoint(left, right), bottom + 1.8 * LINE];
    canvas.text(middle, Align::Middle, "cycles per sample", TEXT, ink);
    let colours = theme.curves.into_iter().cycle();
    for (((place, lines), gains), colour) in entries.iter().zip(gains).zip(colours) {
        let points = (0..).zip(gains);
        let points = points.map(|(step, gain)| [across(frequency(step)), down(gain)]);
        canvas.line([[left, top], [right, bottom]], colour, 1.6, points);
        let [x, mut y] = *place;
        canvas.fill([x, y - 1.5], [x + SAMPLE - 8.0, y + 1.5], colour);
        for line in lines {
            canvas.text([x + SAMPLE, y], Align::Left, line, TEXT, ink);
            y += LINE;
        }
    }
    canvas.finish()
}

/// The upper edge for gains: 10 dB for most filters, whose largest is about 1.
fn highest(gains: impl Iterator<Item = f64>) -> f64 {
    let most = gains.fold(f64::NEG_INFINITY, f64::max);
    if most.is_infinite() || (-50.0..=10.0).contains(&most) {
        return 10.0;
    }
    10.0 * (most / 10.0).ceil()
}

/// Room for a piece of a curve, before its name.
const SAMPLE: f64 = 36.0;

/// Places of the names of curves, the lines of each, and how far down they reach: two in a row, if
/// all are short.
fn entries(curves: &[Curve<'_>]) -> (Vec<(Place, Vec<String>)>, f64) {
    let room = f64::from(WIDTH) - 2.0 * MARGIN;
    let half = room / 2.0 - SAMPLE - MARGIN;
    let short = |(name, _): &Curve<'_>| letters::width(name, TEXT) <= half;
    let columns = if curves.iter().all(short) { 2 } else { 1 };
    let mut top = MARGIN;
    let mut entries = Vec::new();
    for row in curves.chunks(columns) {
        let mut most = 0;
        for (column, (name, _)) in row.iter().enumerate() {
            let lines = letters::lines(name, TEXT, room - SAMPLE, LINES);
            most = most.max(lines.len());
            entries.push(([MARGIN + column as f64 * room / 2.0, top], lines));
        }
        top += most as f64 * LINE;
    }
    (entries, top)
}

/// A name, and the gain by both frequencies, which is the same at the opposite ones.
pub(crate) type Map<'a> = (&'a str, &'a dyn Fn([f64; 2]) -> f64);

/// Decibels from white to black.
const RANGE: f64 = 40.0;

/// The gains of kernels of planes, up to three maps in a row, and the most of each.
pub(crate) fn maps(theme: Theme, maps: &[Map<'_>]) -> (RgbImage, Vec<f64>) {
    const BESIDE: f64 = 42.0;
    const BELOW: f64 = 1.5 * LINE;
    let columns = maps.len().clamp(1, 3);
    let room = f64::from(WIDTH) - 2.0 * MARGIN;
    let cell = room / columns as f64;
    // One alone is as wide as it is high, and not larger than a screen.
    let side = 2 * ((cell - BESIDE - 10.0).min(480.0) / 2.0) as u32;
    let length = f64::from(side);
    // In the middle, if there is more room than it takes.
    let before = BESIDE + (cell - BESIDE - 10.0 - length) / 2.0;
    let names: Vec<Vec<String>> = maps
        .iter()
        .map(|(name, _)| letters::lines(name, HEADING, cell - before, LINES))
        .collect();
    let rows: Vec<f64> = names
        .chunks(columns)
        .map(|row| row.iter().map(Vec::len).max().unwrap_or(0) as f64 * (LINE + 2.0))
        .collect();
    let heights: f64 = rows.iter().map(|names| names + length + BELOW + 8.0).sum();
    let bottom = MARGIN + heights;
    let mut canvas = Canvas::new(theme, (bottom + 1.6 * LINE) as u32);
    let mut largest = Vec::new();
    let mut top = MARGIN;
    for (row, high) in rows.into_iter().enumerate() {
        let of_row = maps.iter().zip(&names).skip(row * columns).take(columns);
        for (column, ((_, gain), lines)) in of_row.enumerate() {
            let left = (MARGIN + column as f64 * cell + before).round();
            for (at, line) in lines.iter().rev().enumerate() {
                let place = [left, top + high - 16.0 - at as f64 * (LINE + 2.0)];
                canvas.text(place, Align::Left, line, HEADING, theme.ink);
            }
            let (picture, most) = map(side, *gain);
            square(&mut canvas, [left, top + high], &picture);
            largest.push(most);
        }
        top += high + length + BELOW + 8.0;
    }
    scale(&mut canvas, [MARGIN, bottom + 0.5 * LINE]);
    (canvas.finish(), largest)
}

/// The gains of a kernel, and the most of them.
fn map(side: u32, gain: &dyn Fn([f64; 2]) -> f64) -> (RgbImage, f64) {
    let frequency = |pixel: u32| (f64::from(pixel) + 0.5) / f64::from(side) - 0.5;
    let upper: Vec<f64> = (0..side * side / 2)
        .map(|at| gain([at / side, at % side].map(frequency)))
        .collect();
    let most = upper.iter().copied().fold(0.0, f64::max);
    // Taps are real: the lower half is the upper one, turned.
    let gains = upper.iter().chain(upper.iter().rev());
    let mut picture = RgbImage::new(side, side);
    for (pixel, gain) in picture.pixels_mut().zip(gains) {
        let decibels = 20.0 * (gain / most).log10();
        *pixel = heat(1.0 + decibels.max(-RANGE) / RANGE);
    }
    (picture, most)
}

/// A map in a frame, with its frequencies.
fn square(canvas: &mut Canvas, [left, top]: Place, picture: &RgbImage) {
    let side = f64::from(picture.width());
    let theme = canvas.theme;
    let [from, to] = [
        [left - 1.0, top - 1.0],
        [left + side + 1.0, top + side + 1.0],
    ];
    canvas.frame(from, to, theme.grid);
    canvas.picture([left, top], picture);
    for frequency in [-0.5, 0.0, 0.5] {
        let at = (frequency + 0.5) * side;
        let words = letters::number(frequency);
        let [x, y] = [left + at, top + at];
        // Beside the map, and not beyond its corners.
        let inside = -12.0 * frequency;
        canvas.fill([left - 6.0, y - 0.5], [left - 1.0, y + 0.5], theme.ink);
        let place = [left - 9.0, y + inside];
        canvas.text(place, Align::Right, &words, TEXT, theme.ink);
        let under = top + side;
        canvas.fill([x - 0.5, under + 1.0], [x + 0.5, under + 6.0], theme.ink);
        let place = [x + inside, under + 16.0];
        canvas.text(place, Align::Middle, &words, TEXT, theme.ink);
    }
}

/// What colours and places mean.
fn scale(canvas: &mut Canvas, [left, y]: Place) {
    const LENGTH: f64 = 160.0;
    const STEPS: u32 = 80;
    let theme = canvas.theme;
    let [black, white] = ["\u{2212}40 dB", "0 dB is the largest gain"];
    let start = left + letters::width(black, TEXT) + 8.0;
    canvas.text([left, y], Align::Left, black, TEXT, theme.ink);
    for step in 0..STEPS {
        let place = |step: u32| start + LENGTH * f64::from(step) / f64::from(STEPS);
        let [from, to] = [[place(step), y - 7.0], [place(step + 1), y + 7.0]];
        canvas.fill(from, to, heat((f64::from(step) + 0.5) / f64::from(STEPS)));
    }
    canvas.frame(
        [start - 1.0, y - 8.0],
        [start + LENGTH + 1.0, y + 8.0],
        theme.grid,
    );
    let place = [start + LENGTH + 8.0, y];
    canvas.text(place, Align::Left, white, TEXT, theme.ink);
    let words = "cycles per pixel, vertical downwards";
    let right = [f64::from(WIDTH) - MARGIN, y];
    canvas.text(right, Align::Right, words, TEXT, theme.ink);
}

/// From black through red and yellow to white.
fn heat(part: f64) -> Rgb<u8> {
    Rgb([0.0, 1.0, 2.0].map(|from| (255.0 * (3.0 * part - from).clamp(0.0, 1.0)) as u8))
}
