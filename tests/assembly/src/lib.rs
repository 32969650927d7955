//! Kernels whose machine code `tests/assembly.rs` inspects, each in a module of its own
//! so that its name is in its symbols.

/// Nine different taps.
pub mod dense_3x3 {
    conv_kernel::conv_kernel! {
        /// A dense 3x3 kernel.
        pub struct Kernel: f32 {
            taps: [[1.5, 2.5, 3.0], [4.0, -5.0, 6.5], [7.0, 8.25, 9.0]],
            padding: same,
            border: replicate,
        }
    }
}

/// 16 different taps, the most that are written out.
pub mod dense_4x4 {
    conv_kernel::conv_kernel! {
        /// A dense 5x5 kernel.
        pub struct Kernel: f32 {
            taps: [
                [1.01, 1.02, 1.03, 1.04],
                [2.01, 2.02, 2.03, 2.04],
                [3.01, 3.02, 3.03, 3.04],
                [4.01, 4.02, 4.03, 4.04],
            ],
            padding: same,
            border: replicate,
        }
    }
}

/// Two passes that are unrolled: where rows are strided, neither follows a table.
pub mod binomial_5x5 {
    conv_kernel::conv_kernel! {
        /// A binomial blur.
        pub struct Kernel: f32 {
            taps: [
                [1, 4, 6, 4, 1],
                [4, 16, 24, 16, 4],
                [6, 24, 36, 24, 6],
                [4, 16, 24, 16, 4],
                [1, 4, 6, 4, 1],
            ],
            stride: [2, 1],
            scale: 1/256,
            padding: same,
            border: replicate,
        }
    }
}

/// 8-bit in, 16-bit out.
pub mod sobel_u8 {
    conv_kernel::conv_kernel! {
        /// A Sobel derivative.
        pub struct Kernel: u8 -> i16 {
            taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
            padding: same,
            border: replicate,
        }
    }
}

/// 8-bit in, saturated 8-bit out.
pub mod sharpen_u8 {
    conv_kernel::conv_kernel! {
        /// A sharpening kernel.
        pub struct Kernel: u8 {
            taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
            padding: same,
            border: replicate,
            overflow: saturate,
        }
    }
}

/// Runs every kernel, so that the bodies are compiled into this crate.
///
/// # Errors
///
/// Those of `Filter::apply_into`.
pub fn run(
    bytes: conv_kernel::Plane<'_, u8>,
    floats: conv_kernel::Plane<'_, f32>,
    (edges, sharp, smooth): (&mut [i16], &mut [u8], &mut [f32]),
) -> Result<(), conv_kernel::Error> {
    use conv_kernel::{Filter, PlaneMut};
    let (width, height) = (bytes.width(), bytes.height());
    sobel_u8::Kernel.apply_into(bytes, PlaneMut::new(edges, width, height)?)?;
    sharpen_u8::Kernel.apply_into(bytes, PlaneMut::new(sharp, width, height)?)?;
    let (width, height) = (floats.width(), floats.height());
    dense_3x3::Kernel.apply_into(floats, PlaneMut::new(&mut *smooth, width, height)?)?;
    dense_4x4::Kernel.apply_into(floats, PlaneMut::new(&mut *smooth, width, height)?)?;
    binomial_5x5::Kernel.apply_into(floats, PlaneMut::new(smooth, width, height)?)
}
