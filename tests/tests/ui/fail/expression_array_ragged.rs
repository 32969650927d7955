use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: 2 * [[1, 2], [3]],
    }
}

fn main() {
    let _ = Kernel;
}
