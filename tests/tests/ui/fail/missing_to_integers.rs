use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 -> u8 {
        taps: [1, 2, 1],
        overflow: saturate,
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
