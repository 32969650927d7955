use conv_kernel::conv_kernel;

conv_kernel! {
    struct Luma: f32 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [0.299, NAN, 0.114],
    }
}

fn main() {
    let _ = Luma;
}
