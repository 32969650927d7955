use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 1]],
        padding: same,
        border: nan,
    }
}

fn main() {
    let _ = Kernel;
}
