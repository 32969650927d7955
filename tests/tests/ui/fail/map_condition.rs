use conv_kernel::prelude::*;

conv_kernel! {
    struct Emboss: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], map: |v| v < 0 }
}

fn main() {}
