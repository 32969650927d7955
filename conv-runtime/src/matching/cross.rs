//! Cross terms: the sum of products of taps and window, at every place.
//!
//! With the feature `fft` they are computed by FFT where that is estimated to be faster. A direct sum
//! has at most [`MAX_TAPS`] taps, so larger ones are cut into tiles, whose sums are added.
//!
//! ```text
//! taps -> one run-time kernel by FFT, if its sums of integers are exact
//!      -> tiles of whole rows if they fit -> a run-time kernel each, without padding
//! picture, moved by the corner of the tile -> sums -> added in strips that stay in the cache
//! ```
//!
//! A NaN spoils a whole block of an FFT, so pictures with one are computed directly.

use crate::api::{DynKernel, Filter};
use crate::data::{Error, Plane, PlaneMut, grown};
use crate::exec::Element;
use crate::exec::planes::Scratch;
use alloc::vec::Vec;
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
    whole: Option<DynKernel<In, f64>>,
    tiles: Vec<Tile<In>>,
    width: usize,
    height: usize,
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

/// What the sums need besides their place.
#[derive(Default)]
pub(super) struct Work {
    lines: Scratch,
    strip: Vec<f64>,
}

impl<In: Element> Correlator<In> {
    /// The correlation with `taps`, which has a value for each of `width` x `height` pixels; those
    /// that are 0 are left out.
    pub(super) fn new<T: Copy + Into<f64>>(
        taps: &[T],
        width: usize,
        tap: impl Fn(T) -> Tap,
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
        let whole = {
            let mut all = Vec::new();
            all.try_reserve_exact(taps.len())?;
            all.extend(taps.iter().map(|&value| tap(value)));
            // Integers that no proof holds for are refused: they have only the tiles.
            kernel([height, width], all, Method::Auto).ok()
        };
        Ok(Self {
            #[cfg(feature = "fft")]
            whole,
            tiles,
            width,
            height,
        })
    }

    /// The sums of every place of `picture`, which is at least as large as the taps, row by row.
    pub(super) fn run(
        &self,
        picture: Plane<'_, In>,
        sums: &mut [f64],
        work: &mut Work,
    ) -> Result<(), Error> {
        let width = picture.width() - (self.width - 1);
        let height = picture.height() - (self.height - 1);
        #[cfg(feature = "fft")]
        if let Some(whole) = &self.whole
            && whole
                .by_fft()
                .is_some_and(|fft| fft.is_taken([height, width]))
            && is_finite(picture)
        {
            return whole.apply_with(
                picture,
                PlaneMut::new(sums, width, height)?,
                &mut work.lines,
            );
        }
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

/// Whether no element is NaN or infinite.
#[cfg(feature = "fft")]
fn is_finite<In: Element>(picture: Plane<'_, In>) -> bool {
    // The sum of differences of finite numbers from themselves is 0, and that of any others NaN.
    let row = |row: &[In]| {
        let differences = row.iter().map(|x| x.to_f64() - x.to_f64());
        differences.sum::<f64>() == 0.0
    };
    !In::TYPE.is_float() || (0..picture.height()).all(|y| picture.row(y).is_some_and(row))
}
