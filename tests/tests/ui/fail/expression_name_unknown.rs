use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: 2 * WEIGHTS,
    }
}

fn main() {
    let _ = Kernel;
}
