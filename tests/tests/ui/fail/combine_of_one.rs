use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], combine: |v| v.abs() }
}

fn main() {}
