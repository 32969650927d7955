use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 1]],
        padding: same,
        border: constant(-1e39),
    }
}

fn main() {
    let _ = Kernel;
}
