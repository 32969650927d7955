//! Cross terms: the sum of products of taps and window, at every place.
//!
//! With the feature `fft` they are computed by FFT where that is estimated to be faster. A direct
//! sum has at most [`MAX_TAPS`] taps, so larger ones are cut into tiles, whose sums are added.
//!
//! ```text
//! taps -> one run-time kernel by FFT, if its sums of integers are exact
//!      -> tiles of whole rows if they fit -> a run-time kernel each, without padding
//! picture, moved by the corner of the tile -> sums -> added in strips that stay in the cache
//! ```
//!
//! A NaN spoils a whole block of an FFT, so pictures with one are computed directly. The error of
//! an FFT depends on the largest pixels of a block; [`Uncertain`] says for which windows that is
//! too much.

use crate::api::{DynKernel, Filter};
use crate::data::{Error, Plane, PlaneMut, grown};
use crate::exec::Element;
use crate::exec::planes::Scratch;
use alloc::vec::Vec;
#[cfg(feature = "fft")]
use conv_plan::analysis::fft_error;
use conv_plan::rules::Method;
use conv_plan::taps::{MAX_TAPS, Tap, Taps};

/// Sums of a strip that are added while they are in the cache: 512 KiB of `f64`.
const STRIP: usize = 1 << 16;

/// Output rows of a tile of the loops of run-time kernels: strips are multiples.
const TILE_ROWS: usize = 4;

/// A correlation of any size without padding.
#[derive(Clone)]
pub(super) struct Correlator<In> {
    #[cfg(feature = "fft")]
    whole: Option<Whole<In>>,
    tiles: Vec<Tile<In>>,
    width: usize,
    height: usize,
}

/// All taps, by FFT where that is faster, and their Euclidean norm.
#[cfg(feature = "fft")]
#[derive(Clone)]
struct Whole<In> {
    kernel: DynKernel<In, f64>,
    norm: f64,
}

/// A part of the taps: its corner and size, and its kernel.
#[derive(Clone)]
struct Tile<In> {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    kernel: DynKernel<In, f64>,
}

/// How far sums by FFT may be off, and the Euclidean norm of their taps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uncertain {
    error: f64,
    norm: f64,
}

/// Part of the norms of template and window by which a sum by FFT may be off.
const OFF: f64 = 1e-9;

impl Uncertain {
    /// The least sum of squares of a window whose sum is certain enough.
    pub(super) fn least(self) -> f64 {
        let norm = self.error / (OFF * self.norm);
        norm * norm
    }
}

/// What the sums need besides their place.
#[derive(Default)]
pub(super) struct Work {
    lines: Scratch,
    strip: Vec<f64>,
}

impl<In: Element> Correlator<In> {
    /// The correlation with `taps`, which has a value for each of `width` x `height` pixels; those
    /// that are 0 are left out. With `fft` it may be computed by FFT, from taps made by this: of
    /// integers, so that its sums are rounded back to what they are.
    pub(super) fn new<T: Copy + Into<f64>>(
        taps: &[T],
        width: usize,
        tap: impl Fn(T) -> Tap,
        fft: Option<fn(T) -> Tap>,
    ) -> Result<Self, Error> {
        let height = taps.len() / width;
        let across = width.min(MAX_TAPS);
        let down = (MAX_TAPS / across).min(height);
        let mut tiles = Vec::new();
        let corners = (0..height)
            .step_by(down)
            .flat_map(|y| (0..width).step_by(across).map(move |x| (x, y)));
        for (x, y) in corners {
            let (columns, rows) = (across.min(width - x), down.min(height - y));
            let lines = taps.chunks_exact(width).skip(y).take(rows);
            let lines = lines.map(|line| &line[x..x + columns]);
            if lines.clone().flatten().all(|&value| value.into() == 0.0) {
                continue;
            }
            let mut part = Vec::new();
            part.try_reserve_exact(columns * rows)?;
            part.extend(lines.flatten().map(|&value| tap(value)));
            tiles.try_reserve(1)?;
            tiles.push(Tile {
                x,
                y,
                width: columns,
                height: rows,
                kernel: kernel([rows, columns], part, Method::Direct)?,
            });
        }
        #[cfg(feature = "fft")]
        let whole = match fft {
            Some(tap) => {
                let mut all = Vec::new();
                all.try_reserve_exact(taps.len())?;
                all.extend(taps.iter().map(|&value| tap(value)));
                let squares = taps.iter().map(|&value| value.into() * value.into());
                let norm = squares.sum::<f64>().sqrt();
                // Integers that no proof holds for are refused, or direct: they have the tiles.
                let kernel = kernel([height, width], all, Method::Auto).ok();
                kernel.map(|kernel| Whole { kernel, norm })
            }
            None => None,
        };
        #[cfg(not(feature = "fft"))]
        let _ = fft;
        Ok(Self {
            #[cfg(feature = "fft")]
            whole,
            tiles,
            width,
            height,
        })
    }

