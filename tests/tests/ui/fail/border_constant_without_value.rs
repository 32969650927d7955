use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 1]],
        padding: same,
        border: constant,
    }
}

fn main() {
    let _ = Kernel;
}
