use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Blurs: f32 { taps: { box: box([3, 3]), dx: sobel_x }, require: unit_gain }
}

fn main() {}