    /// The sums of every place of `picture`, which is at least as large as the taps, row by row;
    /// and how far they may be from those of [`run`](Self::run), if they were computed by FFT and
    /// are not integers.
    pub(super) fn run_fast(
        &self,
        picture: Plane<'_, In>,
        sums: &mut [f64],
        work: &mut Work,
    ) -> Result<Option<Uncertain>, Error> {
        #[cfg(feature = "fft")]
        if let Some(Whole { kernel, norm }) = &self.whole {
            let width = picture.width() - (self.width - 1);
            let height = picture.height() - (self.height - 1);
            let points = (kernel.by_fft()).and_then(|fft| fft.points([height, width]));
            let largest = largest(picture);
            if let Some(points) = points.filter(|_| largest.is_finite()) {
                let to = PlaneMut::new(sums, width, height)?;
                kernel.apply_with(picture, to, &mut work.lines)?;
                let unit = f64::EPSILON / 2.0;
                let inputs = largest * (2.0 * points as f64).sqrt();
                let error = fft_error(points, unit, *norm, inputs);
                return Ok(In::TYPE
                    .is_float()
                    .then_some(Uncertain { error, norm: *norm }));
            }
        }
        self.run(picture, sums, work)?;
        Ok(None)
    }

    /// The sums of every place of `picture`, which is at least as large as the taps, row by row,
    /// directly.
    pub(super) fn run(
        &self,
        picture: Plane<'_, In>,
        sums: &mut [f64],
        work: &mut Work,
    ) -> Result<(), Error> {
        let width = picture.width() - (self.width - 1);
        let height = picture.height() - (self.height - 1);
        let Some((first, others)) = self.tiles.split_first() else {
            sums.fill(0.0);
            return Ok(());
        };
        let strip = match STRIP / width / TILE_ROWS * TILE_ROWS {
            _ if others.is_empty() => height,
            rows => rows.max(TILE_ROWS),
        };
        for (sums, top) in sums.chunks_mut(width * strip).zip((0..).step_by(strip)) {
            let rows = sums.len() / width;
            first.run(picture, [top, rows], width, sums, &mut work.lines)?;
            for tile in others {
                let part = grown(&mut work.strip, sums.len())?;
                tile.run(picture, [top, rows], width, part, &mut work.lines)?;
                for (sum, part) in sums.iter_mut().zip(part) {
                    *sum += *part;
                }
            }
        }
        Ok(())
    }
}

impl<In: Element> Tile<In> {
    /// The sums of `rows` rows of `width` places, from the row `top` on.
    fn run(
        &self,
        picture: Plane<'_, In>,
        [top, rows]: [usize; 2],
        width: usize,
        sums: &mut [f64],
        lines: &mut Scratch,
    ) -> Result<(), Error> {
        let (columns, rows_read) = (width + (self.width - 1), rows + (self.height - 1));
        let under = picture.sub(self.x, self.y + top, columns, rows_read)?;
        self.kernel
            .apply_with(under, PlaneMut::new(sums, width, rows)?, lines)
    }
}

/// The one place where a kernel of a tile is made. Sums of integers must be exact, whatever the
/// method: that is why copies score exactly 1.
fn kernel<In: Element>(
    [rows, columns]: [usize; 2],
    taps: Vec<Tap>,
    method: Method,
) -> Result<DynKernel<In, f64>, Error> {
    let shape = [rows, columns].to_vec();
    DynKernel::builder(Taps::new(shape, taps))
        .method(method)
        .build()
}

/// The largest magnitude, or infinity if an element is not finite.
#[cfg(feature = "fft")]
fn largest<In: Element>(picture: Plane<'_, In>) -> f64 {
    if let Some((least, most)) = In::TYPE.range() {
        return (least.unsigned_abs().max(most.unsigned_abs())) as f64;
    }
    /// Maxima that do not wait for each other.
    const LANES: usize = 16;
    let (mut largest, mut wrong) = ([0.0f64; LANES], [0.0f64; LANES]);
    for row in (0..picture.height()).filter_map(|y| picture.row(y)) {
        for elements in row.chunks(LANES) {
            for ((largest, wrong), x) in largest.iter_mut().zip(&mut wrong).zip(elements) {
                let x = x.to_f64().abs();
                *largest = if x > *largest { x } else { *largest };
                // NaN for what is not finite, and 0 for all others.
                *wrong += x * 0.0;
            }
        }
    }
    if wrong.iter().sum::<f64>() == 0.0 {
        largest.into_iter().fold(0.0, f64::max)
    } else {
        f64::INFINITY
    }
}
