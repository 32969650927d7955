//! Filtering arrays whose sizes are known at compile time, without an allocator.

use super::kernel::{GeneratedPlane, GeneratedSignal};
use crate::data::{Plane, PlaneMut};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use conv_plan::window::Geometry;

/// Whether a plane of `height` rows of `width` elements gives this output.
const fn gives(
    geometry: &Geometry,
    (height, width): (usize, usize),
    output: (usize, usize),
) -> bool {
    match geometry.resolve(width, height) {
        Ok((rows, columns)) => rows.output == output.0 && columns.output == output.1,
        Err(_) => false,
    }
}

/// Filters an array of `H` rows of `W` elements into one of `OH` rows of `OW`.
///
/// Any other `OH` or `OW` than the kernel's output size fails the build.
pub fn apply_array<
    K: GeneratedPlane,
    const H: usize,
    const W: usize,
    const OH: usize,
    const OW: usize,
>(
    kernel: &K,
    src: &[[K::In; W]; H],
) -> [[K::Out; OW]; OH] {
    const {
        assert!(
            gives(&K::DECLARATION.geometry, (H, W), (OH, OW)),
            "`apply_array::<H, W, OH, OW>`: OH x OW is not the output size of this kernel for an input of H x W; `output_size(W, H)` tells it"
        );
    }
    let mut dst = [[K::Out::default(); OW]; OH];
    let geometry = K::DECLARATION.geometry;
    // The sizes were proven above, so none of these can fail.
    if let (Ok(src), Ok(to)) = (
        Plane::new(src.as_flattened(), W, H),
        PlaneMut::new(dst.as_flattened_mut(), OW, OH),
    ) && let Ok(job) = Job::new(detected(), &geometry, src, to, Memory::STACK)
    {
        let done = kernel.run(job);
        debug_assert!(done.is_ok(), "sizes proven at compile time were refused");
    }
    dst
}

/// Filters an array of `N` elements into one of `M`.
///
/// Any other `M` than the kernel's output size fails the build.
pub fn apply_signal_array<K: GeneratedSignal, const N: usize, const M: usize>(
    kernel: &K,
    src: &[K::In; N],
) -> [K::Out; M] {
    const {
        assert!(
            gives(&K::DECLARATION.geometry, (1, N), (1, M)),
            "`apply_array::<N, M>`: M is not the output length of this kernel for an input of N; `output_len(N)` tells it"
        );
    }
    let mut dst = [K::Out::default(); M];
    let geometry = K::DECLARATION.geometry;
    if let (Ok(src), Ok(to)) = (Plane::new(src, N, 1), PlaneMut::new(&mut dst, M, 1))
        && let Ok(job) = Job::new(detected(), &geometry, src, to, Memory::STACK)
    {
        let done = kernel.run(job);
        debug_assert!(done.is_ok(), "sizes proven at compile time were refused");
    }
    dst
}
