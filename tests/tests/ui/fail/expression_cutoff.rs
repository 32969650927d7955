use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: lowpass(63, 25),
    }
}

fn main() {
    let _ = Kernel;
}
