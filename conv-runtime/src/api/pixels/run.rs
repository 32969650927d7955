//! The two calls that those of pictures come down to.

use super::PixelFilter;
use crate::api::region::{self, Tile};
use crate::data::{Error, Pixels, PixelsMut};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use fearless_simd::Level as Token;

/// The one call that the others come down to.
pub(super) fn picture<K: PixelFilter + ?Sized, const N: usize>(
    filter: &K,
    token: Token,
    src: Pixels<'_, K::In, N>,
    dst: PixelsMut<'_, K::Out, N>,
    memory: Memory<'_>,
) -> Result<(), Error> {
    let window = filter.window();
    filter.run_pixels::<N>(Job::pixels(
        token,
        (&window, N),
        src.elements(),
        dst.into_elements(),
        memory,
    )?)
}

/// The one call that regions and tiles come down to.
pub(super) fn tile<K: PixelFilter + ?Sized, const N: usize>(
    filter: &K,
    part: Pixels<'_, K::In, N>,
    tile: &Tile,
    dst: PixelsMut<'_, K::Out, N>,
    memory: Memory<'_>,
) -> Result<(), Error> {
    let (window, dst) = (filter.window(), dst.into_elements());
    filter.run_pixels_direct::<N>(region::pixels_job(
        detected(),
        (&window, N),
        part.elements(),
        tile,
        dst,
        memory,
    )?)
}
