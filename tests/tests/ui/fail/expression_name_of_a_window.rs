use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: hamming,
    }
}

fn main() {
    let _ = Kernel;
}
