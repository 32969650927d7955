use conv_kernel::prelude::*;

conv_kernel! {
    struct Luma: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [77, 150, 29],
    }
}

fn main() {
    let pixels = Pixels::new(&[[0u8; 3]; 9], 3, 3).unwrap();
    let _ = Luma.apply(pixels);
    let _: [[i16; 1]; 1] = Luma.apply_array(&[[[0u8; 3]; 3]; 3]);
}
