use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 1]],
        padding: same,
        border: [zero, constant(f32::NAN)],
    }
}

fn main() {
    let _ = Kernel;
}
