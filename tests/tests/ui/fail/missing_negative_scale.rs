use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        scale: -1/4,
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
