use conv_kernel::prelude::*;

conv_kernel! {
    struct Soft: u8 -> i16 { taps: gaussian([3, 3], 1.0), map: |v| v - 9, quantize: 8 }
}

fn main() {}
