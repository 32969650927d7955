use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: remez(100, [0.58, 0.79, 0.92, 1], [1, 0]),
    }
}

fn main() {
    let _ = Kernel;
}
