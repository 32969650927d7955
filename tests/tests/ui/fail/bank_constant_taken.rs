use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i16 { taps: { shape: sobel_x, gy: sobel_y } }
}

fn main() {}
