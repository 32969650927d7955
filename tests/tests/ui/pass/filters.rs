//! Constants of taps, with filters of them.
#![allow(missing_docs)]
// Nothing here is deprecated, so that nothing has to allow it.
#![forbid(deprecated)]

use conv_kernel::prelude::*;

/// Horizontal Sobel derivative.
#[conv_filter(SobelX: u8 -> i16, padding: same, border: reflect101)]
pub const SOBEL_X: [[i16; 3]; 3] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];

#[conv_filter(Mean: f32)]
const MEAN: [f32; 4] = [0.25; 4];

// Nobody else uses it.
#[conv_filter(Unused: u8 -> i16,)]
#[cfg(not(windows))]
pub(crate) const UNUSED: [i8; 2] = [-1, 1];

#[conv_filter(Absent: u8 -> i16)]
#[cfg(all(windows, not(windows)))]
const ABSENT: [i8; 2] = [-1, 1];

macro_rules! filters {
    ($($name:ident $filter:ident $ty:ty = $taps:expr;)*) => {$(
        #[conv_filter($filter: u8 -> i32, mode: convolve)]
        const $name: $ty = $taps;
    )*};
}

filters! {
    ONE One [i32; 2] = [1, -2];
    TWO Two [[i32; 1]; 2] = [[1], [-2]];
}

mod inner {
    #[::conv_kernel::conv_filter(Inner: u8 -> i16, crate: ::conv_kernel)]
    pub(super) const INNER: [i16; 2] = [-1, 1];
}

fn main() -> Result<(), Error> {
    assert_eq!(SOBEL_X[1], [-2, 0, 2]);
    assert_eq!(MEAN, [0.25; 4]);
    let edges = SobelX.apply(Plane::new(&[0, 10, 20, 30], 4, 1)?)?;
    assert_eq!(edges.data(), [0, 80, 80, 0]);
    assert_eq!(Mean.apply(&[1.0, 2.0, 3.0, 6.0])?, [3.0]);
    assert_eq!(One.apply(&[1, 2])?, [0]);
    assert_eq!(Two.apply(Plane::new(&[1, 2], 1, 2)?)?.data(), [0]);
    assert_eq!((ONE, TWO, inner::INNER), ([1, -2], [[1], [-2]], [-1, 1]));
    assert_eq!(inner::Inner.apply(&[1, 2])?, [1]);
    #[cfg(not(windows))]
    let _ = Unused;
    Ok(())
}
