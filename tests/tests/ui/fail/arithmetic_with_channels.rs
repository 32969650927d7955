use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 2, 1]],
        channels: [0.5, 0.5],
        arithmetic: strict,
    }
}

fn main() {
    let _ = Kernel;
}
