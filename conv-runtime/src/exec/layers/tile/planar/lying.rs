//! Rows of planes that are read where they lie, between zeros that are not there.
//!
//! ```text
//! for each block of channels whose planes fit a near cache:
//!     for each vector of columns, for each channel, for each R output rows: a tile
//!
//! a row above or below the plane      zeros
//! lanes left or right of the plane    set to 0 after the load
//! a step of 2                         two loads, split into even and odd elements
//! ```
//!
//! Nothing is staged, and nothing is set up for a channel except its weights, because the sums of a
//! plane of 7x7 take no longer than a call. A vector may read on after its row and after its plane;
//! where the image begins or ends there, the plane is copied first. Rows shorter than a vector are
//! stored as whole vectors too: what is too much lies where the next row comes.

mod edges;

use super::FEW;
use crate::exec::activate::{Activate, activate_tile};
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::stage::near;
use crate::exec::layers::tile::{lane_steps, starts};
use conv_plan::number::AccumulatorType;
use conv_plan::plan::layer::BLOCK;
use conv_plan::window::{ResolvedAxis, Window};
use core::ops::Range;
use edges::Edges;
use fearless_simd::{Simd, SimdBase};

/// Output rows of the usual tile of 3x3: planes of most networks have a multiple of 7 rows.
const SEVEN: usize = 7;

/// Elements that a vector of outputs reads of a row at most: two vectors, and what windows reach
/// beyond them.
const LONGEST: usize = 2 * BLOCK + 8;

/// The planes of an image, and the rows of outputs that are computed.
#[derive(Debug)]
pub(crate) struct LyingPlanes<'a, A> {
    pub(crate) image: &'a [A],
    /// Elements from one plane to the next, of the input and of the output.
    pub(crate) planes: [usize; 2],
    pub(crate) rows: ResolvedAxis,
    pub(crate) columns: ResolvedAxis,
    /// The output rows, and how many are computed after them.
    pub(crate) band: Range<usize>,
    pub(crate) later: usize,
    /// `[output][tap]`.
    pub(crate) weights: &'a [A],
    /// What each sum begins with, if not with nothing.
    pub(crate) bias: Option<&'a [A]>,
    /// Output channels, and those of an input channel.
    pub(crate) channels: usize,
    pub(crate) each: usize,
    pub(crate) activate: Activate<A>,
}

impl<A: LayerLane> LyingPlanes<'_, A> {
    /// Elements of the copies of planes, whatever the level: each of the two holds what vectors
    /// read of the band in one plane, and smaller ones before it that are as large together.
    pub(crate) const fn copied(&self, window: &Window) -> usize {
        let columns = &self.columns;
        let row = columns
            .input
            .saturating_add(columns.output.saturating_mul(window.columns.stride));
        let rows = (self.band.end - self.band.start)
            .saturating_mul(window.rows.stride)
            .saturating_add(window.rows.kernel);
        let rows = if rows < self.rows.input {
            rows
        } else {
            self.rows.input
        };
        let area = rows.saturating_mul(columns.input);
        let vectors = columns.before.saturating_add(LONGEST);
        let read = area.saturating_add(row).saturating_add(vectors);
        read.saturating_mul(4)
    }
}

/// Elements that a vector of outputs reads of a row.
const fn longest<const K: usize, const STEP: usize>(lanes: usize) -> usize {
    lanes * STEP + K - 1
}

/// Computes all channels of an image, for windows of `K` rows and columns; outputs are `STEP` rows
/// and columns apart. `copy` has room for the copy of a plane.
#[inline(always)]
pub(crate) fn lying<S: Simd, A: LayerLane, const K: usize, const STEP: usize>(
    s: S,
    of: &LyingPlanes<'_, A>,
    copy: &mut [A],
    out: &mut [A],
) {
    // Planes of integers are staged.
    if const { !matches!(A::TYPE, AccumulatorType::F32 | AccumulatorType::F64) } {
        return;
    }
    let lanes = A::Vector::<S>::LEN;
    let steps = lane_steps::<S, A>(s, STEP);
    let columns = &of.columns;
    let edges = Edges::new::<K, STEP>(of, lanes, copy);
    let each = (near() / (of.planes[0] + of.planes[1]).max(1)).max(1);
    for first in (0..of.channels).step_by(each) {
        let channels = first..of.channels.min(first + each);
        // The last vector overlaps the one before.
        for x in starts(columns.output, lanes) {
            let (left, end) = (x * STEP, columns.before + columns.input);
            let width = lanes.min(columns.output - x);
            let strip = Strip::<S, A> {
                edges: &edges,
                x,
                width,
                steps,
                bounds: [distance(columns.before, left), distance(end, left)],
            };
            let beside = left < columns.before || left + (width - 1) * STEP + K > end;
            if beside {
                strip.channels::<K, STEP, true>(s, of, channels.clone(), out);
            } else {
                strip.channels::<K, STEP, false>(s, of, channels.clone(), out);
            }
        }
    }
}

