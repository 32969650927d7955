use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> u8 { taps: { gx: sobel_x, gy: sobel_y, mean: [[1]] } }
}

fn main() {}
