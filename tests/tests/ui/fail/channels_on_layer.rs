use conv_kernel::conv_kernel;

conv_kernel! {
    struct Luma: f32 {
        taps: [[[[1, 2]]]],
        channels: [0.299, 0.587, 0.114],
    }
}

fn main() {
    let _ = Luma;
}
