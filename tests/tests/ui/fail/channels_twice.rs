use conv_kernel::conv_kernel;

conv_kernel! {
    struct Luma: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [0.299, 0.587, 0.114],
        channels: [1, 1, 1],
    }
}

fn main() {
    let _ = Luma;
}
