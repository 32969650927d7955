use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y }, channels: [1, 2, 1] }
}

fn main() {}
