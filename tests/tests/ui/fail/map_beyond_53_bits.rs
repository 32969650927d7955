use conv_kernel::prelude::*;

conv_kernel! {
    struct Power: u16 -> f64 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], map: |v| v * v * v * v }
}

fn main() {}
