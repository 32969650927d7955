use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 { taps: { sobel_x, sobel_y }, combine: |gx, gy| gx + gy }
}

fn main() {}
