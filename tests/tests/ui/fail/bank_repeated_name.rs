use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 { taps: { g: sobel_x, g: sobel_y }, combine: |g| g }
}

fn main() {}
