use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [0, 0],
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
