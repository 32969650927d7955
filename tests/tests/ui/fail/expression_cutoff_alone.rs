use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: bandpass(63, 0.25),
    }
}

fn main() {
    let _ = Kernel;
}
