//! The picture, and what is computed of it.

use crate::kernels::{Blur, Edges, Emboss, Grey, Sharpen, SobelX};
use conv_kernel::prelude::*;

/// What can be computed, in the order of the page's list.
#[derive(Clone, Copy)]
pub(crate) enum Kernel {
    SobelX,
    Edges,
    Sharpen,
    Blur,
    Emboss,
}

impl Kernel {
    pub(crate) fn numbered(number: u32) -> Option<Self> {
        let all = [
            Self::SobelX,
            Self::Edges,
            Self::Sharpen,
            Self::Blur,
            Self::Emboss,
        ];
        all.get(number as usize).copied()
    }
}

#[derive(Default)]
pub(crate) struct Stage {
    width: usize,
    height: usize,
    pub(crate) frame: Vec<[u8; 4]>,
    pub(crate) grey: Vec<u8>,
    pub(crate) derivative: Vec<i16>,
    plane: Vec<u8>,
    pub(crate) shown: Vec<[u8; 4]>,
    scratch: Scratch,
}

impl Stage {
    /// Makes room for pictures of a size; `false` if memory is missing.
    pub(crate) fn resize(&mut self, width: usize, height: usize) -> bool {
        let Some(pixels) = width.checked_mul(height) else {
            return false;
        };
        let all = resized(&mut self.frame, pixels)
            && resized(&mut self.grey, pixels)
            && resized(&mut self.derivative, pixels)
            && resized(&mut self.plane, pixels)
            && resized(&mut self.shown, pixels);
        (self.width, self.height) = if all { (width, height) } else { (0, 0) };
        all
    }

    pub(crate) fn prepare(&mut self) -> Result<(), Error> {
        let frame = Pixels::new(&self.frame, self.width, self.height)?;
        let grey = PlaneMut::new(&mut self.grey, self.width, self.height)?;
        Grey.apply_with(frame, grey, &mut self.scratch)
    }

    pub(crate) fn run(&mut self, kernel: Kernel) -> Result<(), Error> {
        match kernel {
            Kernel::SobelX => {
                let grey = Plane::new(&self.grey, self.width, self.height)?;
                let to = PlaneMut::new(&mut self.derivative, self.width, self.height)?;
                SobelX.apply_with(grey, to, &mut self.scratch)
            }
            Kernel::Edges => {
                let grey = Plane::new(&self.grey, self.width, self.height)?;
                let to = PlaneMut::new(&mut self.plane, self.width, self.height)?;
                Edges.apply_with(grey, to, &mut self.scratch)
            }
            Kernel::Sharpen => self.colours(&Sharpen),
            Kernel::Blur => self.colours(&Blur),
            Kernel::Emboss => self.colours(&Emboss),
        }
    }

    fn colours(&mut self, kernel: &impl PixelFilter<In = u8, Out = u8>) -> Result<(), Error> {
        let frame = Pixels::new(&self.frame, self.width, self.height)?;
        let shown = PixelsMut::new(&mut self.shown, self.width, self.height)?;
        kernel.apply_pixels_with(frame, shown, &mut self.scratch)
    }

    pub(crate) fn show(&mut self, kernel: Kernel) {
        match kernel {
            Kernel::SobelX => {
                for (pixel, &sum) in self.shown.iter_mut().zip(&self.derivative) {
                    // Sums are within [-1020, 1020], so this is within [0, 255].
                    let grey = ((sum >> 3) + 128) as u8;
                    *pixel = [grey, grey, grey, 255];
                }
            }
            Kernel::Edges => {
                for (pixel, &grey) in self.shown.iter_mut().zip(&self.plane) {
                    *pixel = [grey, grey, grey, 255];
                }
            }
            // All channels were filtered, the opacity too.
            Kernel::Sharpen | Kernel::Blur | Kernel::Emboss => {
                for [.., opacity] in &mut self.shown {
                    *opacity = 255;
                }
            }
        }
    }
}

/// Gives a vector a length; `false` if memory is missing.
fn resized<T: Clone + Default>(elements: &mut Vec<T>, length: usize) -> bool {
    let missing = length.saturating_sub(elements.len());
    if elements.try_reserve_exact(missing).is_err() {
        return false;
    }
    elements.resize(length, T::default());
    true
}
