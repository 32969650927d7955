use conv_kernel::prelude::*;

conv_kernel! {
    struct Soft: u8 { taps: [0.25, 0.5, 0.25], scale: 0, quantize: 8 }
}

fn main() {}
