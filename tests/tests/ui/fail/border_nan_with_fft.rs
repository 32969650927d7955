use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[1, 1]],
        padding: same,
        border: constant(nan),
        method: fft,
    }
}

fn main() {
    let _ = Kernel;
}
