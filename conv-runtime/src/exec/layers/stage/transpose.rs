//! Pixels with their channels side by side, made into planes.

use super::{Frame, clear};
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::tile::transposed;
use conv_plan::rules::layer::Strides;
use conv_plan::window::ResolvedAxis;
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
    frame: Frame,
    (top, high): (usize, usize),
    to: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let count = channels.len();
    let before = pixels.columns.before.min(frame.row);
    let width = pixels.columns.input.min(frame.row - before);
    for row in 0..high {
        let at = row * frame.row;
        let y = (top + row).wrapping_sub(pixels.rows.before);
        for channel in 0..count {
            let to = &mut to[channel * frame.channel + at..][..frame.row];
            if y < pixels.rows.input {
                clear(&mut to[..before]);
                clear(&mut to[before + width..]);
            } else {
                to.fill(A::default());
            }
        }
        if y >= pixels.rows.input {
            continue;
        }
        let strides = &pixels.strides;
        let from = &pixels.image[y * strides.row..];
        let whole = (width / lanes * lanes, count / lanes * lanes);
        let mut x = 0;
        while x < whole.0 {
            let mut channel = 0;
            while channel < whole.1 {
                let first = x * strides.column + strides.of_channel(channels.start + channel);
                let mut square = [A::Vector::<S>::splat(s, A::default()); 16];
                let mut pixel = 0;
                while pixel < lanes {
                    let from = &from[first + pixel * strides.column..][..lanes];
                    square[pixel] = A::Vector::<S>::from_slice(s, from);
                    pixel += 1;
                }
                let square = transposed::<S, A>(square);
                let mut lane = 0;
                while lane < lanes {
                    let at = (channel + lane) * frame.channel + at + before + x;
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
                let value = from[x * strides.column + strides.of_channel(channels.start + channel)];
                to[channel * frame.channel + at + before + x] = value;
            }
        }
    }
}
