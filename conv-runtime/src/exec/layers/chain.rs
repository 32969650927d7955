//! Two layers run as one: the second reads bands of rows of what the first makes, from a cache.
//!
//! ```text
//! for each image, for each band of output rows of the second layer:
//!     keep the rows of the first layer's output that the band before read too
//!     compute those that are missing                  (first layer, from a later row on)
//!     compute the band                                (second layer, of an image of those rows)
//! ```
//!
//! A band is a call of the layer with another axis of rows, as threads make them (`parallel`): the
//! first layer sees its whole input, and the second one a lower image, padded where the whole one
//! is. An output's operations stay the same, so the bits are those of the two layers one after the
//! other. The loops are those of every layer.
//!
//! Rows are kept and not computed again: for 3x3 after 3x3 in bands of 8 rows, a fourth of the
//! first layer would be done twice, where one load and one store for each element keep it.
//!
//! One band is the whole image where a band is no layer: if one of the two is transposed, or if the
//! rows that a window finds outside the image are far away in it (`reflect`, `wrap`).
//!
//! Computing producers in the bands that their consumers read is the compute-at of Halide
//! (Ragan-Kelley and others, Halide, PLDI 2013), and the fused-layer evaluation of networks (Alwani
//! and others, Fused-Layer CNN Accelerators, MICRO 2016).

mod band;
#[cfg(feature = "rayon")]
mod parallel;
mod scratch;

#[cfg(feature = "rayon")]
pub(crate) use parallel::run as run_parallel;
pub use scratch::ChainScratch;

use super::prepared::Prepared;
use crate::data::{Error, grown};
use crate::exec::Element;
use band::Bands;
use conv_plan::rules::layer::{Layout, Resolved, TensorShape};
use core::ops::Range;
use fearless_simd::Level as Token;

/// Two layers, the second of which reads what the first one makes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair<In, Mid, Out> {
    pub(crate) first: Prepared<In, Mid>,
    pub(crate) second: Prepared<Mid, Out>,
}

/// The sizes of both layers.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    first: Resolved,
    second: Resolved,
}

impl Sizes {
    /// Those of each image of the batch alone.
    fn of_image(&self) -> Self {
        let alone = |shape: TensorShape| TensorShape { images: 1, ..shape };
        let [first, second] = [self.first, self.second].map(|whole| Resolved {
            input: alone(whole.input),
            output: alone(whole.output),
            ..whole
        });
        Self { first, second }
    }
}

impl<In: Element, Mid: Element, Out: Element> Pair<In, Mid, Out> {
    /// The shape of the output, in the order of the layout, for an input of this shape.
    pub(crate) fn output_shape(&self, shape: [usize; 4]) -> Result<[usize; 4], Error> {
        Ok(self.sizes(shape)?.second.output.to_array(self.layout()))
    }

    /// The layout of both layers.
    pub(crate) fn layout(&self) -> Layout {
        self.second.plan().kernel().layout()
    }

    pub(crate) fn run(
        &self,
        token: Token,
        x: &[In],
        shape: [usize; 4],
        y: &mut [Out],
        scratch: &mut ChainScratch<Mid>,
    ) -> Result<(), Error> {
        let sizes = self.checked(shape, x.len(), y.len())?;
        let Some((from, to)) = images(&sizes, self.layout()) else {
            return Ok(());
        };
        let bands = Bands::new(self, &sizes.of_image())?;
        let rows = bands.sizes.second.output.rows;
        for (x, y) in x.chunks_exact(from).zip(y.chunks_exact_mut(to)) {
            self.rows(token, &bands, x, 0..rows, (y, rows), scratch)?;
        }
        Ok(())
    }

    fn sizes(&self, shape: [usize; 4]) -> Result<Sizes, Error> {
        let (first, second) = (self.first.plan().kernel(), self.second.plan().kernel());
        let first = first.resolve(shape)?;
        let between = first.output.to_array(second.layout());
        Ok(Sizes {
            first,
            second: second.resolve(between)?,
        })
    }

    /// The sizes for an input of this shape, if both buffers are as long as their shapes ask.
    fn checked(&self, shape: [usize; 4], input: usize, output: usize) -> Result<Sizes, Error> {
        let (sizes, layout) = (self.sizes(shape)?, self.layout());
        for (expected, found) in [
            (sizes.first.input.elements(layout), input),
            (sizes.second.output.elements(layout), output),
        ] {
            crate::data::check_length(expected.ok_or(Error::SizeOverflow)?, found)?;
        }
        Ok(sizes)
    }

    /// Computes these output rows of an image, band by band, into `out`, which begins with the
    /// first of them; a plane of it has so many rows in memory.
    fn rows(
        &self,
        token: Token,
        bands: &Bands,
        x: &[In],
        rows: Range<usize>,
        (out, out_rows): (&mut [Out], usize),
        scratch: &mut ChainScratch<Mid>,
    ) -> Result<(), Error> {
        let Bands { lines, pitch, .. } = *bands;
        let between = grown(&mut scratch.between, bands.elements)?;
        let mut held = 0..0;
        for start in rows.clone().step_by(bands.rows) {
            let band = start..rows.end.min(start + bands.rows);
            let needed = bands.needed(&band);
            held = lines[0].keep(between, pitch, &held, &needed);
            let missing = held.end..bands.until(&needed);
            if !missing.is_empty() {
                let at = held.len();
                let (to, pitch) = lines[0].target(between, at..at + missing.len(), pitch);
                let call = &bands.first(&missing);
                let at = (missing.start, pitch);
                self.first
                    .run_rows(token, call, at, x, to, &mut scratch.first)?;
                held.end = missing.end;
            }
            let seen = lines[0].seen(between, needed.start - held.start, pitch);
            let at = band.start - rows.start..band.end - rows.start;
            let (to, out_rows) = lines[1].target(out, at, out_rows);
            let call = &bands.second(&band, &needed);
            self.second
                .run_rows(token, call, (0, out_rows), seen, to, &mut scratch.second)?;
        }
        Ok(())
    }
}

/// Elements of an image that goes in, and of one that comes out; `None` if there is none.
fn images(sizes: &Sizes, layout: Layout) -> Option<(usize, usize)> {
    let (first, second) = (sizes.first.input, sizes.second.output);
    let sizes = first.image(layout).zip(second.image(layout));
    sizes.filter(|&(from, to)| from > 0 && to > 0)
}