/// `edge - at` where it matters: no tile is so wide.
#[inline(always)]
fn distance<A: LayerLane>(edge: usize, at: usize) -> A {
    const FAR: i64 = 1 << 10;
    A::from_i64((edge as i64 - at as i64).clamp(-FAR, FAR))
}

/// A vector of columns of every plane.
struct Strip<'a, S: Simd, A: LayerLane> {
    edges: &'a Edges<'a, A>,
    /// The first output column, and how many there are.
    x: usize,
    width: usize,
    /// How far the column of each lane is from that of the first.
    steps: A::Vector<S>,
    /// The first column of a plane, and the one after the last, from that of the window on.
    bounds: [A; 2],
}

impl<S: Simd, A: LayerLane> Strip<'_, S, A> {
    #[inline(always)]
    fn channels<const K: usize, const STEP: usize, const MASKED: bool>(
        &self,
        s: S,
        of: &LyingPlanes<'_, A>,
        channels: Range<usize>,
        out: &mut [A],
    ) {
        let (rows, columns) = (&of.rows, &of.columns);
        let (count, lanes) = (of.band.len(), A::Vector::<S>::LEN);
        let dense = of.planes[1] == count * columns.output;
        let top = (of.band.start * STEP).wrapping_sub(rows.before);
        let zeros = [A::default(); LONGEST];
        for channel in channels {
            let weights = &of.weights[channel * K * K..(channel + 1) * K * K];
            let bias = match of.bias {
                Some(bias) => bias[channel],
                None => A::EMPTY,
            };
            let mut sums = ChannelSums::<S, A, K> {
                weights: [[A::Vector::<S>::splat(s, A::EMPTY); K]; K],
                bias: A::Vector::<S>::splat(s, bias),
            };
            let mut tap = 0;
            while tap < K * K {
                sums.weights[tap / K][tap % K] = A::Vector::<S>::splat(s, weights[tap]);
                tap += 1;
            }
            let plane = if of.each == 1 {
                channel
            } else {
                channel / of.each
            };
            let (image, start) = self.edges.plane(of, plane);
            let first = LyingRows::<S, A, STEP, MASKED> {
                image,
                zeros: &zeros,
                at: (start + self.x * STEP)
                    .wrapping_add(top.wrapping_mul(columns.input))
                    .wrapping_sub(columns.before),
                pitch: columns.input,
                row: top,
                height: rows.input,
                steps: self.steps,
                bounds: self.bounds,
            };
            let to = channel * of.planes[1];
            // The rows after the last one are computed after it, or by nobody.
            let end = if dense {
                out.len()
            } else {
                to + (count + of.later) * columns.output
            };
            let to = to + self.x;
            let mut target = Outputs {
                fits: self.width == lanes || to + (count - 1) * columns.output + lanes <= end,
                out: &mut *out,
                to,
                row: columns.output,
                width: self.width,
            };
            let mut y = 0;
            if const { K == 3 } {
                while y + SEVEN <= count {
                    let sums = sums.tile::<SEVEN, STEP, MASKED>(s, first.from(y), &of.activate);
                    target.store::<S, SEVEN>(sums, y);
                    y += SEVEN;
                }
            }
            while y < count && count >= FEW {
                // The last tile overlaps the one before.
                y = y.min(count - FEW);
                let sums = sums.tile::<FEW, STEP, MASKED>(s, first.from(y), &of.activate);
                target.store::<S, FEW>(sums, y);
                y += FEW;
            }
            while y < count {
                let sums = sums.tile::<1, STEP, MASKED>(s, first.from(y), &of.activate);
                target.store::<S, 1>(sums, y);
                y += 1;
            }
        }
    }
}

/// Where the outputs of some columns of a channel go.
struct Outputs<'a, A> {
    out: &'a mut [A],
    /// The first output.
    to: usize,
    /// From one row to the next.
    row: usize,
    width: usize,
    /// Whether all of a vector may be written in every row.
    fits: bool,
}

impl<A: LayerLane> Outputs<'_, A> {
    /// Stores `R` rows from row `y` on.
    #[inline(always)]
    fn store<S: Simd, const R: usize>(&mut self, sums: [[A::Vector<S>; 1]; R], y: usize) {
        let lanes = A::Vector::<S>::LEN;
        let mut at = self.to + y * self.row;
        if self.fits {
            let mut r = 0;
            while r < R {
                sums[r][0].store_slice(&mut self.out[at..][..lanes]);
                at += self.row;
                r += 1;
            }
            return;
        }
        // In memory, so that the usual case keeps its sums in registers.
        let spilled = sums;
        for [sums] in &spilled {
            self.out[at..][..self.width].copy_from_slice(&sums.as_slice()[..self.width]);
            at += self.row;
        }
    }
}

