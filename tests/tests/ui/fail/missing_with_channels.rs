use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 2, 1]],
        channels: [0.5, 0.5],
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
