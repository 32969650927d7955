use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 2], [0, -1]],
        mode: convolve,
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
