//! One kernel: of planes the taps, and a picture that it was applied to; of signals the taps, and
//! the gain in decibels at frequencies from 0 to half a cycle per sample.
//!
//! Taps below 0 are blue and above 0 red, 0 has the colour of the paper. A kernel whose gain is 1
//! shows the picture that it makes; of any other kernel 0 is shown as grey.

use super::Failure;
use crate::plots::canvas::{Align, Canvas};
use crate::plots::letters::{self, TEXT};
use crate::plots::theme;
use conv_kernel::Taps;
use conv_kernel::prelude::*;
use image::{DynamicImage, GrayImage};

/// Rows and columns of the picture, and of the square that taps are drawn in.
pub(crate) const SIDE: u32 = 88;

/// The least side of a tap that has its number in it.
const WRITTEN: u32 = 20;

/// Left, top, width and height of the taps of a signal, and of its gains.
const STEMS: [f64; 4] = [0.0, 0.0, 164.0, 88.0];
const GAINS: [f64; 4] = [196.0, 0.0, 172.0, 88.0];
/// Decibels at the upper and the lower edge.
const RANGE: [f64; 2] = [10.0, -90.0];

/// Draws a kernel below and to the right of a place.
pub(crate) fn draw(
    canvas: &mut Canvas,
    at: [u32; 2],
    taps: &Taps,
    picture: &GrayImage,
) -> Result<(), Failure> {
    let failed = |error: Error| error.to_string();
    if taps.shape().len() == 1 {
        let kernel = DynSignal::<f64, f64>::builder(taps.clone());
        let kernel = kernel.padding(Padding::Same).build().map_err(failed)?;
        let values = kernel.facts().taps().map_err(|error| error.to_string())?;
        stems(canvas, at.map(f64::from), &values);
        gains(canvas, at.map(f64::from), &kernel);
        return Ok(());
    }
    let kernel = DynKernel::<f64, f64>::builder(taps.clone())
        .padding(Padding::Same)
        .border(Border::Reflect101);
    let kernel = kernel.build().map_err(failed)?;
    let facts = kernel.facts();
    let values = facts.taps().map_err(|error| error.to_string())?;
    squares(canvas, at, facts.shape(), &values);
    let shown = applied(&kernel, picture).map_err(failed)?;
    let beside = [at[0] + SIDE + 4, at[1]].map(f64::from);
    canvas.picture(beside, &DynamicImage::from(shown).into_rgb8());
    Ok(())
}

/// The picture that a kernel makes, in greys.
fn applied(kernel: &DynKernel<f64, f64>, picture: &GrayImage) -> Result<GrayImage, Error> {
    let greys: Vec<f64> = picture.iter().map(|&grey| f64::from(grey)).collect();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let made = kernel.apply(Plane::new(&greys, width, height)?)?;
    let unchanged = (kernel.facts().gain() - 1.0).abs() < 1e-9;
    // The largest of all but the outermost: one corner should not darken the rest.
    let mut sizes: Vec<f64> = made.data().iter().map(|value| value.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let largest = sizes.get(sizes.len() * 199 / 200).copied().unwrap_or(0.0);
    let grey = |value: f64| {
        let value = if unchanged {
            value
        } else {
            128.0 + 127.0 * value / largest.max(1e-9)
        };
        value.round() as u8
    };
    Ok(GrayImage::from_fn(
        picture.width(),
        picture.height(),
        |x, y| image::Luma([grey(made[(x as usize, y as usize)])]),
    ))
}

/// The taps of a plane as squares, in the middle of one.
fn squares(canvas: &mut Canvas, [left, top]: [u32; 2], shape: [usize; 2], values: &[f64]) {
    let [rows, columns] = shape.map(|size| size as u32);
    let side = (SIDE / rows.max(columns)).max(1);
    let (left, top) = (
        left + (SIDE - (side * columns).min(SIDE)) / 2,
        top + (SIDE - (side * rows).min(SIDE)) / 2,
    );
    let largest = largest(values);
    let corner = |row: u32, column: u32| [left + column * side, top + row * side].map(f64::from);
    for (at, &value) in (0..).zip(values) {
        let (row, column) = (at / columns, at % columns);
        let from = corner(row, column);
        let to = corner(row + 1, column + 1);
        let colour = canvas.theme.scale(value, largest, 0.0);
        canvas.fill(from, to, colour);
        let words = letters::number(value);
        let fits = letters::width(&words, TEXT) < f64::from(side);
        if side >= WRITTEN && value.fract() == 0.0 && fits {
            let middle = [0, 1].map(|axis| f64::midpoint(from[axis], to[axis]));
            let ink = theme::letters_on(colour);
            canvas.text(middle, Align::Middle, &words, TEXT, ink);
        }
    }
    let [from, to] = [corner(0, 0), corner(rows, columns)];
    canvas.frame(from, to, canvas.theme.grid);
}

/// The taps of a signal as lines from 0.
fn stems(canvas: &mut Canvas, at: [f64; 2], values: &[f64]) {
    let theme = canvas.theme;
    let [left, top, width, height] = STEMS;
    let [left, top] = [at[0] + left, at[1] + top];
    let largest = largest(values);
    let highest = values.iter().copied().fold(0.0, f64::max) / largest;
    let lowest = values.iter().copied().fold(0.0, f64::min) / largest;
    let place =
        |value: f64| top + 4.0 + (highest - value / largest) / (highest - lowest) * (height - 8.0);
    let step = width / values.len() as f64;
    let thick = (0.7 * step).clamp(1.0, 8.0);
    canvas.fill(
        [left, place(0.0) - 0.5],
        [left + width, place(0.0) + 0.5],
        theme.grid,
    );
    for (index, &value) in values.iter().enumerate() {
        let middle = left + (index as f64 + 0.5) * step;
        let [from, to] = [place(value), place(0.0)];
        canvas.fill(
            [middle - thick / 2.0, from.min(to)],
            [middle + thick / 2.0, from.max(to)],
            if value < 0.0 {
                theme.below
            } else {
                theme.above
            },
        );
    }
}

/// The gains of a signal kernel, in decibels.
fn gains(canvas: &mut Canvas, at: [f64; 2], kernel: &DynSignal<f64, f64>) {
    let theme = canvas.theme;
    let [left, top, width, height] = GAINS;
    let [left, top] = [at[0] + left, at[1] + top];
    let place = |decibels: f64| {
        let part = (RANGE[0] - decibels) / (RANGE[0] - RANGE[1]);
        top + part.clamp(0.0, 1.0) * height
    };
    for decibels in [0, -20, -40, -60, -80] {
        let y = place(f64::from(decibels));
        canvas.fill([left, y - 0.5], [left + width, y + 0.5], theme.grid);
        if decibels % 40 == 0 {
            let words = letters::number(f64::from(decibels));
            canvas.text([left - 5.0, y], Align::Right, &words, TEXT, theme.ink);
        }
    }
    canvas.frame([left, top], [left + width, top + height], theme.grid);
    let level = |x: f64| place(kernel.response(0.5 * x / width).decibels());
    let mut before = level(0.0);
    for half in 0..2 * width as u32 {
        let x = f64::from(half) / 2.0;
        let after = level(x + 0.5);
        let (upper, lower) = (before.min(after), before.max(after));
        canvas.fill(
            [left + x, (upper - 0.75).max(top)],
            [left + x + 0.5, (lower + 0.75).min(top + height)],
            theme.below,
        );
        before = after;
    }
}

fn largest(values: &[f64]) -> f64 {
    let sizes = values.iter().map(|value| value.abs());
    sizes.fold(f64::MIN_POSITIVE, f64::max)
}
