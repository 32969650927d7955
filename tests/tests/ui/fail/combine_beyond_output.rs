use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs() }
}

fn main() {}
