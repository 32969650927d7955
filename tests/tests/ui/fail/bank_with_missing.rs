use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: f32 { taps: { mean: box([3, 3]), gx: sobel_x }, missing: renormalize }
}

fn main() {}
