use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y }, shape: [3, 3] }
}

fn main() {}
