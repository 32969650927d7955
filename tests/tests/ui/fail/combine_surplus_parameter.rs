use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy, gz| gx + gy + gz }
}

fn main() {}
