use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 1]],
        padding: same,
        border: constant(NaN),
    }
}

fn main() {
    let _ = Kernel;
}
