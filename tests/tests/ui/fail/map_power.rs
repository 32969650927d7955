use conv_kernel::prelude::*;

conv_kernel! {
    struct Emboss: u8 -> i32 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], map: |v| v.pow(2) }
}

fn main() {}
