use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1.0]],
        bias: true,
    }
}

fn main() {
    let _ = Kernel;
}
