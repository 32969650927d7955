use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> f32 {
        taps: [1, 2, 1],
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
