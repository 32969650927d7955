use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: lowpass(63, 0.25, scale: no),
    }
}

fn main() {
    let _ = Kernel;
}
