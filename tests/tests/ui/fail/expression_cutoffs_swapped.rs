use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: bandpass(63, [0.4, 0.1]),
    }
}

fn main() {
    let _ = Kernel;
}
