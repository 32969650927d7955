use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        interpolate: 2,
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
