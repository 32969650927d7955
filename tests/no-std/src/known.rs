//! Layers whose weights the macro knows, which need no allocator.

use conv_kernel::prelude::*;

conv_kernel! {
    struct Luma: f32 { taps: [[[[0.25]], [[0.5]], [[0.25]]]], bias: [1], layout: nhwc, activation: relu }
    struct Sums: i8 -> i32 {
        taps: [[[[1, 2], [3, 400]]], [[[-1, 0], [0, 1]]]],
        padding: same,
        border: replicate,
    }
    struct Twice: u8 -> i32 { taps: [[[[1, 2], [3, 4]]]], transposed: true, stride: 2 }
}

/// The number of the first result that is wrong.
pub fn wrong() -> Result<Option<i32>, Error> {
    let pixels = core::hint::black_box([[[4.0, 8.0, 4.0], [-8.0, -8.0, -8.0]]]);
    if Luma.apply_array(&pixels)? != [[[7.0], [0.0]]] {
        return Ok(Some(11));
    }
    let mut y = [0; 4];
    Sums.apply_into(&core::hint::black_box([1, -2]), [1, 1, 1, 2], &mut y)?;
    if y != [-800, -812, -3, 0] {
        return Ok(Some(12));
    }
    let mut y = [0; 8];
    Twice.apply_into(&core::hint::black_box([1, 255]), [1, 1, 1, 2], &mut y)?;
    if y != [1, 2, 255, 510, 3, 4, 765, 1020] || Twice.output_shape([1, 1, 1, 2])? != [1, 1, 2, 4] {
        return Ok(Some(13));
    }
    Ok(None)
}
