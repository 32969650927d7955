use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i16 { taps: { gx: sobel_x, gy: [[1, 2], [3]] } }
}

fn main() {}
