use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Blurs: u8 { taps: { whole: [[1]], fine: gaussian([3, 3], 1.0) }, quantize: 40 }
}

fn main() {}
