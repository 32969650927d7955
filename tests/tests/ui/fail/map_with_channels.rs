use conv_kernel::prelude::*;

conv_kernel! {
    struct Grey: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], channels: [1, 1, 1], map: |v| v / 4 }
}

fn main() {}
