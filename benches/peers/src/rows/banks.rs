//! Banks that are compared, as a user would declare them.

use conv_kernel::conv_kernel;

conv_kernel! {
    /// Both derivatives, exact, a plane each.
    pub(crate) struct Gradients: u8 -> i16 {
        taps: { gx: sobel_x, gy: sobel_y },
        padding: same,
        border: replicate,
    }

    /// The usual estimate of the gradient's length.
    pub(crate) struct MagnitudeL1: u8 {
        taps: { gx: sobel_x, gy: sobel_y },
        combine: |gx, gy| gx.abs() + gy.abs(),
        padding: same,
        border: replicate,
        overflow: saturate,
    }

    /// The gradient's length.
    pub(crate) struct MagnitudeL2: f32 {
        taps: { gx: sobel_x, gy: sobel_y },
        combine: |gx, gy| gx.hypot(gy),
        padding: same,
        border: replicate,
    }

    /// The strongest of eight directions.
    pub(crate) struct Compass: u8 -> i16 {
        taps: {
            e: kirsch(east),
            ne: kirsch(north_east),
            n: kirsch(north),
            nw: kirsch(north_west),
            w: kirsch(west),
            sw: kirsch(south_west),
            s: kirsch(south),
            se: kirsch(south_east),
        },
        combine: |e, ne, n, nw, w, sw, s, se| {
            e.max(ne).max(n).max(nw).max(w).max(sw).max(s).max(se)
        },
        padding: same,
        border: replicate,
    }
}
