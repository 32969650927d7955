use conv_kernel::prelude::*;

conv_kernel! {
    struct Emboss: u8 { taps: sobel_x, map: |v| valu / 2 }
}

fn main() {}
