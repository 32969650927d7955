//! Depthwise layers whose channels are planes between zeros, read where they lie.
//!
//! ```text
//! for each image, for each band of rows of large planes, for each channel:
//!     tiles of rows over its plane   (tile/planar/lying)
//! ```
//!
//! One call of the loops computes all channels of an image, so that planes of 7x7, of which layers
//! have hundreds, take no longer than their sums. What vectors read where the image begins or ends
//! is copied, with the rest of its band. The weights are those of the layer: nothing is packed for
//! lanes of channels. The order of an output's operations is that of every direct layer.

use super::call::Call;
use super::dispatch::registers_of;
use super::lane::LayerLane;
use super::scratch::Buffers;
use super::tile::{LyingPlanes, lying};
use super::tilings::planar_tilings;
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{STAGED, Tiling};
use conv_plan::window::Axis;
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, dispatch};

impl<In: Scalar> Call<'_, In> {
    /// As [`direct`](Self::direct), for planes of floats that are padded with zeros.
    pub(crate) fn planes<A: LayerLane>(
        &self,
        tiling: Tiling,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        ran!("between masks");
        ran!("{tiling:?}");
        let (whole, shape, resolved) = (self.whole, self.kernel.shape(), self.resolved);
        let layout = self.kernel.layout();
        let sizes = resolved.input.image(layout);
        let sizes = sizes.zip(self.memory().image(layout));
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        let taps = shape.rows * shape.columns;
        let channels = self.first_channel..self.first_channel + shape.outputs;
        let weights = A::of(whole.weights()).get(channels.start * taps..channels.end * taps);
        // The checked kernel has the element types of the call, and its weights.
        let (Some(images), Some(weights)) = (In::as_staged(self.images), weights) else {
            return Ok(());
        };
        let (first, last) = (self.first_row, self.first_row + resolved.output.rows);
        let high = band_rows(self.kernel.window().rows, resolved.columns.input);
        for (image, out) in images.chunks_exact(from).zip(out.chunks_mut(to)) {
            let of_band = |band: Range<usize>| LyingPlanes {
                image,
                planes: [
                    resolved.input.rows * resolved.input.columns,
                    self.out_rows * resolved.output.columns,
                ],
                rows: resolved.rows,
                columns: resolved.columns,
                later: last - band.end,
                band,
                weights,
                bias: whole
                    .bias()
                    .and_then(|bias| A::of(bias).get(channels.clone())),
                channels: shape.outputs,
                each: shape.group_outputs(),
                activate: A::activation(self.activation),
            };
            let window = self.kernel.window();
            for start in (first..last).step_by(high) {
                let planes = of_band(start..last.min(start + high));
                let copy = grown(&mut buffers.stage, planes.copied(&window))?;
                let out = &mut out[(start - first) * resolved.output.columns..];
                A::lying(self.token, tiling, &planes, copy, out);
            }
        }
        Ok(())
    }
}

/// Output rows of a band: a multiple of those of every tile, in planes of so many columns.
fn band_rows(rows: Axis, columns: usize) -> usize {
    const TILES: usize = 4 * 7;
    // Copies are small, and all planes but large ones have one band.
    let most = rows.outputs_in(STAGED / 2 / columns.max(1));
    most.next_multiple_of(TILES)
}

/// One arm for each tile of one channel.
macro_rules! arms {
    ($token:ident, $tiling:ident, $planes:ident, $copy:ident, $out:ident: $(Planar $k:literal $step:literal)*) => {
        match $tiling {
            $(Tiling::Planar($k, $step) => {
                dispatch!($token, s => at::<_, A, $k, $step>(s, $planes, $copy, $out))
            })*
            _ => invariant!(false, "no tile of one channel was planned"),
        }
    };
}

/// Runs the loops for a tile of one channel.
pub(super) fn run<A: LayerLane>(
    token: Token,
    tiling: Tiling,
    planes: &LyingPlanes<'_, A>,
    copy: &mut [A],
    out: &mut [A],
) {
    planar_tilings! { arms token, tiling, planes, copy, out: }
}

/// Only levels that a tile is for have code for it.
#[inline(always)]
fn at<S: Simd, A: LayerLane, const K: usize, const STEP: usize>(
    s: S,
    planes: &LyingPlanes<'_, A>,
    copy: &mut [A],
    out: &mut [A],
) {
    if const { Tiling::Planar(K, STEP).is_compiled(registers_of::<S, A>().tiles) } {
        lying::<S, A, K, STEP>(s, planes, copy, out);
    }
}
