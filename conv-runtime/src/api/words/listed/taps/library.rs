//! Kernels, their arguments, and what is made of them.

pub use conv_plan::taps::library::{
    Direction::{
        East as east, North as north, NorthEast as north_east, NorthWest as north_west,
        South as south, SouthEast as south_east, SouthWest as south_west, West as west,
    },
    Window::{
        Blackman as blackman, Hamming as hamming, Hann as hann, Kaiser as kaiser,
        Rectangular as rectangular,
    },
    bandpass, bandstop, difference_of_gaussians as dog, disk, emboss, gabor, highpass, hilbert,
    impulse, kirsch, laplacian, laplacian_of_gaussian as log, lowpass, motion, prewitt_x,
    prewitt_y, ramp, remez, roberts_x, roberts_y, robinson, savitzky_golay, scharr_x, scharr_y,
    sharpen,
    smooth::{binomial, gaussian, mean as r#box},
    sobel_x, sobel_y,
};

/// A column times a row: `outer([1, 2, 1], [-1, 0, 1])`. It has two passes where that is cheaper.
pub const outer: () = ();

/// All axes reversed: `a.flip()`.
pub const flip: () = ();

/// Rows become columns: `a.transpose()`.
pub const transpose: () = ();

/// A quarter turn against the clock: `a.rotate90()`.
pub const rotate90: () = ();

/// Divided by the sum; of taps with the sum 0, so that their positive part sums to 1:
/// `a.normalize()`.
pub const normalize: () = ();
