use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 { taps: { g: { gx: sobel_x } }, combine: |g| g }
}

fn main() {}
