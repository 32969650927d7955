//! Pixels with their channels side by side, made into planes.

use super::zeros::clear;
use super::{Frame, Patch};
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::tile::transposed;
use conv_plan::rules::layer::Strides;
use conv_plan::window::{ResolvedAxis, Run};
use core::ops::Range;
use fearless_simd::{Simd, SimdBase};

/// An image of which some channels are staged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pixels<'a, A> {
    pub(crate) image: &'a [A],
    pub(crate) strides: Strides,
    pub(crate) rows: &'a ResolvedAxis,
    pub(crate) columns: &'a ResolvedAxis,
}

/// Stages channels between zeros, in squares of as many pixels and channels as a vector has lanes.
#[inline(always)]
pub(crate) fn planes<S: Simd, A: LayerLane>(
    s: S,
    pixels: Pixels<'_, A>,
    channels: Range<usize>,
    frame: &Frame,
    patch: Patch,
    to: &mut [A],
) {
    for columns in frame.columns.runs(patch.columns) {
        let inside = columns.inside(patch.left, pixels.columns);
        let x = patch.left + columns.first + inside.start * columns.step;
        let part = Part {
            run: columns,
            inside,
            x: x.saturating_sub(pixels.columns.before),
        };
        for run in frame.rows.runs(patch.rows) {
            let mut y = (patch.top + run.first).wrapping_sub(pixels.rows.before);
            let mut at = run.place * frame.row + columns.place;
            for _ in 0..run.count {
                if y < pixels.rows.input {
                    row::<S, A>(s, &pixels, y, channels.clone(), &part, (frame, at), to);
                } else {
                    for channel in 0..channels.len() {
                        let to = &mut to[channel * frame.channel + at..];
                        to[..columns.count].fill(A::default());
                    }
                }
                y = y.wrapping_add(run.step);
                at += frame.row;
            }
        }
    }
}

/// Columns of every row that are staged together.
struct Part {
    run: Run,
    /// The places that are in the input, and the first column there.
    inside: Range<usize>,
    x: usize,
}

/// Stages a run of the columns of a row, from place `at` on.
#[inline(always)]
fn row<S: Simd, A: LayerLane>(
    s: S,
    pixels: &Pixels<'_, A>,
    y: usize,
    channels: Range<usize>,
    part: &Part,
    (frame, at): (&Frame, usize),
    to: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let (strides, count) = (&pixels.strides, channels.len());
    let Part { run, inside, x } = part;
    for channel in 0..count {
        let to = &mut to[channel * frame.channel + at..][..run.count];
        clear(&mut to[..inside.start]);
        clear(&mut to[inside.end..]);
    }
    if inside.is_empty() {
        return;
    }
    let (width, at) = (inside.len(), at + inside.start);
    let (from, step) = (
        &pixels.image[y * strides.row + x * strides.column..],
        run.step * strides.column,
    );
    let whole = (width / lanes * lanes, count / lanes * lanes);
    let mut x = 0;
    while x < whole.0 {
        let mut channel = 0;
        while channel < whole.1 {
            let first = x * step + strides.of_channel(channels.start + channel);
            let mut square = [A::Vector::<S>::splat(s, A::default()); 16];
            let mut pixel = 0;
            while pixel < lanes {
                let from = &from[first + pixel * step..][..lanes];
                square[pixel] = A::Vector::<S>::from_slice(s, from);
                pixel += 1;
            }
            let square = transposed::<S, A>(square);
            let mut lane = 0;
            while lane < lanes {
                let at = (channel + lane) * frame.channel + at + x;
                square[lane].store_slice(&mut to[at..at + lanes]);
                lane += 1;
            }
            channel += lanes;
        }
        x += lanes;
    }
    // What the squares leave: some channels of the first pixels, all channels of the last.
    for x in 0..width {
        let first = if x < whole.0 { whole.1 } else { 0 };
        for channel in first..count {
            let value = from[x * step + strides.of_channel(channels.start + channel)];
            to[channel * frame.channel + at + x] = value;
        }
    }
}
