//! What matrices have beyond their entries: products and eigenvalues.
//!
//! ```text
//! products      the matrix of one kernel after another: the composed kernel, offsets, scales
//! eigenvalues   Fourier vectors, spectra of products, circular convolution
//! ```
#![allow(clippy::unwrap_used)]

mod eigenvalues;
mod products;

use conv_kernel::{Border, ConvSpec, Mode, Overflow, Padding, PerAxis, Scalar, Tap, Taps};
use conv_kernel_tests::cases::kernel;

/// A window of two axes, rows first; a signal has one row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    pub(crate) stride: [usize; 2],
    pub(crate) dilation: [usize; 2],
    pub(crate) padding: [[usize; 2]; 2],
    pub(crate) border: Border,
}

impl How {
    /// Nothing but the taps: correlation of what is inside.
    pub(crate) const VALID: Self = Self {
        stride: [1; 2],
        dilation: [1; 2],
        padding: [[0; 2]; 2],
        border: Border::Zero,
    };

    /// A checked kernel with these taps; integers that do not fit wrap around.
    pub(crate) fn spec<T: Scalar>(&self, taps: &Taps, scale: Option<Tap>) -> ConvSpec {
        let spec = kernel::<T, T>(taps.clone(), |options| {
            options.window.mode = Mode::Correlate;
            options.window.stride = PerAxis::Each(self.stride.to_vec());
            options.window.dilation = PerAxis::Each(self.dilation.to_vec());
            if self.padding != [[0; 2]; 2] {
                options.window.padding = Padding::from(self.padding);
                options.window.border = Some(self.border.into());
            }
            options.scale = scale;
            if !T::TYPE.is_float() {
                options.overflow = Some(Overflow::Wrap);
            }
        });
        spec.unwrap()
    }
}

/// Rows and columns of taps with two axes.
pub(crate) fn sides(taps: &Taps) -> [usize; 2] {
    [taps.shape()[0], taps.shape()[1]]
}

/// Taps of two axes.
pub(crate) fn plane(sides: [usize; 2], values: Vec<Tap>) -> Taps {
    Taps::new(sides.to_vec(), values)
}