/// Rows of a plane, from the first window of some columns on.
#[derive(Clone, Copy)]
struct LyingRows<'a, S: Simd, A: LayerLane, const STEP: usize, const MASKED: bool> {
    image: &'a [A],
    zeros: &'a [A; LONGEST],
    /// Where the next row begins; before the beginning, if that row is above the plane.
    at: usize,
    /// From one row to the next.
    pitch: usize,
    /// The next row; what is above the plane wraps.
    row: usize,
    /// Rows of the plane.
    height: usize,
    steps: A::Vector<S>,
    bounds: [A; 2],
}

impl<S: Simd, A: LayerLane, const STEP: usize, const MASKED: bool>
    LyingRows<'_, S, A, STEP, MASKED>
{
    /// The rows from the window of output row `y` on.
    #[inline(always)]
    fn from(self, y: usize) -> Self {
        Self {
            at: self.at.wrapping_add(y * STEP * self.pitch),
            row: self.row.wrapping_add(y * STEP),
            ..self
        }
    }
}

impl<S: Simd, A: LayerLane, const STEP: usize, const MASKED: bool>
    LyingRows<'_, S, A, STEP, MASKED>
{
    /// The next row: a vector of it for each column of a window.
    #[inline(always)]
    fn next<const K: usize>(&mut self, s: S) -> [A::Vector<S>; K] {
        let lanes = A::Vector::<S>::LEN;
        let length = longest::<K, STEP>(lanes);
        let row = if self.row < self.height {
            &self.image[self.at..][..length]
        } else {
            &self.zeros[..length]
        };
        self.at = self.at.wrapping_add(self.pitch);
        self.row = self.row.wrapping_add(1);
        let mut x = [A::Vector::<S>::splat(s, A::EMPTY); K];
        let mut column = 0;
        while column < K {
            let low = A::Vector::<S>::from_slice(s, &row[column..column + lanes]);
            if STEP == 1 {
                x[column] = low;
            } else {
                let high = &row[column + lanes..column + 2 * lanes];
                let (even, odd) = low.deinterleave(A::Vector::<S>::from_slice(s, high));
                x[column] = even;
                if column + 1 < K {
                    x[column + 1] = odd;
                }
            }
            column += STEP;
        }
        if const { MASKED } {
            let mut column = 0;
            while column < K {
                let skipped = A::from_i64(column as i64);
                let bounds = [self.bounds[0].minus(skipped), self.bounds[1].minus(skipped)];
                x[column] = A::keep::<S>(s, x[column], self.steps, bounds);
                column += 1;
            }
        }
        x
    }
}

/// What sums of one channel are made of.
struct ChannelSums<S: Simd, A: LayerLane, const K: usize> {
    weights: [[A::Vector<S>; K]; K],
    bias: A::Vector<S>,
}

/// Input rows of the highest tile: 7 rows of outputs in steps of two, of windows of 5 rows.
const MOST: usize = 17;

impl<S: Simd, A: LayerLane, const K: usize> ChannelSums<S, A, K> {
    /// A tile of `R` rows of outputs.
    #[inline(always)]
    fn tile<const R: usize, const STEP: usize, const MASKED: bool>(
        &self,
        s: S,
        mut rows: LyingRows<'_, S, A, STEP, MASKED>,
        activate: &Activate<A>,
    ) -> [[A::Vector<S>; 1]; R] {
        const { assert!((R - 1) * STEP + K <= MOST) };
        let mut sums = [[self.bias; 1]; R];
        // Written out, because a loop of so many rows stays one, and then asks for each output.
        macro_rules! add_rows {
            ($($row:literal)*) => {$(
                if const { $row < (R - 1) * STEP + K } {
                    let x = rows.next(s);
                    self.add_row::<R, STEP, $row>(x, &mut sums);
                }
            )*};
        }
        add_rows! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 }
        activate_tile::<S, A, R, 1>(s, sums, activate)
    }

    /// Adds the products of an input row to the sums whose windows have it.
    #[inline(always)]
    fn add_row<const R: usize, const STEP: usize, const ROW: usize>(
        &self,
        x: [A::Vector<S>; K],
        sums: &mut [[A::Vector<S>; 1]; R],
    ) {
        let mut column = 0;
        while column < K {
            let mut output = 0;
            while output < R {
                if ROW >= output * STEP && ROW < output * STEP + K {
                    let weight = self.weights[ROW - output * STEP][column];
                    sums[output][0] = A::mul_add::<S>(x[column], weight, sums[output][0]);
                }
                output += 1;
            }
            column += 1;
        }
    }
}
