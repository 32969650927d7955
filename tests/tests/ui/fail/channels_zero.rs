use conv_kernel::conv_kernel;

conv_kernel! {
    struct Luma: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [0, 0.0, -0],
    }
}

fn main() {
    let _ = Luma;
}
