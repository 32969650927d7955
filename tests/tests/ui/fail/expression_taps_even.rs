use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: highpass(64, 0.25),
    }
}

fn main() {
    let _ = Kernel;
}
