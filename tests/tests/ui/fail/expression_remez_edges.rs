use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: remez(31, [0, 0.3, 0.2, 1], [1, 0]),
    }
}

fn main() {
    let _ = Kernel;
}
