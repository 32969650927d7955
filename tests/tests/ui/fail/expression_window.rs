use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: lowpass(63, 0.25, hanning),
    }
}

fn main() {
    let _ = Kernel;
}
